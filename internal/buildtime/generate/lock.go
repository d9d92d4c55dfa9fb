package generate

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// lockHeader is the first line of paw.lock: the format and its version.
const lockHeader = "pawgen-lock 1"

// An entry is a line of paw.lock: what the program of one function was made
// from, and how well it did. Lines stand alone, so that merges of two branches
// are merges of lines.
type entry struct {
	Function string
	Spec     hash   // of the spec, the compiler's name and the base model's ID
	Program  hash   // of the program's file
	Base     string // ID of the base model
	BaseHash hash   // of the base model's file
	Compiler string // snapshot of the compiler, see compilerField
	Score    score
}

// compilerField is what paw.lock says about the compiler: its snapshot, after
// its name and a colon if the snapshot is not the name with a date,
// "nano-20261123" or "hosted:paw-4b-gpt2-20260406". The snapshot of an existing
// program is its ID.
func compilerField(name, snapshot string) (string, error) {
	if snapshot == "" || strings.ContainsFunc(snapshot, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }) {
		return "", fmt.Errorf("compiler %q made a program of a snapshot that is called %.80q, want one word", name, snapshot)
	}
	if dated.FindString(snapshot) != "" && dated.ReplaceAllString(snapshot, "") == name {
		return snapshot, nil
	}
	return name + ":" + snapshot, nil
}

// dated is the end of a snapshot's name.
var dated = regexp.MustCompile(`-[0-9]{8}$`)

// compilerName is the name of the compiler in an entry.
func (e entry) compilerName() string {
	if name, _, ok := strings.Cut(e.Compiler, ":"); ok {
		return name
	}
	return dated.ReplaceAllString(e.Compiler, "")
}

// A score is the outcome of a function's tests. The zero score is that of a
// function without tests.
type score struct {
	Passed, Total int
	Tests         hash // of the tests, so that the score's age can be told
}

// encodeLock writes entries in the order of their functions' names.
func encodeLock(entries []entry) []byte {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Function, b.Function) })
	var b strings.Builder
	b.WriteString(lockHeader + "\n")
	for _, e := range entries {
		fmt.Fprintf(&b, "%s spec=%s program=%s base=%s@%s compiler=%s tests=%s\n",
			e.Function, e.Spec, e.Program, e.Base, e.BaseHash, e.Compiler, e.Score)
	}
	return []byte(b.String())
}

// String is the score as paw.lock has it, "7/8@sha256-..." or "none".
func (s score) String() string {
	if s.Total == 0 {
		return "none"
	}
	return fmt.Sprintf("%d/%d@%s", s.Passed, s.Total, s.Tests)
}

// A lockError is a mistake in paw.lock.
type lockError struct {
	Line, Column  int // from 1
	Message, Hint string
}

const (
	hintMerge = "keep one line per function, remove the markers and run go generate"
	hintLock  = "restore paw.lock from version control, or delete it and run go generate to compile everything afresh"
)

// parseLock reads paw.lock in any order of lines. It reports all mistakes;
// with a mistake the entries are incomplete.
func parseLock(data []byte) ([]entry, []lockError) {
	lines := strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if line, ok := conflict(lines); ok {
		return nil, []lockError{{line, 1, "merge conflict", hintMerge}}
	}
	if lines[0] != lockHeader {
		return nil, []lockError{headerError(lines[0])}
	}
	var entries []entry
	var errs []lockError
	seen := map[string]int{}
	for i, line := range lines[1:] {
		number := i + 2
		if line == "" && number == len(lines) {
			break // the end of the last line
		}
		e, column, err := parseEntry(line)
		if err != nil {
			errs = append(errs, lockError{number, column, err.Error(), hintLock})
			continue
		}
		if first, twice := seen[e.Function]; twice {
			errs = append(errs, lockError{number, 1, fmt.Sprintf("%s is also in line %d", e.Function, first),
				"delete one of the two lines and run go generate"})
			continue
		}
		seen[e.Function] = number
		entries = append(entries, e)
	}
	if lines[len(lines)-1] != "" {
		errs = append(errs, lockError{len(lines), len(lines[len(lines)-1]) + 1, "the last line has no end: the file was cut off", hintLock})
	}
	return entries, errs
}

// conflict finds the first marker that git left in the lines.
func conflict(lines []string) (number int, ok bool) {
	for i, line := range lines {
		for _, marker := range []string{"<<<<<<<", "=======", ">>>>>>>", "|||||||"} {
			if strings.HasPrefix(line, marker) {
				return i + 1, true
			}
		}
	}
	return 0, false
}

func headerError(line string) lockError {
	if strings.HasPrefix(line, "pawgen-lock ") {
		return lockError{1, 1, fmt.Sprintf("the version is %q, want %q", line, lockHeader), "update pawgen"}
	}
	return lockError{1, 1, fmt.Sprintf("the first line is %q, want %q", shorten(line), lockHeader), hintLock}
}

// parseEntry reads one line. With an error it returns the column of the field.
func parseEntry(line string) (e entry, column int, err error) {
	keys := []string{"", "spec=", "program=", "base=", "compiler=", "tests="}
	fields := strings.Split(line, " ")
	column = 1
	for i, key := range keys {
		if i >= len(fields) {
			return e, column, fmt.Errorf("the line ends where %q should stand", key)
		}
		value, ok := strings.CutPrefix(fields[i], key)
		if !ok || value == "" {
			want := "a function"
			if key != "" {
				want = key + "..."
			}
			return e, column, fmt.Errorf("got %q, want %s", shorten(fields[i]), want)
		}
		if err := e.set(key, value); err != nil {
			return e, column + len(key), err
		}
		column += len(fields[i]) + 1
	}
	if len(fields) > len(keys) {
		return e, column, fmt.Errorf("unknown field %q", shorten(fields[len(keys)]))
	}
	return e, 0, nil
}

// set stores the value of a field; the empty key is the function's name.
func (e *entry) set(key, value string) (err error) {
	switch key {
	case "":
		if e.Function = value; !token.IsIdentifier(value) {
			err = fmt.Errorf("got %q, want the name of a function", shorten(value))
		}
	case "spec=":
		e.Spec, err = parseHash(value)
	case "program=":
		e.Program, err = parseHash(value)
	case "base=":
		id, sum, _ := strings.Cut(value, "@")
		e.Base = id
		e.BaseHash, err = parseHash(sum)
	case "compiler=":
		e.Compiler = value
	case "tests=":
		e.Score, err = parseScore(value)
	}
	return err
}

// parseScore reads what score.String wrote.
func parseScore(s string) (score, error) {
	if s == "none" {
		return score{}, nil
	}
	counts, sum, _ := strings.Cut(s, "@")
	first, second, _ := strings.Cut(counts, "/")
	passed, err := strconv.ParseUint(first, 10, 31)
	total, err2 := strconv.ParseUint(second, 10, 31)
	if err != nil || err2 != nil || total == 0 || passed > total {
		return score{}, fmt.Errorf("got %q, want passed/total@sha256-... or none", shorten(s))
	}
	tests, err := parseHash(sum)
	return score{int(passed), int(total), tests}, err
}

// shorten keeps the beginning of a string that may be long.
func shorten(s string) string {
	if len(s) > 40 {
		return s[:40] + ".."
	}
	return s
}
