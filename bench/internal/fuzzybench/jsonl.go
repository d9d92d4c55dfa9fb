package fuzzybench

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"go/token"
	"io"
	"strings"
	"unicode/utf8"
)

// maxLine is the most bytes of a line: three cells, escaped.
const maxLine = 4 * maxCell

const jsonlForm = `write {"spec": "...", "input": "...", "output": "..."}`

// jsonl reads one JSON object a line. Empty lines are skipped.
func (r *reader) jsonl(name string, from io.Reader) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	pos := token.Position{Filename: name, Column: 1}
	for !r.full() && lines.Scan() {
		pos.Line++
		line := lines.Bytes()
		if pos.Line == 1 {
			line = bytes.TrimPrefix(line, []byte("\uFEFF"))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			r.line(pos, line)
		}
	}
	if err := lines.Err(); err != nil && !r.full() {
		pos.Line++
		if errors.Is(err, bufio.ErrTooLong) {
			r.report(pos, "", "the line has more than %d bytes", maxLine)
		} else {
			r.report(pos, "", "%v", err)
		}
	}
}

// line reads the object of one line.
func (r *reader) line(pos token.Position, line []byte) {
	if !utf8.Valid(line) {
		r.report(pos, "save the file as UTF-8", "the line is not valid UTF-8")
		return
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(line, &members); err != nil || members == nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			pos.Column = max(1, int(syntax.Offset))
			r.report(pos, jsonlForm, "the line is no JSON: %v", err)
		} else {
			r.report(pos, jsonlForm, "the line is no JSON object")
		}
		return
	}
	var c cells
	known := len(r.problems)
	for i, cell := range []*string{&c.spec, &c.input, &c.output, &c.category} {
		name := []string{specColumn, inputColumn, outputColumn, r.columns.Category}[i]
		value, has := members[name]
		switch {
		case has && json.Unmarshal(value, cell) == nil && value[0] == '"':
		case has && i == 3 && string(value) == "null":
		case has:
			r.report(pos, "write a string", "%s is %s, want a string", name, kind(value))
		case i < 3 || r.columns.Needed:
			r.report(pos, jsonlForm, "no member %q", name)
		}
	}
	if len(r.problems) == known {
		r.add(pos, 0, c)
	}
}

// kind names the kind of a JSON value.
func kind(value json.RawMessage) string {
	switch c := value[0]; {
	case c == '{':
		return "an object"
	case c == '[':
		return "a list"
	case c == '"':
		return "a string"
	case strings.ContainsRune("tfn", rune(c)):
		return string(value)
	}
	return "a number"
}
