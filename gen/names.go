package gen

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/annotations"
)

// names are what is declared for one function.
type names struct {
	twin    string // what the stub calls, "pawClassifyIntent"
	context string // the twin with context and error
	fn      string // the variable of the function in the runtime
	file    string // the variable of the embedded program
}

func namesOf(f *annotations.Function) names {
	twin := f.Twin()
	return names{twin, twin + "Context", twin + "Func", twin + "File"}
}

// localNames are the names of the twin's parameters: the stub's own, unless
// they would hide something that the twin's body needs.
func localNames(f *annotations.Function) []string {
	n := namesOf(f)
	taken := []string{"ctx", "context", runtimeName, n.context, n.fn}
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

// clashes finds functions whose generated names are the same, as those of
// Answer and AnswerContext are.
func clashes(functions []*annotations.Function) annotations.Diagnostics {
	owner := map[string]string{}
	var list annotations.Diagnostics
	for _, f := range functions {
		n := namesOf(f)
		path := strings.ToLower(programPath(f.Name)) // some file systems ignore case
		for _, name := range []string{n.twin, n.context, n.fn, n.file, path} {
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
