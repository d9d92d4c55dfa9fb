// Command bench compares the native engine with llama.cpp on random models of
// the public files' sizes and prints the medians as a Markdown table.
//
//	CGO_CFLAGS="-O3 -march=native" CGO_CXXFLAGS="-O3 -march=native" go run ./bench
//
// Each engine has a process of its own. They take turns at every job, so what
// else the machine does meets both; ratios are good even if times are not.
// llama.cpp works as the official SDK drives it: the prompt's keys and values
// are kept, the input is read, and the answer is decoded up to its end token,
// three passes for a label. Native works as package runtime drives it: one
// pass, in which the logits of the labels' first tokens only are computed.
// Memory and processor time are read as Linux gives them.
//
// Flags:
//
//	-models qwen3,gpt2  the models; smol, SmolLM2-135M in Q4_1, is another one
//	-threads 1          of each engine
//	-runs 5             of each job, fewer of long ones, see -budget
//	-budget 60s         after which no further run of a job begins
//	-jobs regexp        only the jobs that match
//	-avx2               no AVX-512 in native (build llama.cpp with -march=haswell)
//	-busy               let another process use a core meanwhile
//	-cpu                processor time in place of time, for one thread on a machine that does other things too
//	-cache folder       where the models are written, 800 MB
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// options are the flags.
type options struct {
	models  string
	threads int
	runs    int
	budget  time.Duration
	jobs    string
	avx2    bool
	busy    bool
	cpu     bool
	cache   string
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == childMark {
		if err := child(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	o := parse()
	if err := o.run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func parse() options {
	var o options
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	flag.StringVar(&o.models, "models", "qwen3,gpt2", "`models`, qwen3, gpt2 or smol")
	flag.IntVar(&o.threads, "threads", 1, "threads of each engine")
	flag.IntVar(&o.runs, "runs", 5, "runs of each job")
	flag.DurationVar(&o.budget, "budget", time.Minute, "after which no further run of a job begins")
	flag.StringVar(&o.jobs, "jobs", "", "only the jobs that match this `regexp`")
	flag.BoolVar(&o.avx2, "avx2", false, "no AVX-512 in native")
	flag.BoolVar(&o.busy, "busy", false, "let another process use a core")
	flag.BoolVar(&o.cpu, "cpu", false, "processor time in place of time")
	flag.StringVar(&o.cache, "cache", filepath.Join(cache, "pawgen-bench"), "`folder` of the models")
	flag.Parse()
	return o
}

// run compares the engines on every model.
func (o options) run() error {
	wanted, err := regexp.Compile(o.jobs)
	if err != nil {
		return err
	}
	if o.busy {
		neighbour, err := startNeighbour()
		if err != nil {
			return err
		}
		defer neighbour.stop()
	}
	for name := range strings.SplitSeq(o.models, ",") {
		files, err := o.write(name)
		if err != nil {
			return err
		}
		if err := o.compare(name, files, wanted); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// programs are those of the peak memory; fewer take part in calls.
const programs = 4

// files are the paths of a model and of the programs' adapters.
type files struct {
	model    string
	adapters [programs]string
}

// write makes the files unless they are there.
func (o options) write(name string) (files, error) {
	shape, ok := map[string]testmodel.Shape{"qwen3": testmodel.Qwen3, "gpt2": testmodel.GPT2, "smol": testmodel.SmolLM2}[name]
	if !ok {
		return files{}, fmt.Errorf("model %q (want qwen3, gpt2 or smol)", name)
	}
	f := files{model: filepath.Join(o.cache, name+".gguf")}
	if err := testmodel.Write(f.model, shape.Model(1)); err != nil {
		return f, err
	}
	for i := range f.adapters {
		f.adapters[i] = filepath.Join(o.cache, fmt.Sprintf("%s-adapter-%d.gguf", name, i+1))
		if err := testmodel.Write(f.adapters[i], shape.Adapter(testmodel.Public, uint64(i+1))); err != nil {
			return f, err
		}
	}
	return f, nil
}
