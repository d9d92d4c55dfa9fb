package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/bench/internal/fuzzybench"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/chat"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

// endpointKey is the environment variable with the key of -endpoint's server.
const endpointKey = "PAWGEN_ENDPOINT_KEY"

// benchFlags are the flags of bench fuzzybench.
type benchFlags struct {
	cli.Compiling
	base                     string // "" is the compiler's usual one
	dir, category, baselines string
	fixed                    string
	endpoint, model          string
	limit                    int
	seed                     uint64
	sample                   bool
}

// bench measures a compiler on a benchmark.
func (c *call) bench(ctx context.Context, args []string) error {
	flags := c.Flags("bench")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	switch flags.Arg(0) {
	case "accuracy":
		return c.accuracy(ctx, args[1:])
	case "fuzzybench":
	default:
		return cli.BadUsage("which benchmark?", "there are: bench accuracy, bench fuzzybench")
	}
	var f benchFlags
	flags = c.Flags("fuzzybench")
	f.Register(flags)
	flags.StringVar(&f.base, "base", "", "the `model` that runs the compiler's programs")
	flags.StringVar(&f.dir, "o", "fuzzybench", "the `folder` of the journal and the reports")
	flags.BoolVar(&f.sample, "sample", false, "measure on the sample that comes with pawgen")
	flags.StringVar(&f.category, "category", fuzzybench.DefaultCategory, "the `column` with the categories, if the data has one")
	flags.IntVar(&f.limit, "limit", 0, "use only so many specs; 0 is all")
	flags.Uint64Var(&f.seed, "seed", 1, "decides which specs -limit keeps")
	flags.StringVar(&f.baselines, "baselines", "pseudo,prompt", "also measure these, of pseudo, prompt, fixed, endpoint")
	flags.StringVar(&f.fixed, "fixed-adapter", "", "the program `file` whose adapter the fixed baseline has")
	flags.StringVar(&f.endpoint, "endpoint", "", "the `address` of a server with OpenAI's protocol, for the endpoint baseline")
	flags.StringVar(&f.model, "endpoint-model", "", "the `name` of the server's model")
	if done, err := c.Parse(flags, args[1:]); done {
		return err
	}
	if f.sample == (flags.NArg() > 0) {
		return cli.BadUsage("fuzzybench: want either files or -sample",
			"files have the columns spec, input and output, as JSON lines, CSV or parquet; pawgen brings a small sample of its own, and none of FuzzyBench's data, which has no licence")
	}
	return c.fuzzybench(ctx, f, flags.Args())
}

func (c *call) fuzzybench(ctx context.Context, f benchFlags, files []string) error {
	comp, err := c.compilerNamed(f.Compiling, f.base)
	if err != nil {
		return err
	}
	methods, err := c.methods(f, comp)
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
	bar := cli.NewProgress(c.Stderr)
	bench.Progress = func(done, total int) {
		bar.Show(generate.Progress{Function: fmt.Sprintf("%d of %d", done, total), Stage: "answers", Done: float64(done) / float64(total)})
	}
	err = bench.Run(ctx)
	bar.Stop()
	if err != nil {
		return stopped(err)
	}
	report := fuzzybench.NewReport(data, methods, journal)
	if err := report.WriteTo(f.dir); err != nil {
		return err
	}
	_, err = c.Stdout.Write(report.Markdown())
	return err
}

// stopped is the error of a run that ended early.
func stopped(err error) error {
	hint := "the same command goes on where this one stopped"
	var failed *hosted.Failed
	if errors.As(err, &failed) {
		hint += "; to leave the spec out, remove its rows and name another folder with -o"
	}
	if strings.Contains(err.Error(), "\n\thint: ") {
		return fmt.Errorf("%w; %s", err, hint)
	}
	return fmt.Errorf("%w\n\thint: %s", err, hint)
}

func (f *benchFlags) data(files []string) (*fuzzybench.Data, error) {
	if f.limit < 0 {
		return nil, cli.BadUsage(fmt.Sprintf("fuzzybench: -limit %d", f.limit), "give the number of specs")
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
func (c *call) methods(f benchFlags, comp compiler.Compiler) ([]fuzzybench.Method, error) {
	list := []fuzzybench.Method{fuzzybench.Compiled(comp)}
	for _, name := range strings.FieldsFunc(f.baselines, func(r rune) bool { return r == ',' }) {
		m, err := c.baseline(f, name, comp)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(list, func(other fuzzybench.Method) bool { return other.Name == m.Name }) {
			list = append(list, m)
		}
	}
	return list, nil
}

func (c *call) baseline(f benchFlags, name string, comp compiler.Compiler) (fuzzybench.Method, error) {
	switch name {
	case fuzzybench.PseudoName:
		return fuzzybench.Pseudo(comp), nil
	case fuzzybench.PromptName:
		return fuzzybench.Prompt(comp), nil
	case fuzzybench.FixedName:
		if f.fixed == "" {
			return fuzzybench.Method{}, cli.BadUsage("fuzzybench: -baselines fixed without -fixed-adapter", "name a program of the same base model")
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
		return c.endpoint(f)
	}
	return fuzzybench.Method{}, cli.BadUsage(fmt.Sprintf("fuzzybench: unknown baseline %q", name), "the baselines are pseudo, prompt, fixed and endpoint")
}

// endpoint is the baseline of a model behind a server.
func (c *call) endpoint(f benchFlags) (fuzzybench.Method, error) {
	if f.endpoint == "" || f.model == "" {
		return fuzzybench.Method{}, cli.BadUsage("fuzzybench: -baselines endpoint without -endpoint and -endpoint-model", "name the server and its model")
	}
	m, err := chat.OpenAI(f.endpoint, f.model, os.Getenv(endpointKey), fuzzybench.EndpointTimeout)
	if err != nil {
		return fuzzybench.Method{}, fmt.Errorf("-endpoint: %w", err)
	}
	if !m.Local() {
		if f.Offline {
			return fuzzybench.Method{}, fmt.Errorf("offline: the endpoint baseline asks %s\n\thint: leave out -offline or the baseline, or ask a server on this machine", m.Host())
		}
		c.Note("specs and inputs go to " + m.Host() + ", whose model answers for the endpoint baseline")
	}
	return fuzzybench.Endpoint(m), nil
}

// compilerNamed starts the compiler that -compiler names, or the default, for
// a base model, or for the compiler's usual one.
func (c *call) compilerNamed(f cli.Compiling, base string) (compiler.Compiler, error) {
	list := c.Compilers(f)
	if err := f.Check(list); err != nil {
		return nil, err
	}
	k := list[0]
	if i := slices.IndexFunc(list, func(k generate.Compiler) bool { return k.Name == f.Compiler }); i >= 0 {
		k = list[i]
	}
	base = cmp.Or(base, k.Base)
	if base != k.Base && (k.Makes == nil || !k.Makes(base)) {
		return nil, cli.BadUsage(fmt.Sprintf("fuzzybench: base model %q cannot run what compiler %q makes", base, k.Name), "use -base "+k.Base)
	}
	return k.New(base)
}
