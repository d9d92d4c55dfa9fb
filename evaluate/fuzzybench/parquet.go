package fuzzybench

import (
	"encoding/binary"
	"errors"
	"fmt"
	"go/token"
	"io"
	"math"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// maxFooter is the most bytes of a file's metadata.
const maxFooter = 64 << 20

// parquetBatch is how many rows are decoded at a time.
const parquetBatch = 64

// parquet reads a parquet file, row group by row group. The columns are texts at
// the top level; others are passed over.
func (r *reader) parquet(name string, file io.ReaderAt, size int64) {
	pos := token.Position{Filename: name}
	defer func() { // the library trusts some numbers of damaged files
		if problem := recover(); problem != nil {
			r.report(pos, "", "the file is damaged: %v", problem)
		}
	}()
	if err := checkFooter(file, size); err != nil {
		r.report(pos, "", "%v", err)
		return
	}
	f, err := parquet.OpenFile(file, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		r.report(pos, "", "%s", library(err))
		return
	}
	order, ok := r.parquetHeader(pos, f.Schema())
	if !ok {
		return
	}
	row := 0
	for _, group := range f.RowGroups() {
		if err := r.rowGroup(pos, group, order, &row); err != nil {
			r.report(pos, "", "after row %d: %s", row, library(err))
			return
		}
	}
}

// checkFooter looks at the end of the file, so that nothing is allocated for
// metadata that is not there.
func checkFooter(file io.ReaderAt, size int64) error {
	const frame = 8 // length and magic
	var end [frame]byte
	if size < frame+4 {
		return fmt.Errorf("a file of %d bytes is no parquet file", size)
	}
	if _, err := file.ReadAt(end[:], size-frame); err != nil {
		return err
	}
	if string(end[4:]) != "PAR1" {
		return fmt.Errorf("the file ends in %q, want \"PAR1\": it is no parquet file, is cut off or is encrypted", end[4:])
	}
	if n := int64(binary.LittleEndian.Uint32(end[:])); n > min(size-frame, maxFooter) {
		return fmt.Errorf("the metadata has %d bytes, want at most %d", n, min(size-frame, maxFooter))
	}
	return nil
}

// parquetHeader finds the columns; the order is that of their leaves.
func (r *reader) parquetHeader(pos token.Position, schema *parquet.Schema) (order [4]int, ok bool) {
	var names []string
	for _, f := range schema.Fields() {
		names = append(names, f.Name())
	}
	if order, ok = r.header(pos, names); !ok {
		return order, false
	}
	for i, at := range order {
		if at < 0 {
			continue
		}
		leaf, ok := schema.Lookup(names[at])
		if !ok || leaf.MaxRepetitionLevel > 0 || leaf.Node.Type().Kind() != parquet.ByteArray {
			r.report(pos, "", "column %q is no text", names[at])
			return order, false
		}
		order[i] = leaf.ColumnIndex
	}
	return order, true
}

// rowGroup reads the rows of a group; row counts those of the file.
func (r *reader) rowGroup(pos token.Position, group parquet.RowGroup, order [4]int, row *int) error {
	rows := group.Rows()
	defer rows.Close()
	batch := make([]parquet.Row, parquetBatch)
	for !r.full() {
		n, err := rows.ReadRows(batch)
		for _, values := range batch[:n] {
			*row++
			r.parquetRow(pos, *row, values, order)
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case n == 0 || *row == math.MaxInt32: // a damaged file may go on for ever
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}

// parquetRow takes a row over. Nothing but a category may be null.
func (r *reader) parquetRow(pos token.Position, row int, values parquet.Row, order [4]int) {
	var texts [4]string
	var has [4]bool
	for _, v := range values {
		for i, column := range order {
			if v.Column() == column && !v.IsNull() {
				texts[i], has[i] = string(v.ByteArray()), true
			}
		}
	}
	prefix := fmt.Sprintf("row %d: ", row)
	for i, name := range []string{specColumn, inputColumn, outputColumn} {
		if !has[i] {
			r.report(pos, "", "%s%s is null", prefix, name)
			return
		}
	}
	r.add(pos, prefix, cells{texts[0], texts[1], texts[2], texts[3]})
}

// library is an error of the library in one line of bounded length: it may quote
// the file.
func library(err error) string {
	return fmt.Sprintf("%.300s", strings.ToValidUTF8(strings.Join(strings.Fields(err.Error()), " "), "\uFFFD"))
}
