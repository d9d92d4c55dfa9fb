package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/bench/internal/accuracy"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/prompted"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	"github.com/pawgen/pawgen/models"
)

// accuracyFlags are the flags of bench accuracy.
type accuracyFlags struct {
	bases, only, out string
	limit            int
	all              bool
}

// accuracy measures base models on functions that they did not train on.
func (c *call) accuracy(ctx context.Context, args []string) error {
	var f accuracyFlags
	flags := c.Flags("accuracy")
	flags.StringVar(&f.bases, "bases", "smol,nano", "the base `models`, each with its own compiler; name=file.gguf is a model in a file")
	flags.StringVar(&f.only, "only", "", "measure only these `functions`")
	flags.StringVar(&f.out, "o", "", "write all answers that are wrong into this `file`, as JSON")
	flags.IntVar(&f.limit, "limit", 0, "ask only so many cases of each function; 0 is all")
	flags.BoolVar(&f.all, "all", false, "also functions that trained")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() == 0 {
		return cli.BadUsage("accuracy: no files", "name files of functions, such as ../train/smol/data/*.jsonl")
	}
	functions, err := f.functions(flags.Args())
	if err != nil {
		return err
	}
	var ways []accuracy.Way
	bar := cli.NewProgress(c.Stderr)
	for _, base := range strings.Split(f.bases, ",") {
		comp, name, err := c.compilerFor(base)
		if err != nil {
			return err
		}
		way := accuracy.Way{Name: name}
		for i, function := range functions {
			bar.Show(generate.Progress{Function: name + ": " + function.Name, Stage: "answers", Done: float64(i) / float64(len(functions))})
			o, err := accuracy.Measure(ctx, function, comp, f.limit)
			if err != nil {
				bar.Stop()
				return fmt.Errorf("%s: %s: %w", name, function.Name, err)
			}
			way.Outcomes = append(way.Outcomes, o)
		}
		ways = append(ways, way)
	}
	bar.Stop()
	if f.out != "" {
		data, err := json.MarshalIndent(ways, "", " ")
		if err != nil {
			return err
		}
		if err := os.WriteFile(f.out, data, 0o666); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(c.Stdout, accuracy.Markdown(ways))
	return err
}

// functions are those of the files that are to be measured.
func (f accuracyFlags) functions(files []string) ([]accuracy.Function, error) {
	only := strings.FieldsFunc(f.only, func(r rune) bool { return r == ',' })
	var out []accuracy.Function
	for _, file := range files {
		list, err := accuracy.Read(file)
		if err != nil {
			return nil, err
		}
		for _, function := range list {
			if (function.HeldOut || f.all) && (len(only) == 0 || slices.Contains(only, function.Name)) {
				out = append(out, function)
			}
		}
	}
	if len(out) == 0 {
		return nil, cli.BadUsage("accuracy: no functions to measure", "without -all only functions that are held out are measured")
	}
	return out, nil
}

// compilerFor starts the compiler of a base model, which is registered under a
// name of its own if it is a file.
func (c *call) compilerFor(base string) (comp compiler.Compiler, name string, err error) {
	name, file, ok := strings.Cut(base, "=")
	if !ok {
		comp, err = c.compilerNamed(cli.Compiling{Compiler: map[bool]string{true: "nano", false: prompted.Name}[base == "nano"]}, base)
		return comp, base, err
	}
	model, err := models.Map(file, "")
	if err != nil {
		return nil, "", err
	}
	b := models.Base{ID: name, Interpreter: model}
	models.Register(b)
	comp, err = prompted.New(b, c.Note)
	return comp, name, err
}
