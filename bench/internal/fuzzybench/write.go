package fuzzybench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/system/atomicfile"
)

// The files of a run's folder.
const (
	JournalFile  = "journal.jsonl"
	jsonFile     = "report.json"
	markdownFile = "report.md"
	chartFile    = "chart.svg"
)

// WriteTo writes the report into a folder: as JSON, as Markdown and as a chart.
func (r *Report) WriteTo(dir string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{jsonFile, append(data, '\n')}, {chartFile, r.chart()}, {markdownFile, r.Markdown()}} {
		if err := atomicfile.Write(filepath.Join(dir, f.name), f.data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// Markdown is the report for people; it shows the chart beside it.
func (r *Report) Markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# FuzzyBench: %d specs, %d rows\n\nData: %s (SHA-256 %.12s…)\n\n", r.Tasks, r.Rows, strings.Join(r.Files, ", "), r.Digest)
	fmt.Fprintf(&b, "![right answers by category](%s)\n\n", chartFile)
	b.WriteString("| method | by | rows | strict | normalised | refused specs | refused inputs |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, m := range r.Methods {
		fmt.Fprintf(&b, "| %s | %s | %d | %s | %s | %d | %d |\n", m.Name, cell(m.By), m.All.Rows,
			percent(m.All.Strict, m.All.StrictInterval), percent(m.All.Normalised, m.All.NormalisedInterval), m.RefusedSpecs, m.RefusedInputs)
	}
	r.categories(&b)
	b.WriteString("\nStrict: the answer is the output, byte for byte. Normalised: but for case, white space, quotes, a code fence and a\n" +
		"final full stop; JSON by value. In brackets: 95 % intervals, the rows of a spec taken together. Refused,\n" +
		"and so wrong: what the compiler or the model does not take, as a text that is too long for it.\n")
	b.WriteString("\n## Timing\n\nMedians, of this machine and of what else it did.\n\n| method | compile a spec | answer a row |\n| --- | --- | --- |\n")
	for _, m := range r.Methods {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", m.Name, duration(m.Timing.Compile), duration(m.Timing.Answer))
	}
	for _, m := range r.Methods {
		if m.Refusal != "" {
			fmt.Fprintf(&b, "\nThe first refusal by %s: %s\n", m.Name, cell(m.Refusal))
		}
	}
	return b.Bytes()
}

// categories is the table of normalised shares, if the data has categories.
func (r *Report) categories(b *bytes.Buffer) {
	if len(r.Methods) == 0 || len(r.Methods[0].Categories) == 0 {
		return
	}
	b.WriteString("\nNormalised, by category:\n\n| category | rows |")
	for _, m := range r.Methods {
		fmt.Fprintf(b, " %s |", m.Name)
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" --- |", len(r.Methods)) + "\n")
	for i, c := range r.Methods[0].Categories {
		fmt.Fprintf(b, "| %s | %d |", cell(named(c.Category)), c.Rows)
		for _, m := range r.Methods {
			s := m.Categories[i]
			fmt.Fprintf(b, " %s |", percent(s.Normalised, s.NormalisedInterval))
		}
		b.WriteByte('\n')
	}
}

func named(category string) string {
	if category == "" {
		return "(none)"
	}
	return category
}

func percent(p float64, interval [2]float64) string {
	return fmt.Sprintf("%.1f %% (%.0f to %.0f)", 100*p, 100*interval[0], 100*interval[1])
}

func duration(ms float64) string {
	if ms == 0 {
		return "-"
	}
	return fmt.Sprintf("%.3g ms", ms)
}

// cell is a text as a cell of a Markdown table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "\t", " ", "<", "&lt;", "`", "'").Replace(s)
}
