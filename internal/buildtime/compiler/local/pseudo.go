package local

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// Writer writes pseudo-programs.
type Writer interface {
	// Name says who writes, "template", for progress.
	Name() string
	// Write writes a pseudo-program in the form that [checkForm] asks for. It
	// calls progress, which is never nil, with the share that is done.
	Write(ctx context.Context, task Task, progress func(done float64)) (string, error)
}

// Task is what a writer is asked for.
type Task struct {
	Spec compiler.Spec
	// Tokens is the length to stay below, in the interpreter's tokens.
	Tokens int
	// Wrong says what was wrong with the text before, "" at first.
	Wrong string
}

// errFixed is returned, wrapped, by writers that would write the same again.
var errFixed = errors.New("the text cannot be made shorter")

const (
	attempts    = 3
	startMarker = "[PSEUDO_PROGRAM]"
	endMarker   = "[END_PSEUDO_PROGRAM]"
	usualLength = 250 // tokens; the published prompt asks for less
)

// pseudo has the pseudo-program written: again, and shorter, if it has not the
// right form or leaves too little of the interpreter's context.
func (c *Compiler) pseudo(ctx context.Context, spec compiler.Spec, progress func(done float64)) (string, error) {
	writer := c.writer
	if spec.Pseudo != "" {
		writer = text(spec.Pseudo)
	}
	budget := c.context - inputRoom
	task := Task{Spec: spec, Tokens: min(usualLength, budget)}
	for range attempts {
		written, err := writer.Write(ctx, task, progress)
		if err != nil {
			if errors.Is(err, errFixed) {
				err = compiler.Refusef("%s\n\thint: shorten the spec, or give fewer labels or examples", task.Wrong)
			}
			return "", fmt.Errorf("pseudo-program by %s: %w", writer.Name(), err)
		}
		pseudo := strings.TrimSpace(prompt.Plain(written))
		task.Wrong = ""
		if err := checkForm(pseudo); err != nil {
			task.Wrong = err.Error()
		} else if n := len(c.tokens.Encode(pseudo, false)); n > budget {
			task.Wrong = fmt.Sprintf("it has %d tokens, of at most %d that leave room for an input", n, budget)
			task.Tokens = task.Tokens * 2 / 3
		}
		if task.Wrong == "" {
			return pseudo, nil
		}
	}
	return "", compiler.Refusef("pseudo-program by %s: after %d attempts %s\n\thint: write it yourself and name the file with //paw:pseudo, or shorten the spec", writer.Name(), attempts, task.Wrong)
}

// checkForm says what is wrong with the form of a pseudo-program, which is
//
//	[PSEUDO_PROGRAM]
//	Task: what to do
//
//	Examples:
//	Input: text
//	Output: text
//	[END_PSEUDO_PROGRAM]
//
// with any number of examples.
func checkForm(pseudo string) error {
	body, ok := strings.CutPrefix(pseudo, startMarker)
	if !ok {
		return fmt.Errorf("it does not start with %s", startMarker)
	}
	if body, ok = strings.CutSuffix(body, endMarker); !ok {
		return fmt.Errorf("it does not end with %s", endMarker)
	}
	if strings.Contains(body, startMarker) || strings.Contains(body, endMarker) {
		return errors.New("it has more than one beginning or end")
	}
	body, ok = strings.CutPrefix(strings.TrimSpace(body), "Task:")
	if !ok || strings.TrimSpace(body) == "" {
		return fmt.Errorf("it has no \"Task:\" after %s", startMarker)
	}
	if in, out := strings.Count(body, "\nInput:"), strings.Count(body, "\nOutput:"); in != out {
		return fmt.Errorf("it has %d lines \"Input:\" and %d \"Output:\"", in, out)
	}
	return nil
}

// instruction is what an instruction model is asked.
func instruction(task Task) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Below is the specification of a text function. A small language model of a few hundred million parameters will run it on many inputs. "+
		"It never sees the specification, only what you write now, so write down all that it needs.\n\n"+
		"Write two things: what to do, in a few plain sentences that settle the unclear cases too; and three to six short inputs with the exact outputs, at least one of them a hard case. "+
		"Say it in your own words, name every possible answer exactly as it must be written, and stay below %d words.\n\n"+
		"Use this form and write nothing before or after it:\n\n"+
		"%s\nTask: what to do\n\nExamples:\nInput: an input\nOutput: its output\n\nInput: another input\nOutput: its output\n%s\n\n"+
		"[SPEC]\n%s\n[END_SPEC]", task.Tokens*3/4, startMarker, endMarker, task.Spec.Prose())
	if task.Wrong != "" {
		fmt.Fprintf(&b, "\n\nYou wrote it once before, but %s. Write it again, shorter and in exactly that form.", task.Wrong)
	}
	return b.String()
}

// unwrap takes away what models like to put around what they were asked for.
func unwrap(answer string) string {
	if _, after, ok := strings.Cut(answer, "</think>"); ok {
		answer = after
	}
	answer = strings.TrimSpace(answer)
	if start, end := strings.Index(answer, startMarker), strings.LastIndex(answer, endMarker); start >= 0 && end > start {
		return answer[start : end+len(endMarker)]
	}
	return answer
}

// FromTemplate writes pseudo-programs by rule: the task as the spec has it, and
// the spec's examples.
type FromTemplate struct{}

// Name returns "template".
func (FromTemplate) Name() string { return "template" }

// Write writes the same text whatever the task's length.
func (FromTemplate) Write(_ context.Context, task Task, _ func(float64)) (string, error) {
	if task.Wrong != "" {
		return "", errFixed
	}
	spec := task.Spec
	spec.Examples = nil
	var b strings.Builder
	b.WriteString(startMarker + "\nTask: " + outline(spec.Prose()) + "\n")
	for i, e := range task.Spec.Examples {
		if i == 0 {
			b.WriteString("\nExamples:")
		}
		b.WriteString("\nInput: " + outline(e.Input) + "\nOutput: " + outline(e.Output) + "\n")
	}
	b.WriteString(endMarker)
	return b.String(), nil
}

// outline keeps text from reading as a part of the form.
func outline(s string) string {
	return strings.NewReplacer("[PSEUDO_PROGRAM]", "(PSEUDO_PROGRAM)", "[END_PSEUDO_PROGRAM]", "(END_PSEUDO_PROGRAM)",
		"\nInput:", "\n Input:", "\nOutput:", "\n Output:").Replace(s)
}

// text is what the user wrote with //paw:pseudo.
type text string

func (text) Name() string { return "its author" }

func (t text) Write(_ context.Context, task Task, _ func(float64)) (string, error) {
	if task.Wrong != "" {
		return "", errFixed
	}
	return string(t), nil
}
