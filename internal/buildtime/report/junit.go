package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// WriteJUnit writes the report in the XML format that continuous integration
// reads, one suite per function. A test that failed in a function that reaches
// its paw:accuracy is allowed to, and counts as skipped.
func (r Report) WriteJUnit(w io.Writer) error {
	suites := junitSuites{}
	for _, f := range r.Functions {
		s := f.suite()
		suites.Tests += s.Tests
		suites.Failures += s.Failures
		suites.Errors += s.Errors
		suites.Skipped += s.Skipped
		suites.Suites = append(suites.Suites, s)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Place   string `xml:",chardata"`
}

// suite is the function in JUnit's words.
func (f Function) suite() junitSuite {
	s := junitSuite{Name: f.Name, Tests: f.Total}
	for _, t := range f.Tests {
		c := junitCase{Name: printable(t.Input), Class: f.Name}
		message := &junitMessage{fmt.Sprintf("gave %q, want %q", t.Got, t.Want), t.Place}
		if t.Error != "" {
			message.Message = printable(t.Error)
		}
		switch {
		case t.Passed:
		case f.Good:
			message.Message += fmt.Sprintf("; allowed by paw:accuracy %v", f.Accuracy)
			c.Skipped = message
			s.Skipped++
		case t.Error != "":
			c.Error = message
			s.Errors++
		default:
			c.Failure = message
			s.Failures++
		}
		s.Cases = append(s.Cases, c)
	}
	return s
}

// printable replaces the characters that XML cannot hold, even escaped.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == '\uFFFE' || r == '\uFFFF' {
			return '\uFFFD'
		}
		return r
	}, s)
}
