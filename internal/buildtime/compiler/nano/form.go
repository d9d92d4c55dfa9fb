package nano

import (
	"fmt"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
)

// form says in the prose what an answer that is no label and no free text looks
// like, "" for the others: Answer {"id":text,"count":number 1 to 99}.
func form(r compiler.Result) string {
	if r.Finite() || r.Open() || r.Quote != "" || r.Kind == compiler.Integer {
		return ""
	}
	return "Answer " + outline(r) + "."
}

// outline is the form of a value with what it holds in place of its parts.
func outline(r compiler.Result) string {
	switch r.Kind {
	case compiler.Object:
		parts := make([]string, len(r.Fields))
		for i, f := range r.Fields {
			parts[i] = fmt.Sprintf("%q:%s", f.Name, outline(f.Type))
			if f.Doc != "" {
				parts[i] += " (" + oneLine(f.Doc) + ")"
			}
		}
		return "{" + strings.Join(parts, ",") + "}"
	case compiler.List:
		return "[" + outline(*r.Elem) + ",...]"
	case compiler.Map:
		return `{"key":` + outline(*r.Elem) + ",...}"
	case compiler.Optional:
		return outline(*r.Elem) + " or null"
	case compiler.Enum:
		return strings.Join(r.Answers(), " or ")
	case compiler.Bool:
		return "true or false"
	case compiler.Time:
		return "time 2026-01-31T12:00:00Z"
	case compiler.Integer:
		return "whole number"
	case compiler.Float:
		if r.Low != "" && r.High != "" {
			return "number " + r.Low + " to " + r.High
		}
		return "number"
	}
	return "text"
}
