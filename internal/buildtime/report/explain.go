package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/pawgen/pawgen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/internal/buildtime/stubs"
	"github.com/pawgen/pawgen/internal/buildtime/terminal"
)

// Explanation is how one answer came about.
type Explanation struct {
	Function string `json:"function"`
	Prompt   string `json:"prompt"` // all that the interpreter read
	Usage    Usage  `json:"usage"`
	Answer   string `json:"answer"`
	// Confidence is the share that the model gave to the answer, uncalibrated.
	Confidence   float64       `json:"confidence"`
	Finish       string        `json:"finish"`
	Tokens       []Token       `json:"tokens"`
	Alternatives []Alternative `json:"alternatives,omitempty"`
	// Nearest are the examples and tests whose inputs are most alike.
	Nearest []Near `json:"nearest,omitempty"`
}

// Usage counts tokens.
type Usage struct {
	Prompt int `json:"prompt"` // of the program, computed once
	Input  int `json:"input"`
	Answer int `json:"answer"`
}

// Token is a token of the answer.
type Token struct {
	Text    string  `json:"text"`
	Share   float64 `json:"share"`
	Decided bool    `json:"decided"` // false if the type left no choice
}

// Alternative is an answer that the model did not give.
type Alternative struct {
	Answer string  `json:"answer"`
	Share  float64 `json:"share"`
}

// Explain runs a function's program on an input, as the interpreter reads it.
// Errors do not name the function.
func Explain(ctx context.Context, f *stubs.Function, file []byte, input string) (Explanation, error) {
	p, err := program.Parse(file)
	if err != nil {
		return Explanation{}, err
	}
	explain, err := generate.OpenExplainer(f.Spec.Name, file, f.Spec.Result)
	if err != nil {
		return Explanation{}, err
	}
	r, err := explain(ctx, input)
	if err != nil {
		return Explanation{}, err
	}
	e := Explanation{
		Function: f.Spec.Name, Prompt: strings.Replace(p.Template, prompt.Placeholder, p.Form.Place(len(p.Params), input), 1),
		Usage:  Usage{r.Usage.Prompt, r.Usage.Input, r.Usage.Answer},
		Answer: r.Value, Confidence: r.Confidence, Finish: string(r.Finish),
		Nearest: nearest(f, input),
	}
	e.tokens(r)
	return e, nil
}

func (e *Explanation) tokens(r pawgen.Result[string]) {
	for _, t := range r.Tokens {
		e.Tokens = append(e.Tokens, Token{t.Text, t.Confidence, t.Decided})
	}
	for _, a := range r.Alternatives {
		e.Alternatives = append(e.Alternatives, Alternative{a.Value, a.Confidence})
	}
}

// WriteJSON writes the explanation as one object.
func (e Explanation) WriteJSON(w io.Writer) error {
	j := json.NewEncoder(w)
	j.SetEscapeHTML(false)
	j.SetIndent("", "  ")
	return j.Encode(e)
}

// WriteText writes the explanation for people.
func (e Explanation) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "prompt, %d tokens of the program and %d of the input:\n%s", e.Usage.Prompt, e.Usage.Input, terminal.Indented(e.Prompt))
	fmt.Fprintf(&b, "\nanswer %q, confidence %s (not calibrated)\n", e.Answer, tenths(e.Confidence))
	for _, t := range e.Tokens {
		share := "forced by the type"
		if t.Decided {
			share = tenths(t.Share)
		}
		if t.Text == "" {
			fmt.Fprintf(&b, "    end of the answer  %s\n", share)
		} else {
			fmt.Fprintf(&b, "    %-17q  %s\n", t.Text, share)
		}
	}
	for _, a := range e.Alternatives {
		fmt.Fprintf(&b, "else %q, %s\n", a.Answer, tenths(a.Share))
	}
	if len(e.Nearest) > 0 {
		b.WriteString("\nnearest examples and tests:\n")
	}
	for _, n := range e.Nearest {
		fmt.Fprintf(&b, "    %s %q is %q, %s alike\n", n.Kind, n.Input, n.Answer, percent(n.Likeness))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func tenths(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }
