package gen

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/annotations"
)

var update = flag.Bool("update", false, "write the golden files of emit")

// TestEmit compares paw_gen.go with the golden files. That such files are
// vetted, built and run is shown by the scripts.
func TestEmit(t *testing.T) {
	packages, err := annotations.Load(t.Context(), ".", "./testdata/emit/one", "./testdata/emit/all", "./testdata/emit/shapes")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range packages {
		t.Run(p.Name, func(t *testing.T) {
			c := &fake{base: "a", basis: "c"}
			pl, problems := makePlan(p, c.config(p.Dir))
			if len(problems) > 0 {
				t.Fatal(problems)
			}
			code, err := pl.emit()
			if err != nil {
				t.Fatal(err)
			}
			if formatted, err := format.Source(code); err != nil || !bytes.Equal(formatted, code) {
				t.Errorf("not as gofmt has it: %v", err)
			}
			golden := filepath.Join("testdata", "emit", p.Name, "paw_gen.go.golden")
			if *update {
				if err := os.WriteFile(golden, code, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(code, unixLines(want)) {
				t.Errorf("%s: line %d differs; go test -update writes the file\n%s", golden, difference(code, want), code)
			}
		})
	}
}
