package tasks

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

func levels() []Level { return []Level{Bare, Sentence, Inflected, Noisy} }

// TestDraw: every family draws tasks whose answers fit their specs, whose
// queries are no examples, and which are the same for the same seed.
func TestDraw(t *testing.T) {
	for i := range Families {
		f := &Families[i]
		for n := range 200 {
			o := Options{Level: levels()[n%4], Queries: 5, HeldOut: n%3 == 0}
			task, err := f.Draw(7, n, o)
			if err != nil && f.Name == "byexample" && o.Level == Bare {
				continue // every keyword may be an example already
			}
			if err != nil {
				t.Fatal(err)
			}
			again, _ := f.Draw(7, n, o)
			if !reflect.DeepEqual(task, again) {
				t.Fatalf("%s %d: drawn twice, got two tasks", f.Name, n)
			}
			check(t, task)
		}
	}
}

func check(t *testing.T, task Task) {
	t.Helper()
	if len(task.Spec.Text) < 10 {
		t.Errorf("%s: spec %q is too short for pawgen", task.Family, task.Spec.Text)
	}
	var labels []string
	for _, l := range task.Spec.Result.Labels {
		if slices.Contains(labels, l.Text) {
			t.Errorf("%s: label %q twice", task.Family, l.Text)
		}
		labels = append(labels, l.Text)
	}
	inputs := map[string]bool{}
	for _, e := range task.Spec.Examples {
		inputs[e.Input] = true
	}
	for _, q := range task.Queries {
		if inputs[q.Input] {
			t.Errorf("%s: query %q comes twice or is an example", task.Family, q.Input)
		}
		inputs[q.Input] = true
		switch task.Spec.Result.Kind {
		case compiler.Enum:
			if !slices.Contains(labels, q.Output) {
				t.Errorf("%s: answer %q is not one of %q", task.Family, q.Output, labels)
			}
		case compiler.Bool:
			if q.Output != "yes" && q.Output != "no" {
				t.Errorf("%s: answer %q", task.Family, q.Output)
			}
		}
		if none := []string{"none", "n/a", "unknown", "missing", "null"}; task.kind() == Extract &&
			!strings.Contains(q.Input, q.Output) && !(slices.Contains(none, q.Output) && strings.Contains(task.Spec.Text, q.Output)) {
			t.Errorf("%s: %q is no part of %q", task.Family, q.Output, q.Input)
		}
		if task.kind() != Label && len(q.Output) > 100 {
			t.Errorf("%s: answer %q is long", task.Family, q.Output)
		}
		if q.Output == "" {
			t.Errorf("%s: no answer for %q", task.Family, q.Input)
		}
	}
}

func (t Task) kind() Kind {
	i := slices.IndexFunc(Families, func(f Family) bool { return f.Name == t.Family })
	return Families[i].Kind
}

// TestNames: a family has one lower-case word as its name, and nobody else's.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Families {
		if seen[f.Name] || strings.ToLower(f.Name) != f.Name || strings.Contains(f.Name, " ") || f.Group == "" {
			t.Errorf("family %q of group %q", f.Name, f.Group)
		}
		seen[f.Name] = true
	}
}

// TestHeldOutWords: words that are kept for evaluation never reach training.
func TestHeldOutWords(t *testing.T) {
	known := map[string]bool{}
	for _, topic := range trainTopics {
		for _, w := range append([]string{topic.name}, topic.words...) {
			known[w] = true
		}
	}
	var secret []string
	for _, topic := range heldOutTopics {
		for _, w := range topic.words {
			if !known[w] && len(w) > 5 {
				secret = append(secret, w)
			}
		}
	}
	seen := 0
	for i := range Families {
		for n := range 100 {
			for _, heldOut := range []bool{false, true} {
				task, err := Families[i].Draw(8, n, Options{Level: Sentence, Queries: 4, HeldOut: heldOut})
				if err != nil {
					t.Fatal(err)
				}
				text := task.Spec.Text
				for _, l := range task.Spec.Result.Labels {
					text += "\n" + l.Doc
				}
				for _, q := range append(task.Queries, task.Spec.Examples...) {
					text += "\n" + q.Input
				}
				text = " " + strings.ToLower(strings.Join(proseWord.FindAllString(text, -1), " ")) + " "
				for _, w := range secret {
					if !strings.Contains(text, " "+w+" ") {
						continue
					}
					if seen++; !heldOut {
						t.Fatalf("%s %d: training has %q:\n%s", task.Family, n, w, text)
					}
				}
			}
		}
	}
	if seen == 0 {
		t.Error("evaluation has none of the words that are kept for it")
	}
}

// TestOwnSets: evaluation has labels and words enough of its own, and in no
// set a word leads to two labels.
func TestOwnSets(t *testing.T) {
	for family, sets := range ownSets {
		words := 0
		for _, set := range slices.Concat(sets.trained, sets.kept) {
			for i, a := range set {
				for j, b := range set {
					for _, w := range a.words {
						for _, v := range b.words {
							if i != j && strings.Contains(" "+v+" ", " "+w+" ") {
								t.Errorf("%s: %q means %s, but %q means %s", family, w, a.name, v, b.name)
							}
						}
					}
				}
			}
		}
		for _, set := range sets.kept {
			if len(set) < 3 && set[0].name != "yes" {
				t.Errorf("%s: a set of evaluation has %d labels (want 3 or more)", family, len(set))
			}
			for _, label := range set {
				words += len(label.words)
			}
		}
		if words < 8 {
			t.Errorf("%s: evaluation has %d words of its own (want 8 or more)", family, words)
		}
	}
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ word, stem, suffix string }{
		{"refunds", "refund", "s"}, {"charge", "charg", "e"}, {"charging", "charg", "ing"},
		{"deliveries", "deliver", "ies"}, {"delivery", "deliver", "y"}, {"bus", "bus", ""}, {"down", "down", ""},
	} {
		if stem, suffix := Stem(c.word); stem != c.stem || suffix != c.suffix {
			t.Errorf("Stem(%q) is %q, %q (want %q, %q)", c.word, stem, suffix, c.stem, c.suffix)
		}
	}
}

// TestRequests: a request for a command or tool says the word that its spec lists.
func TestRequests(t *testing.T) {
	for _, c := range commands {
		for _, r := range c.requests {
			for _, w := range strings.Fields(c.pattern) {
				if !strings.Contains(r, w) {
					t.Errorf("%q asks for %q without %q", r, c.command, w)
				}
			}
		}
	}
	for _, tool := range tools {
		if !slices.ContainsFunc(tool.sentences, func(s string) bool { return strings.Contains(s, tool.verb) }) {
			t.Errorf("no sentence of %s has its verb", tool.name)
		}
	}
}
