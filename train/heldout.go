package main

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/train/tasks"
)

// The held-out set: calls that no training draws. The seed is its own; half of
// the tasks have the topics, and all may have the wordings and sentences, that
// are kept out of training. Specs of few words may be training's too, and so are
// the word lists of the families in tasks/choices.go.
const (
	heldOutFile    = "train/heldout.jsonl.gz" // one tasks.Task a line
	heldOutSpecs   = 50                       // per family
	heldOutQueries = 4                        // per spec
)

// writeHeldOut draws the held-out set anew, without calls that training has
// too, which short inputs make likely. Figures measured on another set can't
// be compared with it.
func writeHeldOut() error {
	seen, err := trainingCalls()
	if err != nil {
		return err
	}
	f, err := os.Create(heldOutFile)
	if err != nil {
		return err
	}
	defer f.Close()
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression) // the level is valid
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	for fi := range tasks.Families {
		for i, specs := 0, 0; specs < heldOutSpecs; i++ {
			o := tasks.Options{Level: tasks.Noisy, Queries: heldOutQueries, HeldOut: true}
			t, err := tasks.Families[fi].Draw(heldOutSeed, i*len(tasks.Families)+fi, o)
			if err != nil {
				return err
			}
			t.Queries = slices.DeleteFunc(t.Queries, func(q compiler.Example) bool { return seen[callOf(t, q)] })
			if len(t.Queries) == 0 {
				continue
			}
			specs++
			if err := e.Encode(t); err != nil {
				return err
			}
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return f.Close()
}

// call is a query of a spec, as a hash.
type call [16]byte

func callOf(t tasks.Task, q compiler.Example) call {
	sum := sha256.Sum256([]byte(t.Family + "\x00" + t.Spec.Text + "\x00" + q.Input))
	return call(sum[:16])
}

// trainingCalls are all queries of the training shards.
func trainingCalls() (map[call]bool, error) {
	seen := map[call]bool{}
	for _, s := range shards {
		if strings.HasPrefix(s.name, "eval") {
			continue
		}
		err := s.draw(func(_ int, t tasks.Task) error {
			for _, q := range t.Queries {
				seen[callOf(t, q)] = true
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return seen, nil
}

// readHeldOut returns the committed set, the tasks of a family together.
func readHeldOut(path string) ([]tasks.Task, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var list []tasks.Task
	for d := json.NewDecoder(z); ; {
		var t tasks.Task
		if err := d.Decode(&t); err == io.EOF {
			return list, nil
		} else if err != nil {
			return nil, fmt.Errorf("%s: task %d: %w", path, len(list)+1, err)
		}
		list = append(list, t)
	}
}
