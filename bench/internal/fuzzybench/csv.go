package fuzzybench

import (
	"bufio"
	"encoding/csv"
	"errors"
	"go/token"
	"io"
	"slices"
)

// csv reads a table whose first row names the columns.
func (r *reader) csv(name string, from io.Reader) {
	buffered := bufio.NewReader(from)
	if mark, _ := buffered.Peek(3); string(mark) == "\uFEFF" { // as spreadsheets write it
		buffered.Discard(3)
	}
	table := csv.NewReader(buffered)
	table.ReuseRecord = true
	var order [4]int
	for first := true; !r.full(); first = false {
		record, err := table.Read()
		if err == io.EOF {
			if first {
				r.report(token.Position{Filename: name, Line: 1, Column: 1}, "write spec,input,output", "the file has no header")
			}
			return
		}
		pos := token.Position{Filename: name}
		if err != nil {
			r.badTable(pos, err)
			return
		}
		pos.Line, pos.Column = table.FieldPos(0)
		if first {
			var ok bool
			if order, ok = r.header(pos, slices.Clone(record)); !ok {
				return
			}
			continue
		}
		cell := func(i int) string {
			if order[i] < 0 {
				return ""
			}
			return record[order[i]]
		}
		r.add(pos, 0, cells{cell(0), cell(1), cell(2), cell(3)})
	}
}

// badTable reports what package csv does not read. Its rows after that can't be told apart.
func (r *reader) badTable(pos token.Position, err error) {
	hint := ""
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		pos.Line, pos.Column = parse.Line, parse.Column
		err = parse.Err
		if errors.Is(err, csv.ErrFieldCount) {
			pos.Column = 1
			hint = "write one cell per column of the header, and quotes around a cell that holds a comma"
		}
	}
	r.report(pos, hint, "%v", err)
}
