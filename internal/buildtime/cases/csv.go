package cases

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// csv reads a file whose first row names the columns.
func (p *parser) csv(data []byte, start int) {
	r := csv.NewReader(bytes.NewReader(data[start:]))
	r.FieldsPerRecord = -1 // counted here, for a better message
	t := &table{Reader: r, lines: lineStarts(data[start:]), start: start, size: len(data)}
	var order []int // the column of each parameter
	for {
		record, err := r.Read()
		if err == io.EOF {
			break
		}
		var syntax *csv.ParseError
		switch {
		case errors.As(err, &syntax):
			p.report(t.at(syntax.Line, syntax.Column), "put quotes around a value that holds a comma, a quote or a line end, and double the quotes in it", "%v", syntax.Err)
			return // the rest would be read from the middle of a value
		case err != nil:
			p.report(start, "", "%v", err)
			return
		case order == nil:
			if order = p.header(t, record); order == nil {
				return
			}
		default:
			p.record(t, record, order)
		}
	}
	if order == nil {
		p.report(start, "write the parameters and output: "+strings.Join(append(slices.Clone(p.params), "output"), ","), "the file has no header")
	}
}

// header finds the column of each parameter; the last column is the answer.
func (p *parser) header(t *table, record []string) []int {
	known := len(p.problems)
	last := len(record) - 1
	if record[last] != "output" {
		hint := "the header is " + strings.Join(append(slices.Clone(p.params), "output"), ",")
		if strings.Contains(record[last], ";") {
			hint = "separate columns by commas"
		}
		p.report(t.field(last), hint, "the last column is %q, want \"output\"", record[last])
		return nil
	}
	columns := map[string]int{}
	for i, name := range record[:last] {
		if _, twice := columns[name]; twice {
			p.report(t.field(i), "keep one", "column %q is there twice", name)
		}
		columns[name] = i
		if !slices.Contains(p.params, name) {
			p.unknown(t.field(i), name)
		}
	}
	for _, name := range p.missing(func(name string) bool { _, ok := columns[name]; return ok }) {
		p.report(t.field(0), "add it before the column output", "no column %q", name)
	}
	if len(p.problems) > known {
		return nil
	}
	order := make([]int, len(p.params))
	for i, name := range p.params {
		order[i] = columns[name]
	}
	return order
}

// record reads a row behind the header.
func (p *parser) record(t *table, record []string, order []int) {
	if got, want := len(record), len(order)+1; got != want {
		p.report(t.field(0), "write one cell per column of the header, and quotes around a cell that holds a comma", "row has %d cells, want %d", got, want)
		return
	}
	row := Row{Offset: t.field(0), Output: Cell{Offset: t.field(len(order)), Text: record[len(order)]}}
	for _, column := range order {
		row.Input = append(row.Input, Cell{Offset: t.field(column), Text: record[column]})
	}
	p.rows = append(p.rows, row)
}

// table tells offsets from the reader's lines and columns.
type table struct {
	*csv.Reader
	lines       []int // where each line begins, from start
	start, size int
}

// field is where a cell of the last record begins.
func (t *table) field(i int) int { return t.at(t.FieldPos(i)) }

func (t *table) at(line, column int) int {
	if line < 1 || line > len(t.lines) {
		return t.size
	}
	return min(t.start+t.lines[line-1]+max(column, 1)-1, t.size)
}

// lineStarts are the offsets of the lines of a text.
func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}
