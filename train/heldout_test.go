package main

import (
	"strings"
	"testing"

	"github.com/pawgen/pawgen/train/tasks"
)

// TestHeldOut: the committed set has enough of every family, each spec once,
// and none that training draws, nor an enum's labels.
func TestHeldOut(t *testing.T) {
	list, err := readHeldOut("heldout.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	drawn, specs := specSet{}, map[string]int{}
	for _, task := range list {
		specs[task.Family]++
		if spec, _ := keysOf(task); drawn[spec] {
			t.Errorf("family %s: %q comes twice", task.Family, task.Spec.Text)
		}
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
		s.tasks = min(s.tasks, 100)
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
