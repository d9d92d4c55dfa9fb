package fuzzybench

import (
	"bytes"
	_ "embed"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/annotations"
)

// Limits of the data. The whole of FuzzyBench has ten million rows.
const (
	maxCell     = 1 << 20 // bytes of a spec, input or output
	maxRows     = 1 << 24
	maxText     = 2 << 30 // bytes of all rows, each spec once
	maxProblems = 10      // before reading ends
)

// The columns.
const (
	specColumn      = "spec"
	inputColumn     = "input"
	outputColumn    = "output"
	DefaultCategory = "category"
)

// Stdin is the name of the standard input, in the place of a file.
const Stdin = "-"

// Columns says which column of the data has the categories. Other columns than
// that and spec, input and output are passed over.
type Columns struct {
	Category string
	// Needed makes it an error if a file has no such column.
	Needed bool
}

// Read reads files: JSON lines (.jsonl, .ndjson), CSV (.csv) or parquet
// (.parquet); [Stdin] is JSON lines. The error is [annotations.Diagnostics] if
// the files are not as they should be.
func Read(files []string, columns Columns, stdin io.Reader) (*Data, error) {
	r := newReader(columns)
	for _, name := range files {
		if err := r.file(name, stdin); err != nil {
			return nil, err
		}
		if len(r.problems) > 0 {
			break
		}
	}
	return r.result(files)
}

//go:embed sample.jsonl
var sample []byte

// ReadSample gives the sample that was written for this package: jobs of the
// seven groups of the paper (§5.2), many of them easy.
func ReadSample() (*Data, error) {
	r := newReader(Columns{Category: DefaultCategory})
	const name = "sample.jsonl"
	r.jsonl(name, bytes.NewReader(sample))
	return r.result([]string{name})
}

// reader gathers rows and mistakes.
type reader struct {
	columns  Columns
	data     *Data
	tasks    map[string]*Task  // by spec
	names    map[string]string // of categories, so that each is in memory once
	text     int64             // bytes so far
	over     bool              // the limits
	problems annotations.Diagnostics
}

func newReader(columns Columns) *reader {
	return &reader{columns: columns, data: &Data{}, tasks: map[string]*Task{}, names: map[string]string{}}
}

// file reads one file. The error is that of the file system.
func (r *reader) file(name string, stdin io.Reader) error {
	if name == Stdin {
		r.jsonl("stdin", stdin)
		return nil
	}
	info, err := os.Stat(name) // before opening, which waits for the writer of a pipe
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is not a regular file\n\thint: a pipe is read as -", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	switch ext := strings.ToLower(filepath.Ext(name)); ext {
	case ".jsonl", ".ndjson":
		r.jsonl(name, f)
	case ".csv":
		r.csv(name, f)
	case ".parquet":
		r.parquet(name, f, info.Size())
	default:
		return fmt.Errorf("%s: unknown format %q\n\thint: name a .jsonl, .csv or .parquet file", name, ext)
	}
	return nil
}

// report notes a mistake.
func (r *reader) report(pos token.Position, hint, format string, args ...any) {
	r.problems = append(r.problems, annotations.Diagnostic{Pos: pos, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// full says whether reading on makes no sense.
func (r *reader) full() bool { return r.over || len(r.problems) >= maxProblems }

// cells is a row as it was read.
type cells struct{ spec, input, output, category string }

// inRow begins a message about a row of a file that has no lines; row 0 is one
// whose line the position has.
func inRow(row int) string {
	if row == 0 {
		return ""
	}
	return fmt.Sprintf("row %d: ", row)
}

// add takes a row over, or says what is wrong with it.
func (r *reader) add(pos token.Position, row int, c cells) {
	for _, cell := range []struct{ name, text string }{
		{specColumn, c.spec}, {inputColumn, c.input}, {outputColumn, c.output}, {r.columns.Category, c.category},
	} {
		switch {
		case len(cell.text) > maxCell:
			r.report(pos, "", "%s%s has %d bytes, want at most %d", inRow(row), cell.name, len(cell.text), maxCell)
			return
		case !utf8.ValidString(cell.text):
			r.report(pos, "", "%s%s is not valid UTF-8", inRow(row), cell.name)
			return
		}
	}
	if strings.TrimSpace(c.spec) == "" {
		r.report(pos, "", "%sspec is empty", inRow(row))
		return
	}
	t := r.tasks[c.spec]
	if t == nil {
		t = &Task{Spec: strings.Clone(c.spec)}
		r.tasks[t.Spec] = t
		r.data.Tasks = append(r.data.Tasks, t)
		r.text += int64(len(c.spec))
	}
	r.text += int64(len(c.input) + len(c.output))
	if r.data.Rows++; r.data.Rows > maxRows || r.text > maxText {
		r.report(pos, "give fewer files", "%smore than %d rows or %d bytes of text", inRow(row), maxRows, int64(maxText))
		r.over = true
		return
	}
	t.Rows = append(t.Rows, Row{strings.Clone(c.input), strings.Clone(c.output), r.category(c.category)})
}

// category is the one copy of a category's name.
func (r *reader) category(name string) string {
	known, ok := r.names[name]
	if !ok {
		known = strings.Clone(name)
		r.names[known] = known
	}
	return known
}

// result is what was read, or what is wrong with it.
func (r *reader) result(files []string) (*Data, error) {
	if err := r.problems.Err(); err != nil {
		return nil, err
	}
	if r.data.Rows == 0 {
		return nil, fmt.Errorf("%s: no rows", strings.Join(files, ", "))
	}
	r.data.Files = files
	return r.data, nil
}

// header finds the columns of a table by their names. What is missing is
// reported; then ok is false. The category is -1 if there is none.
func (r *reader) header(pos token.Position, names []string) (order [4]int, ok bool) {
	at := map[string]int{}
	for i, name := range names {
		if _, twice := at[name]; twice {
			r.report(pos, "", "column %q is there twice", name)
			return order, false
		}
		at[name] = i
	}
	for i, name := range []string{specColumn, inputColumn, outputColumn, r.columns.Category} {
		column, has := at[name]
		if !has {
			column = -1
			if i < 3 || r.columns.Needed {
				r.report(pos, "the columns are "+quoted(names), "no column %q", name)
				return order, false
			}
		}
		order[i] = column
	}
	return order, true
}

// quoted is a short list of names.
func quoted(names []string) string {
	const most = 12
	var list []string
	for _, n := range names[:min(len(names), most)] {
		list = append(list, fmt.Sprintf("%.40q", n))
	}
	if len(names) > most {
		list = append(list, "...")
	}
	return strings.Join(list, ", ")
}
