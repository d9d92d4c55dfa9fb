package smol

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"strings"
	"testing"
)

// TestDigest holds the constant, and that Weights or Path is the file.
func TestDigest(t *testing.T) {
	var file io.Reader = strings.NewReader(Weights)
	if Weights == "" { // with the tag pawgen_external
		if Path == "" {
			t.Skip("a test that is built with -trimpath does not know where the file is")
		}
		f, err := os.Open(Path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		file = f
	} else if Path != "" {
		t.Errorf("Path is %q in a binary that has the weights", Path)
	}
	h := sha256.New()
	size, err := io.Copy(h, file)
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != Digest {
		t.Errorf("the file's SHA-256 is %s, want %s", got, Digest)
	}
	const most = 100_000_000
	if size > most {
		t.Errorf("the file is %d bytes, want at most %d: what hosts of repositories take", size, most)
	}
}
