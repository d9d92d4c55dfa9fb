// Package parquet reads the text columns of parquet files, which may be damaged
// or hostile.
//
// What the format encodes is decoded by parquet-go: metadata, levels, indexes and
// values. It makes room for whatever a file claims, gigabytes for a few bytes, so
// its decoders are called one by one, each after a look at what it would believe:
//
//   - A list of the metadata is no longer than its bytes allow, and what is
//     nested is not deep.
//   - A page lies within its column, may become only so much larger than it is,
//     and becomes as large as its header says.
//   - Runs and lists of lengths have as many values as their page.
//   - All that is read, decompressed and handed over counts against a limit that
//     goes with the file's size ([File.Rows]).
//
// A column is read if it is of type BYTE_ARRAY at the top level of the schema,
// required or optional. Its pages are of either version; its encodings PLAIN, a
// dictionary and DELTA_LENGTH_BYTE_ARRAY; its compression none, Snappy, gzip or
// Zstandard. The rest is refused by name. https://github.com/apache/parquet-format
// defines all terms.
package parquet

import (
	"encoding/binary"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

const magic = "PAR1"

// What a file may have, and become in memory.
const (
	maxFooter  = 64 << 20  // bytes of metadata
	maxChunk   = 1 << 30   // bytes of a column in a row group
	maxPage    = 256 << 20 // bytes of a page, decompressed
	freePage   = 4 << 20   // bytes that a page may become, however small it is
	freeBytes  = 16 << 20  // bytes that a file may become, however small it is
	maxRatio   = 256       // bytes that a byte may become
	pageBytes  = 256       // that a page counts for, besides its own
	valueBytes = 32        // that a value counts for, besides its own
)

// File is a parquet file whose metadata were read.
type File struct {
	// Columns are those at the top level of the schema.
	Columns []Column

	reader io.ReaderAt
	size   int64 // without the metadata: where pages can be
	groups []group
	budget int64 // bytes that the file may still become
}

// Column is a column at the top level of the schema.
type Column struct {
	Name string
	Text bool // whether it can be read

	leaf     int // its index among the columns that have values, at all levels
	optional bool
}

// The metadata, as far as they are of interest. (Those of package format have
// everything, and so take many times the bytes that they are read from.)
type (
	footer struct {
		Schema []element `thrift:"2,required"`
		Groups []group   `thrift:"4,required"`
	}
	element struct {
		Type       thrift.Null[format.Type]   `thrift:"1,optional"`
		Repetition format.FieldRepetitionType `thrift:"3,optional"`
		Name       string                     `thrift:"4,required"`
		Children   int32                      `thrift:"5,optional"`
	}
	group struct {
		Chunks []chunk `thrift:"1,required"`
		Rows   int64   `thrift:"3,required"`
	}
	chunk struct {
		File string    `thrift:"1,optional"` // "" is this one
		Meta chunkMeta `thrift:"3,required"`
	}
	chunkMeta struct {
		Codec      format.CompressionCodec `thrift:"4,required"`
		Values     int64                   `thrift:"5,required"`  // with nulls
		Size       int64                   `thrift:"7,required"`  // of all pages with their headers
		Data       int64                   `thrift:"9,required"`  // offset of the first data page
		Dictionary int64                   `thrift:"11,optional"` // offset, 0 if there is none
	}
)

// Open reads the metadata of a file.
func Open(file io.ReaderAt, size int64) (*File, error) {
	const frame = 8 // length and magic
	if size < frame+int64(len(magic)) {
		return nil, fmt.Errorf("a file of %d bytes is no parquet file", size)
	}
	var end [frame]byte
	if _, err := file.ReadAt(end[:], size-frame); err != nil {
		return nil, err
	}
	if got := string(end[4:]); got != magic {
		return nil, fmt.Errorf("the file ends in %q, want %q: it is no parquet file, is cut off or is encrypted", got, magic)
	}
	length, most := int64(binary.LittleEndian.Uint32(end[:])), min(size-frame-int64(len(magic)), maxFooter)
	if length > most {
		return nil, fmt.Errorf("the metadata have %d bytes, want at most %d", length, most)
	}
	data := make([]byte, length)
	if _, err := file.ReadAt(data, size-frame-length); err != nil {
		return nil, err
	}
	var meta footer
	if _, err := unmarshal(data, &meta); err != nil {
		return nil, fmt.Errorf("the metadata: %w", err)
	}
	return &File{topLevel(meta.Schema), file, size - frame - length, meta.Groups, freeBytes + maxRatio*size}, nil
}

// topLevel are the children of the schema's root. The schema is a tree, written
// depth first.
func topLevel(schema []element) (columns []Column) {
	var open []int32 // children that are still to come, of each node on the way down
	leaf := 0
	for _, e := range schema {
		for len(open) > 0 && open[len(open)-1] == 0 {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			open[len(open)-1]--
		}
		if len(open) == 1 {
			text := e.Type.Valid && e.Type.V == format.ByteArray && e.Children <= 0 && e.Repetition != format.Repeated
			columns = append(columns, Column{e.Name, text, leaf, e.Repetition == format.Optional})
		}
		if e.Children > 0 {
			open = append(open, e.Children)
		} else if e.Type.Valid {
			leaf++
		}
	}
	return columns
}

// spend counts bytes that the file becomes.
func (f *File) spend(n int64) error {
	if f.budget -= n; f.budget < 0 {
		return fmt.Errorf("the file becomes more than %d times its size", maxRatio)
	}
	return nil
}

// Rows calls yield with the texts of columns, by their index, row after row,
// until it returns false. A null is nil; a text is valid until yield returns. It
// is an error if the file becomes more than 256 times as large, and 16 MiB: then
// it was made for that.
func (f *File) Rows(columns []int, yield func(texts [][]byte) bool) error {
	if len(columns) == 0 {
		return nil // and not as many rows as the file claims
	}
	var readers []*values // one for all groups, so that each has its memory once
	for _, c := range columns {
		if !f.Columns[c].Text {
			return fmt.Errorf("column %q is no text", f.Columns[c].Name)
		}
		readers = append(readers, &values{file: f, column: f.Columns[c]})
	}
	texts := make([][]byte, len(columns))
	for _, g := range f.groups {
		for _, v := range readers {
			if err := v.open(g); err != nil {
				return fmt.Errorf("column %q: %w", v.column.Name, err)
			}
		}
		for range g.Rows {
			for i, v := range readers {
				var err error
				if texts[i], err = v.next(); err != nil {
					return fmt.Errorf("column %q: %w", v.column.Name, err)
				}
			}
			if !yield(texts) {
				return nil
			}
		}
	}
	return nil
}
