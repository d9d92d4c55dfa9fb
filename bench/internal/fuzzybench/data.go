package fuzzybench

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"io"
	"slices"
)

// Data is what is measured on.
type Data struct {
	Files []string // where it came from, as the user named it
	Tasks []*Task  // in the order of their first rows
	Rows  int      // of all tasks
}

// Task is a spec with its rows.
type Task struct {
	Spec string
	Rows []Row
}

// Row is an input with the right output.
type Row struct {
	Input, Output string
	Category      string // "" if the data has none
}

// ID is the beginning of the SHA-256 of the spec, in hex. It stands for the
// task in journals.
func (t *Task) ID() string {
	sum := sha256.Sum256([]byte(t.Spec))
	return hex.EncodeToString(sum[:16])
}

// Limit keeps n of the tasks, or all if n is 0. Which ones depends on the seed
// and the specs alone, not on their order, and a larger n keeps them too.
func (d *Data) Limit(n int, seed uint64) {
	if n == 0 || n >= len(d.Tasks) {
		return
	}
	type drawn struct {
		task *Task
		lot  [sha256.Size]byte
	}
	lots := make([]drawn, len(d.Tasks))
	for i, t := range d.Tasks {
		lots[i] = drawn{t, sha256.Sum256(append(binary.LittleEndian.AppendUint64(nil, seed), t.Spec...))}
	}
	slices.SortFunc(lots, func(a, b drawn) int { return bytes.Compare(a.lot[:], b.lot[:]) })
	kept := map[*Task]bool{}
	for _, l := range lots[:n] {
		kept[l.task] = true
	}
	d.Tasks = slices.DeleteFunc(d.Tasks, func(t *Task) bool { return !kept[t] })
	d.Rows = 0
	for _, t := range d.Tasks {
		d.Rows += len(t.Rows)
	}
}

// Digest is the SHA-256, in hex, of all specs, inputs and outputs, whatever
// files they came from. Categories are not part of it: no answer depends on them.
func (d *Data) Digest() string {
	h := sha256.New()
	number := func(n int) { h.Write(binary.LittleEndian.AppendUint64(nil, uint64(n))) }
	text := func(s string) {
		number(len(s))
		io.WriteString(h, s)
	}
	for _, t := range d.Tasks {
		text(t.Spec)
		number(len(t.Rows))
		for _, r := range t.Rows {
			text(r.Input)
			text(r.Output)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// categories are the categories of the rows, sorted, the one without a name
// last; none if no row has one.
func (d *Data) categories() []string {
	set := map[string]bool{}
	for _, t := range d.Tasks {
		for _, r := range t.Rows {
			set[r.Category] = true
		}
	}
	if len(set) == 1 && set[""] {
		return nil
	}
	var list []string
	for c := range set {
		list = append(list, c)
	}
	slices.SortFunc(list, func(a, b string) int {
		if (a == "") != (b == "") {
			return cmp.Compare(b, a)
		}
		return cmp.Compare(a, b)
	})
	return list
}
