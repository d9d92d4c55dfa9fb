package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/build/compiler"
	"github.com/pawgen/pawgen/internal/build/compiler/hosted"
	"github.com/pawgen/pawgen/internal/build/compiler/local"
	"github.com/pawgen/pawgen/models"
)

// compilingHere are the flags of the local compiler.
type compilingHere struct {
	snapshot  string // name or folder; "" is the published one for the base
	pseudo    string // who writes pseudo-programs
	pseudoURL string // where that model's server is
}

// register defines the flags.
func (f *compilingHere) register(flags *flag.FlagSet) {
	flags.StringVar(&f.snapshot, "snapshot", "", "the compiler that -compiler local runs")
	flags.StringVar(&f.pseudo, "pseudo", "template", "who writes pseudo-programs for it")
	flags.StringVar(&f.pseudoURL, "pseudo-url", "", "the server of a model that writes them")
}

// localCompiler is the way to compile on this machine.
func (c *call) localCompiler(f compiling) gen.Compiler {
	return gen.Compiler{Name: "local", Base: hosted.DefaultBase, Pseudo: true, Makes: func(base string) bool { return base != "nano" },
		New: func(base string) (compiler.Compiler, error) {
			writer, err := c.writer(f)
			if err != nil {
				return nil, err
			}
			s, err := openSnapshot(f.here.snapshot, base)
			if err != nil {
				return nil, err
			}
			return local.New(s, base, writer)
		}}
}

// writer is what -pseudo asks for.
func (c *call) writer(f compiling) (local.Writer, error) {
	kind, model, _ := strings.Cut(f.here.pseudo, ":")
	var e *local.Endpoint
	var err error
	switch {
	case f.here.pseudo == "template":
		return local.FromTemplate{}, nil
	case strings.HasSuffix(f.here.pseudo, ".gguf"):
		return local.NewChat(f.here.pseudo), nil
	case kind == "ollama":
		url := f.here.pseudoURL
		if url == "" {
			url = local.DefaultOllama
		}
		e, err = local.NewOllama(url, model)
	case kind == "openai":
		e, err = local.NewOpenAI(f.here.pseudoURL, model, os.Getenv("PAWGEN_PSEUDO_KEY"))
	default:
		err = usageError{fmt.Sprintf("-pseudo %s: nobody writes pseudo-programs by that name", f.here.pseudo),
			"use template, the .gguf file of a Qwen chat model, ollama:model or openai:model"}
	}
	if err != nil {
		return nil, err
	}
	if !e.Local() {
		if f.offline {
			return nil, fmt.Errorf("offline: -pseudo %s is on %s\n\thint: use -pseudo template or a model on this machine", f.here.pseudo, e.Host())
		}
		c.note("specs go to " + e.Host() + ", whose model writes the pseudo-programs")
	}
	return e, nil
}

// openSnapshot opens a compiler by the name or folder that the user gave, or
// else the published one for a base model.
func openSnapshot(name, base string) (*local.Snapshot, error) {
	if strings.ContainsAny(name, `/\`) {
		return local.Open(name)
	}
	if name == "" {
		for _, m := range models.Known() {
			if m.Kind == models.Compiler && m.Base == base {
				name = m.ID
			}
		}
	}
	if name == "" {
		return nil, fmt.Errorf("no published compiler makes programs for base model %q\n\thint: name one with -snapshot, a folder or a name in the store", base)
	}
	if m, ok := models.FindKnown(name); ok {
		name = m.ID
	}
	dir, err := models.Dir()
	if err != nil {
		return nil, err
	}
	s, err := local.Open(filepath.Join(dir, name))
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	hint := "give its folder with -snapshot"
	if _, ok := models.FindKnown(name); ok {
		hint = "run pawgen pull " + name + ", or " + hint
	}
	return nil, fmt.Errorf("compiler %s is not in %s\n\thint: %s", name, dir, hint)
}

// snapshotOf opens the compiler that the user named, or else the one that made
// a program. What a program says is a name in the store, never a path.
func snapshotOf(p *program.Program, name string) (*local.Snapshot, error) {
	if name == "" && p.Compiler != "" {
		if name = p.Compiler; !models.ValidID(name) {
			return nil, fmt.Errorf("the program says that it is of compiler %.80q, which is no name\n\thint: name the compiler with -snapshot", name)
		}
	}
	return openSnapshot(name, p.Base.ID)
}

// verifyCompiler says which form of a compiler's mapper makes a public program.
func (c *call) verifyCompiler(ctx context.Context, args []string) error {
	flags := c.flags("verify-compiler")
	snapshot := flags.String("snapshot", "", "the compiler")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return usageError{"verify-compiler: want one program of the public service", "write pawgen verify-compiler [-snapshot name] file.paw"}
	}
	p, err := c.readBundle(flags.Arg(0))
	if err != nil {
		return err
	}
	s, err := snapshotOf(p, *snapshot)
	if err != nil {
		return err
	}
	bar := newProgress(c.stderr)
	v, err := s.Verify(ctx, p, func(done float64) { bar.show(gen.Progress{Function: s.Name, Stage: "adapter", Done: done}) })
	bar.stop()
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	fmt.Fprintf(c.stdout, "%s\ttrunk without residual: adapter off by %.3f\n", s.Name, v.Plain)
	fmt.Fprintf(c.stdout, "%s\ttrunk with residual:    adapter off by %.3f\n", s.Name, v.Residual)
	switch {
	case min(v.Plain, v.Residual) > local.Reproduced:
		return fmt.Errorf("%s: neither form reproduces the program (at most %.1f)\n\thint: is it of this compiler? the program says %q", flags.Arg(0), local.Reproduced, p.Compiler)
	case v.Plain <= v.Residual:
		fmt.Fprintln(c.stdout, "the trunk has no residual, which is what pawgen assumes")
	default:
		fmt.Fprintf(c.stdout, "the trunk has a residual: add \"pawgen_trunk_residual\": true to %s\n", filepath.Join(s.Dir, "meta.json"))
	}
	return nil
}
