package generate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// various is a compiler with several ways: variant i passes so many tests.
type various struct {
	fake
	passes []int
}

func (c *various) Variants(compiler.Spec) int { return len(c.passes) }

func (c *various) CompileVariant(ctx context.Context, spec compiler.Spec, i int, progress func(compiler.Event)) (*program.Program, error) {
	p, err := c.Compile(ctx, spec, progress)
	p.Pseudo = fmt.Sprintf("variant %d", i)
	return p, err
}

// config answers the tests "0", "1", ... rightly, with "yes", as far as the variant can.
func (c *various) config(dir string, candidates int) Config {
	config := c.fake.config(dir)
	config.Candidates = candidates
	config.Compilers[0].New = func(string) (compiler.Compiler, error) { return c, nil }
	config.Open = func(_ string, file []byte, _ compiler.Result) (Answerer, error) {
		p, err := program.Parse(file)
		if err != nil {
			return nil, err
		}
		var number int
		fmt.Sscanf(p.Pseudo, "variant %d", &number)
		return func(_ context.Context, input string) (string, error) {
			if int(input[0]-'0') < c.passes[number] {
				return "yes", nil
			}
			return "no", nil
		}, nil
	}
	return config
}

func TestCandidates(t *testing.T) {
	for _, test := range []struct {
		name       string
		passes     []int
		candidates int
		tests      int
		want       int // the variant that is kept
		made       int
	}{
		{"best", []int{1, 3, 2}, 3, 4, 1, 3},
		{"first of equals", []int{1, 3, 3}, 3, 4, 1, 3},
		{"no more than asked", []int{1, 2, 3}, 2, 4, 1, 2},
		{"no more than there are", []int{1, 2}, 9, 4, 1, 2},
		{"stops when perfect", []int{1, 4, 4}, 3, 4, 1, 2},
		{"one without tests", []int{1, 2}, 2, 0, 0, 1},
		{"one by default", []int{1, 2}, 0, 4, 0, 1},
	} {
		c := &various{fake{base: "a", basis: "c"}, test.passes}
		f := stub("A")
		for i := range test.tests {
			f.Tests = append(f.Tests, stub("A", compiler.Example{Input: fmt.Sprint(i), Output: "yes"}).Tests...)
		}
		dir := t.TempDir()
		outcomes, err := Run(t.Context(), mail(dir, f), c.config(dir, test.candidates))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		p, err := program.Parse([]byte(tree(t, dir)["paw/A.pawc"]))
		if err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("variant %d", test.want)
		if test.want == 0 {
			want = f.Spec.Text // what Compile makes
		}
		if p.Pseudo != want || outcomes[0].Candidates != test.made || len(c.compiled) != test.made {
			t.Errorf("%s: kept %q of %d candidates, want %q of %d", test.name, p.Pseudo, outcomes[0].Candidates, want, test.made)
		}
	}
}

// TestWorseThanNothing: an old program that cannot run is not compared.
func TestWorseThanNothing(t *testing.T) {
	c := &fake{base: "a", basis: "c", answers: map[string]string{"1": "one"}}
	dir := t.TempDir()
	a := stub("A", compiler.Example{Input: "1", Output: "one"})
	mustGenerate(t, c, mail(dir, a))
	old := tree(t, dir)["paw/A.pawc"]
	config := c.config(dir)
	config.Open = func(_ string, file []byte, _ compiler.Result) (Answerer, error) {
		return func(context.Context, string) (string, error) {
			if string(file) == old {
				return "", pawgen.ErrWrongBase
			}
			return "eins", nil
		}, nil
	}
	a.Spec.Text = "another spec"
	if list, err := Diff(t.Context(), mail(dir, a), config); err != nil || list[0].Before != nil || list[0].Old == nil {
		t.Errorf("diff: got %+v, %v", list, err)
	}
	if _, err := Run(t.Context(), mail(dir, a), config); err != nil {
		t.Errorf("got %v", err)
	}
}

// TestWorse: a new program that passes fewer tests is refused, whether the old
// one can be run or only its score is known, and taken with force or on another base.
func TestWorse(t *testing.T) {
	c := &fake{base: "a", basis: "c", answers: map[string]string{"1": "one", "2": "two"}}
	dir := t.TempDir()
	a := stub("A", compiler.Example{Input: "1", Output: "one"}, compiler.Example{Input: "2", Output: "two"})
	mustGenerate(t, c, mail(dir, a))
	config := c.config(dir)
	old := tree(t, dir)["paw/A.pawc"]
	config.Open = func(_ string, file []byte, _ compiler.Result) (Answerer, error) {
		answer, err := c.config(dir).Open("", nil, compiler.Result{})
		return func(ctx context.Context, input string) (string, error) {
			if string(file) != old && input == "2" {
				return "zwei", nil
			}
			return answer(ctx, input)
		}, err
	}
	a.Spec.Text = "a worse spec"
	const refusal = "mail.go:10:6: A: the new program passes 1 of 2 tests, that of paw.lock 2\n"
	_, err := Run(t.Context(), mail(dir, a), config)
	if err == nil || !strings.Contains(err.Error(), "mail.go:6:3: A: input \"2\" gave \"zwei\", want \"two\"\n"+refusal) {
		t.Errorf("got %v", err)
	}
	removeFile(ProgramFile(dir, "A"))
	if _, err = Run(t.Context(), mail(dir, a), config); err == nil || !strings.HasPrefix(err.Error(), refusal) {
		t.Errorf("without the old program: got %v", err)
	}

	differences, err := Diff(t.Context(), mail(dir, a), config)
	if err != nil || len(differences) != 1 || differences[0].New == nil || differences[0].Old != nil || Passed(differences[0].After) != 1 {
		t.Errorf("diff: got %+v, %v", differences, err)
	}
	if got := fileNames(tree(t, dir)); slices.Contains(strings.Fields(got), "paw/A.pawc") {
		t.Errorf("diff wrote: %s", got)
	}

	c.base = "b"
	if _, err = Run(t.Context(), mail(dir, a), config); err != nil {
		t.Errorf("on another base: got %v", err)
	}
	config.Force = true
	a.Spec.Text = "the worst spec"
	c.answers = nil
	if _, err = Run(t.Context(), mail(dir, a), config); err != nil {
		t.Errorf("with force: got %v", err)
	}
}
