package main

import (
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/pawgen/pawgen/llama"
)

// engines are compared in this order; the ratio is the second's time to the first's.
var engines = [2]string{"native", "llama"}

// row is a line of the table: what each engine needed in each run.
type row struct {
	job   string
	times [2][]float64 // seconds
}

// compare prints the table of a model.
func (o options) compare(name string, f files, wanted *regexp.Regexp) error {
	fmt.Printf("\n### %s, %d thread(s)%s%s, %s\n\n", name, o.threads, note(o.avx2, ", native without AVX-512"),
		note(o.busy, ", a busy neighbour")+note(o.cpu, ", processor time"), processor())
	fmt.Printf("llama.cpp is built with %s\n\n", strings.TrimRight(llama.System(), " |"))
	fmt.Println("| job | native | llama.cpp | ratio | runs |\n| --- | --- | --- | --- | --- |")
	for _, job := range []string{jobLoad, jobStart} {
		if !wanted.MatchString(job) {
			continue
		}
		r, err := o.measure(job, func(engine int) (float64, error) { return o.fresh(job, engines[engine], f) })
		if err != nil {
			return err
		}
		r.print()
	}
	if wanted.MatchString(jobMemory) {
		if err := o.printMemory(f); err != nil {
			return err
		}
	}
	var children [2]*process
	for i, engine := range engines {
		p, err := o.startEngine(engine, f)
		if err != nil {
			return err
		}
		defer p.stop()
		children[i] = p
	}
	for _, j := range jobs {
		if !wanted.MatchString(j.name) {
			continue
		}
		r, err := o.measure(j.name, func(engine int) (float64, error) { return children[engine].do(j.name) })
		if err != nil {
			return err
		}
		r.print()
	}
	return nil
}

func note(on bool, text string) string {
	if on {
		return text
	}
	return ""
}

// measure runs a job on both engines by turns.
func (o options) measure(job string, run func(engine int) (float64, error)) (row, error) {
	r := row{job: job}
	for began := time.Now(); len(r.times[0]) < o.runs && (len(r.times[0]) == 0 || time.Since(began) < o.budget); {
		for engine := range engines {
			t, err := run(engine)
			if err != nil {
				return r, fmt.Errorf("%s: %s: %w", engines[engine], job, err)
			}
			r.times[engine] = append(r.times[engine], t)
		}
	}
	return r, nil
}

// print prints the line as soon as it is known.
func (r row) print() {
	ours, theirs := median(r.times[0]), median(r.times[1])
	ratio := ""
	if r.job != jobIdle {
		ratio = fmt.Sprintf("%.1f", theirs/ours)
	}
	fmt.Printf("| %s | %s | %s | %s | %d |\n", r.job, seconds(ours), seconds(theirs), ratio, len(r.times[0]))
}

// median returns the middle of the times, the lower of two.
func median(times []float64) float64 {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[(len(sorted)-1)/2]
}

// seconds writes a time with three digits.
func seconds(s float64) string {
	if s < 1 {
		return fmt.Sprintf("%.3g ms", s*1e3)
	}
	return fmt.Sprintf("%.3g s", s)
}

// printMemory prints the peaks of processes in which four programs were called.
func (o options) printMemory(f files) error {
	info, err := os.Stat(f.model)
	if err != nil {
		return err
	}
	var over [2]float64
	for i, engine := range engines {
		peak, err := o.fresh(jobMemory, engine, f)
		if err != nil {
			return err
		}
		over[i] = (peak - float64(info.Size())) / 1e6
	}
	fmt.Printf("| %s | %.0f MB | %.0f MB | | 1 |\n", jobMemory, over[0], over[1])
	return nil
}

// processor says what this runs on.
func processor() string {
	return fmt.Sprintf("%s/%s, %d CPUs", runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
}
