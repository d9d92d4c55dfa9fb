package fuzzybench

import (
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
	// Failed counts the tasks without an answer; their rows count as wrong.
	Failed     int             `json:"failed"`
	Error      string          `json:"error,omitempty"` // of the first of them
	All        Score           `json:"all"`
	Categories []CategoryScore `json:"categories,omitempty"`
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
		if !j.has(t, m.Name) {
			if report.Failed++; report.Error == "" {
				report.Error = r.Error
			}
			r.Answers = nil
		} else {
			answer = append(answer, r.Milliseconds/float64(len(t.Rows)))
		}
		if r.Compile > 0 {
			compile = append(compile, r.Compile)
		}
		all.add(t, r.Answers, func(Row) bool { return true })
		for _, c := range categories {
			parts[c].add(t, r.Answers, func(row Row) bool { return row.Category == c })
		}
	}
	report.All = all.score()
	for _, c := range categories {
		report.Categories = append(report.Categories, CategoryScore{c, parts[c].score()})
	}
	report.Timing = Timing{median(compile), median(answer)}
	return report
}

// add scores the rows of a task that are of interest. No answers are wrong ones.
func (t *tally) add(task *Task, answers []string, of func(Row) bool) {
	var strict, normalised cluster
	for i, row := range task.Rows {
		if !of(row) {
			continue
		}
		strict.answers++
		normalised.answers++
		if answers == nil {
			continue
		}
		if Strict(answers[i], row.Output) {
			strict.right++
		}
		if Normalised(answers[i], row.Output) {
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
