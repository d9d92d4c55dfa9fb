// Package cases reads files of tests, one input with its answer a row.
//
// In JSON lines a row is what "pawgen run -json" prints. The input of a
// function with one parameter may be its value alone:
//
//	{"input": {"msg": "where is my refund?"}, "output": "billing"}
//	{"input": "the app shows an error", "output": "support"}
//
// In CSV the header names the parameters; the last column is the answer:
//
//	msg,output
//	where is my refund?,billing
//
// The package knows the two formats, not the function's types: package
// annotations checks the cells. All places are offsets in bytes.
package cases

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/buildtime/spelling"
)

// Folder is where the files of a package lie, each named for its function.
const Folder = "paw_tests"

// Row is one test.
type Row struct {
	Offset int    // where the row begins
	Input  []Cell // in the order of the parameters
	Output Cell
}

// Cell is one value.
type Cell struct {
	Offset int    // where the value begins
	Text   string // the cell of a CSV file, or the JSON of the value
	JSON   bool
}

// Problem is a mistake in a file.
type Problem struct {
	Offset        int
	Message, Hint string // the hint may be empty
}

// Function reports which function a file in the folder is for, going by its
// name; ok is false for files that are no tests.
func Function(name string) (function string, ok bool) {
	ext := path.Ext(name)
	return strings.TrimSuffix(name, ext), ext == ".jsonl" || ext == ".csv"
}

// Parse reads a file for a function, whose name may stand in the rows, with
// the parameters params. The format is that of the file's name. Rows without a
// mistake are returned whatever the others hold.
func Parse(name string, data []byte, function string, params []string) ([]Row, []Problem) {
	p := &parser{function: function, params: params}
	if i := invalid(data); i >= 0 {
		p.report(i, "save the file as UTF-8", "byte %#02x is not valid UTF-8", data[i])
		return nil, p.problems
	}
	const mark = "\uFEFF" // the byte order mark that spreadsheets put in front of UTF-8
	start := len(data) - len(bytes.TrimPrefix(data, []byte(mark)))
	if path.Ext(name) == ".csv" {
		p.csv(data, start)
	} else {
		p.lines(data, start)
	}
	return p.rows, p.problems
}

// invalid is where the first byte stands that is not valid UTF-8, -1 if none does.
func invalid(data []byte) int {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

// parser gathers what a file holds.
type parser struct {
	function string
	params   []string
	rows     []Row
	problems []Problem
}

func (p *parser) report(offset int, hint, format string, args ...any) {
	p.problems = append(p.problems, Problem{offset, fmt.Sprintf(format, args...), hint})
}

// names are the parameters, for hints.
func (p *parser) names() string { return strings.Join(p.params, ", ") }

// unknown reports a name that is no parameter.
func (p *parser) unknown(offset int, name string) {
	hint := "the parameters are " + p.names()
	if near := spelling.Nearest(name, p.params); near != "" {
		hint = "did you mean " + near + "?"
	}
	p.report(offset, hint, "there is no parameter %q", name)
}

// missing are the parameters without a cell.
func (p *parser) missing(has func(string) bool) []string {
	return slices.DeleteFunc(slices.Clone(p.params), has)
}
