package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
)

// TellOnce prints what the user should know, once and for all: that it was
// told is noted in the user's configuration folder. If that cannot be, it is
// told every time.
func (c *Call) TellOnce(text string) {
	dir, err := os.UserConfigDir()
	if err != nil {
		c.Note(text)
		return
	}
	sum := sha256.Sum256([]byte(text))
	told := filepath.Join(dir, "pawgen", "told-"+hex.EncodeToString(sum[:8]))
	if _, err := os.Stat(told); err == nil {
		return
	}
	c.Note(text)
	if os.MkdirAll(filepath.Dir(told), 0o700) == nil {
		os.WriteFile(told, []byte(text+"\n"), 0o600)
	}
}
