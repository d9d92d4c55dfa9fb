package fix

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

func TestFile(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"all moved",
			"import pawrt \"github.com/pawgen/pawgen/runtime\"\n\nfunc F(s string) pawrt.Result[int] { return pawF(s) }\n",
			"import \"github.com/pawgen/pawgen\"\n\nfunc F(s string) pawgen.Result[int] { return pawF(s) }\n"},
		{"some moved",
			"import (\n\t\"fmt\"\n\n\t\"github.com/pawgen/pawgen/runtime\"\n)\n\nvar x = runtime.Must[int]\n\nfunc main() { fmt.Println(runtime.Stats()) }\n",
			"import (\n\t\"fmt\"\n\n\t\"github.com/pawgen/pawgen\"\n\t\"github.com/pawgen/pawgen/runtime\"\n)\n\nvar x = runtime.Must[int]\n\nfunc main() { fmt.Println(pawgen.Stats()) }\n"},
		{"some moved, one import",
			"import \"github.com/pawgen/pawgen/runtime\"\n\nvar x, y = runtime.Must[int], runtime.Stats()\n",
			"import \"github.com/pawgen/pawgen\"\nimport \"github.com/pawgen/pawgen/runtime\"\n\nvar x, y = runtime.Must[int], pawgen.Stats()\n"},
		{"imported already",
			"import (\n\tp \"github.com/pawgen/pawgen\"\n\t\"github.com/pawgen/pawgen/runtime\"\n)\n\nvar x, y = p.Threads(1), runtime.ErrNoBase\n",
			"import (\n\tp \"github.com/pawgen/pawgen\"\n)\n\nvar x, y = p.Threads(1), p.ErrNoBase\n"},
		{"nothing moved", "import \"github.com/pawgen/pawgen/runtime\"\n\nvar x = runtime.Must[int]\n", ""},
		{"another runtime", "import \"runtime\"\n\nvar x runtime.Error\n", ""},
		{"hidden", "import \"github.com/pawgen/pawgen/runtime\"\n\nvar x = runtime.Must[int]\n\nfunc f(runtime struct{ Error int }) int { return runtime.Error }\n", ""},
	}
	for _, test := range tests {
		const head = "package p\n\n"
		got, err := File("p.go", []byte(head+test.source))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		want := test.want
		if want == "" {
			want = test.source
		}
		if string(got) != head+want {
			t.Errorf("%s: got\n%s\nwant\n%s", test.name, got, head+want)
		}
	}
}

func TestFileErrors(t *testing.T) {
	for source, want := range map[string]string{
		"package p\n\nimport \"github.com/pawgen/pawgen/runtime\"\n\nvar pawgen, x = 1, runtime.Stats()\n": "declares pawgen",
		"package p\n\nfunc {": "expected",
	} {
		if _, err := File("p.go", []byte(source)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

// TestMoved: package pawgen exports what is said to have moved there.
func TestMoved(t *testing.T) {
	files, err := filepath.Glob("../../../*.go")
	if err != nil {
		t.Fatal(err)
	}
	exported := map[string]bool{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for name := range f.Scope.Objects {
			exported[name] = exported[name] || f.Name.Name == doorName
		}
	}
	for _, name := range moved {
		if !exported[name] {
			t.Errorf("package pawgen has no %s", name)
		}
	}
}
