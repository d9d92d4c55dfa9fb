package generate

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/module"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
)

// localNames are the names of the twin's parameters: the stub's own, unless
// they would hide something that the twin's body needs.
func localNames(f *stubs.Function) []string {
	n := f.Names()
	taken := []string{"ctx", "context", stubs.RuntimeName, n.Twin, n.Context, n.Func}
	list := make([]string, len(f.Params))
	for i, p := range f.Params {
		if !slices.Contains(taken, p.Name) {
			list[i] = p.Name
			taken = append(taken, p.Name)
		}
	}
	for i, p := range f.Params {
		if list[i] != "" {
			continue
		}
		name := p.Name + "Arg"
		for slices.Contains(taken, name) {
			name += "_"
		}
		list[i] = name
		taken = append(taken, name)
	}
	return list
}

// refused finds functions whose programs go:embed refuses for their file
// names: Windows reserves some, such as AUX, and digits must be ASCII.
func refused(functions []*stubs.Function) annotations.Diagnostics {
	var list annotations.Diagnostics
	for _, f := range functions {
		if module.CheckFilePath(programPath(f.Name, suffixes[0])) != nil {
			list = append(list, annotations.Diagnostic{
				Pos:     f.Pos,
				Message: fmt.Sprintf("%s: go:embed refuses a file with the name %s", f.Name, programPath(f.Name, suffixes[0])),
				Hint:    "rename the function",
			})
		}
	}
	return list
}

// clashes finds functions whose generated names are the same, as those of
// Answer and AnswerContext are.
func clashes(functions []*stubs.Function) annotations.Diagnostics {
	owner := map[string]string{}
	for _, name := range interfaces(functions) {
		owner[stubs.Implementation(name)] = name
	}
	var list annotations.Diagnostics
	for _, f := range functions {
		path := strings.ToLower(programPath(f.Name, suffixes[0])) // some file systems ignore case
		for _, name := range append(f.Names().All(), path) {
			if other, taken := owner[name]; taken {
				list = append(list, annotations.Diagnostic{
					Pos:     f.Pos,
					Message: fmt.Sprintf("%s: the generated name %s is %s's too", f.Name, name, other),
					Hint:    "rename one of the two functions",
				})
				break
			}
			owner[name] = f.Name
		}
	}
	return list
}
