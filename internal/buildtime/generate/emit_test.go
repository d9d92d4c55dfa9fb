package generate

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

var update = flag.Bool("update", false, "write the golden files of emit")

// TestEmit compares paw_gen.go with the golden files. That such files are
// vetted, built and run is shown by the scripts.
func TestEmit(t *testing.T) {
	packages, err := stubs.Load(t.Context(), ".", "./testdata/emit/one", "./testdata/emit/all", "./testdata/emit/shapes")
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

// TestEmitWeights shows that code whose programs run on weights of a module of
// their own hands them to the runtime, and that other code does not.
func TestEmitWeights(t *testing.T) {
	packages, err := stubs.Load(t.Context(), ".", "./testdata/emit/one")
	if err != nil {
		t.Fatal(err)
	}
	p := packages[0]
	paths := map[string]string{}
	for _, f := range p.Functions {
		paths[f.Name] = programPath(f.Name, suffixes[0])
	}
	const call = `func init() {
	pawrt.UseWeights(pawrt.Weights{
		Data:   pawsmol.Weights,
		ID:     pawsmol.ID,
		Path:   pawsmol.Path,
		SHA256: pawsmol.Digest,
	})
}
`
	for _, test := range []struct {
		bases []string
		want  bool
	}{{[]string{"smol", "nano"}, true}, {[]string{"nano", "qwen3-0.6b-q6_k"}, false}} {
		code, err := emit(p, p.Functions, paths, test.bases)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{call, "\tpawsmol \"github.com/pawgen/pawgen/models/smol\"\n"} {
			if got := bytes.Contains(code, []byte(part)); got != test.want {
				t.Errorf("%q: %q is in the code: %v\n%s", test.bases, part, got, code)
			}
		}
	}
}
