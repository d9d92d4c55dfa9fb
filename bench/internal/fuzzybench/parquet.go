package fuzzybench

import (
	"go/token"
	"io"

	"github.com/pawgen/pawgen/bench/internal/parquet"
)

// parquet reads a parquet file. The columns are texts at the top level; others
// are passed over.
func (r *reader) parquet(name string, from io.ReaderAt, size int64) {
	pos := token.Position{Filename: name}
	file, err := parquet.Open(from, size)
	if err != nil {
		r.report(pos, "", "%v", err)
		return
	}
	columns, ok := r.parquetHeader(pos, file)
	if !ok {
		return
	}
	row := 0
	err = file.Rows(columns, func(texts [][]byte) bool {
		row++
		r.parquetRow(pos, row, texts)
		return !r.full()
	})
	if err != nil {
		r.report(pos, "", "after row %d: %v", row, err)
	}
}

// parquetHeader finds the columns, three or with a category.
func (r *reader) parquetHeader(pos token.Position, file *parquet.File) (columns []int, ok bool) {
	var names []string
	for _, c := range file.Columns {
		names = append(names, c.Name)
	}
	order, ok := r.header(pos, names)
	if !ok {
		return nil, false
	}
	for _, at := range order {
		if at < 0 {
			continue
		}
		if !file.Columns[at].Text {
			r.report(pos, "", "column %q is no text", names[at])
			return nil, false
		}
		columns = append(columns, at)
	}
	return columns, true
}

// parquetRow takes a row over. Nothing but a category may be null.
func (r *reader) parquetRow(pos token.Position, row int, texts [][]byte) {
	for i, name := range []string{specColumn, inputColumn, outputColumn} {
		if texts[i] == nil {
			r.report(pos, "", "%s%s is null", inRow(row), name)
			return
		}
	}
	c := cells{spec: string(texts[0]), input: string(texts[1]), output: string(texts[2])}
	if len(texts) > 3 {
		c.category = string(texts[3])
	}
	r.add(pos, row, c)
}
