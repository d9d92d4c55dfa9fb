package fuzzybench

import (
	"cmp"
	"slices"
)

// Report is what a run has found.
type Report struct {
	Files   []string       `json:"files"`
	Digest  string         `json:"digest"` // SHA-256 of the rows
	Tasks   int            `json:"tasks"`
	Rows    int            `json:"rows"`
	Methods []MethodReport `json:"methods"`
}

// MethodReport is what one method has reached.
type MethodReport struct {
	Name string `json:"name"`
	By   string `json:"by"`
	// What was refused, such as a text too long for its model, counts as wrong.
	RefusedSpecs  int             `json:"refused_specs"`
	RefusedInputs int             `json:"refused_inputs"`    // of the other specs
	Refusal       string          `json:"refusal,omitempty"` // why the first of them was
	All           Score           `json:"all"`
	Categories    []CategoryScore `json:"categories,omitempty"`
	// Timing is of the machine and of what else it did.
	Timing Timing `json:"timing"`
}

// CategoryScore is the score of one category's rows.
type CategoryScore struct {
	Category string `json:"category"`
	Score
}

// Score is the share of right answers, with 95 % intervals that take the rows
// of a task for one another's neighbours.
type Score struct {
	Rows               int        `json:"rows"`
	Strict             float64    `json:"strict"`
	StrictInterval     [2]float64 `json:"strict_interval"`
	Normalised         float64    `json:"normalised"`
	NormalisedInterval [2]float64 `json:"normalised_interval"`
}

// Timing are medians over the tasks, in milliseconds.
type Timing struct {
	Compile float64 `json:"compile_ms"` // of a spec; 0 if nothing was compiled for this method
	Answer  float64 `json:"answer_ms"`  // of a row, all rows of a task being answered together
}

// NewReport scores what the journal has.
func NewReport(data *Data, methods []Method, j *Journal) *Report {
	r := &Report{Files: data.Files, Digest: data.Digest(), Tasks: len(data.Tasks), Rows: data.Rows}
	for _, m := range methods {
		r.Methods = append(r.Methods, methodReport(data, m, j))
	}
	return r
}

// tally counts the right answers task by task.
type tally struct{ strict, normalised []cluster }

func (t *tally) score() Score {
	var s Score
	for _, c := range t.strict {
		s.Rows += c.answers
	}
	s.Strict, s.StrictInterval = share(t.strict)
	s.Normalised, s.NormalisedInterval = share(t.normalised)
	return s
}

func methodReport(data *Data, m Method, j *Journal) MethodReport {
	report := MethodReport{Name: m.Name, By: m.By}
	var all tally
	parts := map[string]*tally{}
	categories := data.categories()
	for _, c := range categories {
		parts[c] = &tally{}
	}
	var compile, answer []float64
	for _, t := range data.Tasks {
		r, _ := j.result(t, m.Name)
		report.refuse(t, r)
		if n := len(r.Answers) - len(r.RefusedRows); n > 0 {
			answer = append(answer, r.Milliseconds/float64(n))
		}
		if r.Compile > 0 && r.Refused == "" {
			compile = append(compile, r.Compile)
		}
		all.add(t, r, func(Row) bool { return true })
		for _, c := range categories {
			parts[c].add(t, r, func(row Row) bool { return row.Category == c })
		}
	}
	report.All = all.score()
	for _, c := range categories {
		report.Categories = append(report.Categories, CategoryScore{c, parts[c].score()})
	}
	report.Timing = Timing{median(compile), median(answer)}
	return report
}

// refuse counts what a task's result says was refused.
func (m *MethodReport) refuse(t *Task, r result) {
	first := r.Refused
	if first != "" {
		m.RefusedSpecs++
	}
	for i := range t.Rows {
		if why, ok := r.RefusedRows[i]; ok {
			m.RefusedInputs++
			first = cmp.Or(first, why)
		}
	}
	m.Refusal = cmp.Or(m.Refusal, first)
}

// add scores the rows of a task that are of interest. No answer is a wrong one.
func (t *tally) add(task *Task, r result, of func(Row) bool) {
	var strict, normalised cluster
	for i, row := range task.Rows {
		if !of(row) {
			continue
		}
		strict.answers++
		normalised.answers++
		if _, refused := r.RefusedRows[i]; refused || i >= len(r.Answers) {
			continue
		}
		if Strict(r.Answers[i], row.Output) {
			strict.right++
		}
		if Normalised(r.Answers[i], row.Output) {
			normalised.right++
		}
	}
	if strict.answers > 0 {
		t.strict, t.normalised = append(t.strict, strict), append(t.normalised, normalised)
	}
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	slices.Sort(x)
	return x[len(x)/2]
}
