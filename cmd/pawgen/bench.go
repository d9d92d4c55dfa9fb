package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/compiler"
	"github.com/pawgen/pawgen/evaluate/fuzzybench"
	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/program"
)

// endpointKey is the environment variable with the key of -endpoint's server.
const endpointKey = "PAWGEN_ENDPOINT_KEY"

// benchFlags are the flags of bench fuzzybench.
type benchFlags struct {
	compiling
	dir, category, baselines string
	fixed                    string
	endpoint, model          string
	limit                    int
	seed                     uint64
	sample                   bool
}

// bench measures a compiler on a benchmark.
func (c *call) bench(ctx context.Context, args []string) error {
	if len(args) == 0 || args[0] != "fuzzybench" {
		return usageError{"bench: which benchmark?", "the only one is: pawgen bench fuzzybench"}
	}
	var f benchFlags
	flags := c.flags("bench fuzzybench")
	f.register(flags)
	flags.StringVar(&f.dir, "o", "fuzzybench", "the `folder` of the journal and the reports")
	flags.BoolVar(&f.sample, "sample", false, "measure on the sample that comes with pawgen")
	flags.StringVar(&f.category, "category", fuzzybench.DefaultCategory, "the `column` with the categories, if the data has one")
	flags.IntVar(&f.limit, "limit", 0, "use only so many specs; 0 is all")
	flags.Uint64Var(&f.seed, "seed", 1, "decides which specs -limit keeps")
	flags.StringVar(&f.baselines, "baselines", "pseudo,prompt", "also measure these, of pseudo, prompt, fixed, endpoint")
	flags.StringVar(&f.fixed, "fixed-adapter", "", "the program `file` whose adapter the fixed baseline has")
	flags.StringVar(&f.endpoint, "endpoint", "", "the `address` of a server with OpenAI's protocol, for the endpoint baseline")
	flags.StringVar(&f.model, "endpoint-model", "", "the `name` of the server's model")
	if done, err := c.parse(flags, args[1:]); done {
		return err
	}
	if f.sample == (flags.NArg() > 0) {
		return usageError{"bench fuzzybench: want either files or -sample",
			"files have the columns spec, input and output, as JSON lines, CSV or parquet; pawgen brings a small sample of its own, and none of FuzzyBench's data, which has no licence"}
	}
	return c.fuzzybench(ctx, f, flags.Args())
}

func (c *call) fuzzybench(ctx context.Context, f benchFlags, files []string) error {
	comp, err := c.compilerNamed(f.compiling)
	if err != nil {
		return err
	}
	methods, err := f.methods(comp)
	if err != nil {
		return err
	}
	data, err := f.data(files)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(f.dir, 0o777); err != nil {
		return err
	}
	journal, err := fuzzybench.OpenJournal(filepath.Join(f.dir, fuzzybench.JournalFile), data, methods)
	if err != nil {
		return err
	}
	defer journal.Close()
	bench := &fuzzybench.Bench{Data: data, Compiler: comp, Methods: methods, Journal: journal}
	bar := newProgress(c.stderr)
	bench.Progress = func(done, total int) {
		bar.show(gen.Progress{Function: fmt.Sprintf("%d of %d", done, total), Stage: "answers", Done: float64(done) / float64(total)})
	}
	err = bench.Run(ctx)
	bar.stop()
	if err != nil {
		return fmt.Errorf("%w\n\thint: the same command goes on where this one stopped", err)
	}
	report := fuzzybench.NewReport(data, methods, journal)
	if err := report.WriteTo(f.dir); err != nil {
		return err
	}
	_, err = c.stdout.Write(report.Markdown())
	return err
}

func (f *benchFlags) data(files []string) (*fuzzybench.Data, error) {
	if f.limit < 0 {
		return nil, usageError{fmt.Sprintf("bench fuzzybench: -limit %d", f.limit), "give the number of specs"}
	}
	read := fuzzybench.ReadSample
	if !f.sample {
		columns := fuzzybench.Columns{Category: f.category, Needed: f.category != fuzzybench.DefaultCategory}
		read = func() (*fuzzybench.Data, error) { return fuzzybench.Read(files, columns, os.Stdin) }
	}
	data, err := read()
	if err != nil {
		return nil, err
	}
	data.Limit(f.limit, f.seed)
	return data, nil
}

// methods are the compiled programs and the baselines.
func (f *benchFlags) methods(comp compiler.Compiler) ([]fuzzybench.Method, error) {
	list := []fuzzybench.Method{fuzzybench.Compiled(comp)}
	for _, name := range strings.FieldsFunc(f.baselines, func(r rune) bool { return r == ',' }) {
		m, err := f.baseline(name, comp)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(other fuzzybench.Method) bool { return other.Name == m.Name }) {
			list = append(list, m)
		}
	}
	return list, nil
}

func (f *benchFlags) baseline(name string, comp compiler.Compiler) (fuzzybench.Method, error) {
	switch name {
	case fuzzybench.PseudoName:
		return fuzzybench.Pseudo(comp), nil
	case fuzzybench.PromptName:
		return fuzzybench.Prompt(comp), nil
	case fuzzybench.FixedName:
		if f.fixed == "" {
			return fuzzybench.Method{}, usageError{"bench fuzzybench: -baselines fixed without -fixed-adapter", "name a program of the same base model"}
		}
		p, err := program.ReadFile(f.fixed)
		if err != nil {
			return fuzzybench.Method{}, err
		}
		m, err := fuzzybench.Fixed(comp, p)
		if err != nil {
			err = fmt.Errorf("%s: %w", f.fixed, err)
		}
		return m, err
	case fuzzybench.EndpointName:
		if f.endpoint == "" || f.model == "" {
			return fuzzybench.Method{}, usageError{"bench fuzzybench: -baselines endpoint without -endpoint and -endpoint-model", "name the server and its model"}
		}
		if f.offline {
			return fuzzybench.Method{}, errors.New("offline: the endpoint baseline asks a server\n\thint: leave out -offline or the baseline")
		}
		return fuzzybench.Endpoint(f.endpoint, f.model, os.Getenv(endpointKey))
	}
	return fuzzybench.Method{}, usageError{fmt.Sprintf("bench fuzzybench: unknown baseline %q", name), "the baselines are pseudo, prompt, fixed and endpoint"}
}

// compilerNamed starts the compiler that -compiler names, or the default.
func (c *call) compilerNamed(f compiling) (compiler.Compiler, error) {
	list := c.compilers(f)
	var names []string
	for _, k := range list {
		if f.compiler == "" || k.Name == f.compiler {
			return k.New(k.Base)
		}
		names = append(names, k.Name)
	}
	return nil, fmt.Errorf("unknown compiler %q\n\thint: the compilers are %s", f.compiler, strings.Join(names, ", "))
}
