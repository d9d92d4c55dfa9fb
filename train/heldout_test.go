package main

import (
	"testing"

	"github.com/pawgen/pawgen/train/tasks"
)

// TestHeldOut: the committed set has enough of every family, and no call that training draws.
func TestHeldOut(t *testing.T) {
	list, err := readHeldOut("heldout.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	kept, specs := map[call]bool{}, map[string]int{}
	for _, task := range list {
		specs[task.Family]++
		for _, q := range task.Queries {
			kept[callOf(task, q)] = true
		}
	}
	for i := range tasks.Families {
		f := &tasks.Families[i]
		if specs[f.Name] < heldOutSpecs {
			t.Errorf("family %s has %d specs (want %d)", f.Name, specs[f.Name], heldOutSpecs)
		}
		for n := range 100 {
			task, err := f.Draw(trainSeed+40, n*len(tasks.Families)+i, tasks.Options{Level: tasks.Noisy, Queries: 6})
			if err != nil {
				t.Fatal(err)
			}
			for _, q := range task.Queries {
				if kept[callOf(task, q)] {
					t.Errorf("family %s: training draws %q: %q of the held-out set", f.Name, task.Spec.Text, q.Input)
				}
			}
		}
	}
}
