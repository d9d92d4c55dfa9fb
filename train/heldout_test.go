package main

import (
	"strings"
	"testing"

	"github.com/pawgen/pawgen/train/tasks"
)

// TestHeldOut: the committed set has enough of every family, and neither a spec
// nor an enum's labels that training draws, of which -short sees a part.
func TestHeldOut(t *testing.T) {
	list, err := readHeldOut("heldout.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	drawn, specs := specSet{}, map[string]int{}
	for _, task := range list {
		specs[task.Family]++
		drawn.add(task)
	}
	for _, f := range tasks.Families {
		if specs[f.Name] != heldOutSpecs {
			t.Errorf("family %s has %d specs (want %d)", f.Name, specs[f.Name], heldOutSpecs)
		}
	}
	for _, s := range shards {
		if strings.HasPrefix(s.name, "eval") {
			continue
		}
		if testing.Short() {
			s.tasks = min(s.tasks, 100)
		}
		err := s.draw(func(_ int, task tasks.Task) error {
			if drawn.has(task) {
				t.Errorf("shard %s, family %s: %q is in the held-out set, or its labels are", s.name, task.Family, task.Spec.Text)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
