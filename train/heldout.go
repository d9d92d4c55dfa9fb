package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
	"github.com/pawgen/pawgen/train/tasks"
)

// The held-out set is apart from training by spec, by label set and by
// vocabulary. No spec has the text, before it was disturbed, and the labels of one
// that training draws; no enum has the labels of one, be they written otherwise;
// keywords come from topics and lists that training never sees, or are invented.
// So a job that is told in few ways has the wording that is kept for evaluation.
// Specs that are too long for nano are left out.
const (
	heldOutFile    = "train/heldout.jsonl.gz" // one tasks.Task a line
	heldOutSpecs   = 50                       // per family
	heldOutQueries = 4                        // per spec
	heldOutDraws   = 40_000                   // per family, at most
)

// writeHeldOut draws the held-out set anew. Figures measured on another set
// can't be compared with it.
func writeHeldOut() error {
	training, err := trainingSpecs()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // the level is valid
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	comp, drawn := nano.New(), map[string]bool{}
	for fi := range tasks.Families {
		specs := 0
		for i := 0; specs < heldOutSpecs; i++ {
			if i == heldOutDraws {
				return fmt.Errorf("family %s: %d new specs in %d draws (want %d)", tasks.Families[fi].Name, specs, i, heldOutSpecs)
			}
			o := tasks.Options{Level: tasks.Noisy, Queries: heldOutQueries, HeldOut: true}
			t, err := tasks.Families[fi].Draw(heldOutSeed, i*len(tasks.Families)+fi, o)
			if err != nil {
				return err
			}
			whole := fmt.Sprint(t.Spec)
			if drawn[whole] || training.has(t) {
				continue
			}
			var refusal *compiler.Refusal
			if _, err := comp.Compile(context.Background(), t.Spec, nil); errors.As(err, &refusal) {
				continue
			} else if err != nil {
				return err
			}
			drawn[whole] = true
			specs++
			if err := e.Encode(t); err != nil {
				return err
			}
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return atomicfile.Write(heldOutFile, b.Bytes(), 0o644)
}

// specSet holds what makes specs the same, as hashes: family, text and labels;
// and the labels of enums alone.
type specSet map[[16]byte]bool

func (s specSet) has(t tasks.Task) bool {
	spec, labels := keysOf(t)
	return s[spec] || t.Spec.Result.Kind == compiler.Enum && s[labels]
}

func (s specSet) add(t tasks.Task) {
	spec, labels := keysOf(t)
	s[spec] = true
	if t.Spec.Result.Kind == compiler.Enum {
		s[labels] = true
	}
}

func keysOf(t tasks.Task) (spec, labels [16]byte) {
	var names []string
	h := sha256.New()
	fmt.Fprintf(h, "%s\x00%s", t.Family, t.Plain)
	for _, l := range t.Spec.Result.Labels {
		fmt.Fprintf(h, "\x00%s\x00%s", l.Text, l.Doc)
		names = append(names, strings.ToLower(strings.NewReplacer("_", "", " ", "").Replace(l.Text)))
	}
	slices.Sort(names)
	set := sha256.Sum256([]byte(strings.Join(names, "\x00")))
	return [16]byte(h.Sum(nil)), [16]byte(set[:])
}

// trainingSpecs are all specs of the training shards.
func trainingSpecs() (specSet, error) {
	seen := specSet{}
	for _, s := range shards {
		if strings.HasPrefix(s.name, "eval") {
			continue
		}
		err := s.draw(func(_ int, t tasks.Task) error {
			seen.add(t)
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
