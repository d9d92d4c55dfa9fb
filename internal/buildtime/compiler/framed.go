package compiler

import (
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// Framed is the spec as a template in version 2 of the form (docs/form.md): the
// task, what answers look like, and the examples as calls with their answers,
// each closed by the base's end token. The error is that of an example that
// can't be rendered.
func (s Spec) Framed(end string) (string, error) {
	var b strings.Builder
	b.WriteString(prompt.Plain(strings.TrimSpace(s.Text)))
	b.WriteString("\n")
	b.WriteString(prompt.Plain(Wanted(s.Result)))
	codes := FramedCodes(s.Result)
	for _, e := range s.Examples {
		input, err := e.InputIn(prompt.Framed)
		if err != nil {
			return "", err
		}
		answer, ok := codes[e.Output]
		if !ok {
			answer = prompt.Framed.Answer(e.Output)
		}
		b.WriteString("Input:" + prompt.Plain(prompt.Framed.Place(len(s.Params), input)) + "\nOutput:" + prompt.Plain(answer) + end + "\n")
	}
	b.WriteString("Input:" + prompt.Placeholder + "\nOutput:")
	return b.String(), nil
}

// FramedCodes are what a base writes for the labels of a finite type in version
// 2 of the form, and for true, false and null; nil for other types.
func FramedCodes(r Result) map[string]string {
	if !r.Finite() {
		return nil
	}
	codes := map[string]string{}
	for _, answer := range r.Answers() {
		codes[answer] = prompt.Framed.Answer(written(r, answer))
	}
	return codes
}

// written is an answer of a finite type as the form has it.
func written(r Result, answer string) string {
	for r.Kind == Optional {
		if answer == schema.Null {
			return answer
		}
		r = *r.Elem
	}
	if r.Kind == Bool {
		return strconv.FormatBool(answer == schema.Yes)
	}
	return answer
}

// Wanted are the lines that say what an answer looks like, each with its end;
// "" for free text.
func Wanted(r Result) string {
	if r.Finite() {
		return choice(r)
	}
	null, t := "", r
	if t.Kind == Optional {
		null, t = " or null", *t.Elem
	}
	switch t.Kind {
	case Text:
		if t.Quote != "" {
			return "Answer with words of the input" + null + ".\n"
		}
		if null == "" {
			return ""
		}
		return "Answer with text or null.\n"
	case Integer:
		return "Answer with a whole number" + bounds(t) + null + ".\n"
	case Float:
		return "Answer with a number" + bounds(t) + null + ".\n"
	case Time:
		return "Answer with a time like 2006-01-02T15:04:05Z" + null + ".\n"
	}
	return "Answer with JSON: " + sketch(t) + null + "\n"
}

// choice lists the labels of a finite type, in one line if none has a description.
func choice(r Result) string {
	var b strings.Builder
	answers := r.Answers()
	docs := map[string]string{}
	for t := r; ; t = *t.Elem {
		for _, l := range t.Labels {
			if doc := oneLine(l.Doc); doc != "" {
				docs[l.Text] = doc
			}
		}
		if t.Kind != Optional {
			break
		}
	}
	for i, a := range answers {
		answers[i] = oneLine(written(r, a))
	}
	if len(docs) == 0 {
		return "Answer with one of: " + strings.Join(answers, ", ") + "\n"
	}
	b.WriteString("Answer with one of:\n")
	for i, a := range r.Answers() {
		b.WriteString("- " + answers[i])
		if docs[a] != "" {
			b.WriteString(": " + docs[a])
		}
		b.WriteString("\n")
	}
	return b.String()
}

// bounds says which numbers are allowed if that is less than the type's own range.
func bounds(t Result) string {
	low, high := t.Low, t.High
	if t.Kind == Integer {
		if t.Max-uint64(t.Min) > mostShown || t.Min < -mostShown || t.Max > mostShown {
			return ""
		}
		low, high = strconv.FormatInt(t.Min, 10), strconv.FormatUint(t.Max, 10)
	}
	if low == "" || high == "" {
		return ""
	}
	return " from " + low + " to " + high
}

// mostShown is the largest bound of an integer that says something about the
// task and not only about the Go type.
const mostShown = 100_000

// sketch is the form of a value within JSON.
func sketch(t Result) string {
	switch t.Kind {
	case Object:
		parts := make([]string, len(t.Fields))
		for i, f := range t.Fields {
			parts[i] = strconv.Quote(f.Name) + ": " + sketch(f.Type)
			if doc := oneLine(f.Doc); doc != "" {
				parts[i] += " (" + doc + ")"
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case List:
		return "[" + sketch(*t.Elem) + ", ...]"
	case Map:
		return `{"key": ` + sketch(*t.Elem) + ", ...}"
	case Optional:
		return sketch(*t.Elem) + " or null"
	case Enum:
		quoted := make([]string, len(t.Labels))
		for i, l := range t.Labels {
			quoted[i] = strconv.Quote(l.Text)
		}
		return strings.Join(quoted, " or ")
	case Bool:
		return "true or false"
	case Integer:
		return "whole number"
	case Float:
		return "number"
	case Time:
		return "time like 2006-01-02T15:04:05Z"
	}
	if t.Quote != "" {
		return "words of the input"
	}
	return "text"
}
