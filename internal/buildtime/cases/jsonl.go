package cases

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// lines reads one JSON object a line. Empty lines are skipped.
func (p *parser) lines(data []byte, start int) {
	for start < len(data) {
		end := start + len(data[start:])
		if i := bytes.IndexByte(data[start:], '\n'); i >= 0 {
			end = start + i
		}
		if line := bytes.TrimRight(data[start:end], " \t\r"); len(line) > 0 {
			p.line(line, start)
		}
		start = end + 1
	}
}

const lineForm = `write {"input": {...}, "output": ...}`

// line reads the object of one line, which begins at an offset.
func (p *parser) line(line []byte, offset int) {
	known := len(p.problems)
	members, ok := p.members(line, offset)
	if !ok {
		return
	}
	row := Row{Offset: offset + leading(line)}
	seen := map[string]bool{}
	for _, m := range members {
		seen[m.name] = true
		switch m.name {
		case "input":
			row.Input = p.input(m)
		case "output":
			row.Output = m.cell()
		case "function": // as pawgen run -json prints it
			p.named(m)
		default:
			p.report(m.nameOffset, lineForm, "unknown member %q", m.name)
		}
	}
	for _, name := range []string{"input", "output"} {
		if !seen[name] {
			p.report(row.Offset, lineForm, "no member %q", name)
		}
	}
	if len(p.problems) == known {
		p.rows = append(p.rows, row)
	}
}

// named reports a row that is another function's.
func (p *parser) named(m member) {
	var name string
	json.Unmarshal(m.value, &name) // leaves "" if it is no string
	if base := name[strings.LastIndexByte(name, '.')+1:]; base != p.function {
		p.report(m.offset, "move the row to the file of its function", "the function is %s, want %q", m.value, p.function)
	}
}

// input reads the arguments: an object with the parameters' names, or the
// value of the only parameter if that is no object.
func (p *parser) input(m member) []Cell {
	if m.value[0] != '{' {
		if len(p.params) == 1 {
			return []Cell{m.cell()}
		}
		p.report(m.offset, "write an object with "+p.names(), "input is one value, want %d parameters", len(p.params))
		return nil
	}
	members, ok := p.members(m.value, m.offset)
	if !ok {
		return nil
	}
	cells := map[string]Cell{}
	for _, arg := range members {
		cells[arg.name] = arg.cell()
	}
	for _, arg := range members {
		if !slices.Contains(p.params, arg.name) {
			p.unknown(arg.nameOffset, arg.name)
		}
	}
	var list []Cell
	for _, name := range p.params {
		if c, ok := cells[name]; ok {
			list = append(list, c)
		} else {
			p.report(m.offset, "", "input lacks the parameter %q", name)
		}
	}
	return list
}

// member is a name and a value of a JSON object.
type member struct {
	name       string
	nameOffset int
	value      json.RawMessage
	offset     int
}

func (m member) cell() Cell { return Cell{Offset: m.offset, Text: string(m.value), JSON: true} }

// members are those of the object in data, which begins at an offset.
func (p *parser) members(data []byte, offset int) (list []member, ok bool) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(data, &object); err != nil || object == nil {
		p.notObject(data, offset, err)
		return nil, false
	}
	// The value is known to be good; the decoder tells where its parts stand.
	d := json.NewDecoder(bytes.NewReader(data))
	d.Token() // the brace
	ok = true
	for d.More() {
		var m member
		token, _ := d.Token()
		m.name, _ = token.(string)
		m.nameOffset = offset + bytes.LastIndexByte(data[:int(d.InputOffset())-1], '"')
		d.Decode(&m.value)
		m.offset = offset + int(d.InputOffset()) - len(m.value)
		if slices.ContainsFunc(list, func(other member) bool { return other.name == m.name }) {
			p.report(m.nameOffset, "keep one", "member %q is there twice", m.name)
			ok = false
		}
		list = append(list, m)
	}
	return list, ok
}

// notObject reports data that is no JSON object.
func (p *parser) notObject(data []byte, offset int, err error) {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		p.report(offset+max(0, min(int(syntax.Offset), len(data))-1), lineForm, "%v", err)
		return
	}
	p.report(offset+leading(data), lineForm, "the line is not a JSON object")
}

// leading counts the white space before a value.
func leading(data []byte) int { return len(data) - len(bytes.TrimLeft(data, " \t\r\n")) }
