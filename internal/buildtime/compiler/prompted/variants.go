package prompted

import (
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// variant is a way to say a spec in a prompt. All say the same; a base model may
// follow one better than another, and only tests can tell.
type variant struct {
	name  string
	apply func(compiler.Spec) compiler.Spec
}

// variants are tried in this order. The first says the spec as it is.
var variants = []variant{
	{"", func(s compiler.Spec) compiler.Spec { return s }},
	{"reversed", reversed},
	{"definitions-first", definitionsFirst},
	{"half-the-examples", half},
	{"no-examples", noExamples},
}

// snapshot names the compiler and the variant.
func (v variant) snapshot() string {
	if v.name == "" {
		return SnapshotName
	}
	return SnapshotName + "+" + v.name
}

// distinct are the variants that differ for a spec.
func distinct(spec compiler.Spec) []variant {
	if spec.Pseudo != "" {
		return variants[:1]
	}
	list := variants[:1:1]
	if len(spec.Examples) > 1 {
		list = append(list, variants[1])
	}
	if described(spec.Result) {
		list = append(list, variants[2])
	}
	if len(spec.Examples) > 3 {
		list = append(list, variants[3])
	}
	if len(spec.Examples) > 0 {
		list = append(list, variants[4])
	}
	return list
}

// reversed has the last example first: what stands right before an input weighs most.
func reversed(s compiler.Spec) compiler.Spec {
	s.Examples = slices.Clone(s.Examples)
	slices.Reverse(s.Examples)
	return s
}

// half has every other example.
func half(s compiler.Spec) compiler.Spec {
	var kept []compiler.Example
	for i := 0; i < len(s.Examples); i += 2 {
		kept = append(kept, s.Examples[i])
	}
	s.Examples = kept
	return s
}

func noExamples(s compiler.Spec) compiler.Spec {
	s.Examples = nil
	return s
}

// definitionsFirst has what labels mean in the task, and then the labels alone.
func definitionsFirst(s compiler.Spec) compiler.Spec {
	var b strings.Builder
	b.WriteString(strings.TrimSpace(s.Text))
	labels := func(list []compiler.Label) []compiler.Label {
		var bare []compiler.Label
		for _, l := range list {
			if doc := strings.Join(strings.Fields(l.Doc), " "); doc != "" {
				b.WriteString("\n" + l.Text + " means " + doc)
			}
			bare = append(bare, compiler.Label{Text: l.Text})
		}
		return bare
	}
	if s.Result.Kind == compiler.Optional {
		elem := *s.Result.Elem
		elem.Labels = labels(elem.Labels)
		s.Result.Elem = &elem
	} else {
		s.Result.Labels = labels(s.Result.Labels)
	}
	s.Text = b.String()
	return s
}

// described says whether a label of a type has a description.
func described(r compiler.Result) bool {
	if r.Kind == compiler.Optional {
		r = *r.Elem
	}
	return slices.ContainsFunc(r.Labels, func(l compiler.Label) bool { return strings.TrimSpace(l.Doc) != "" })
}
