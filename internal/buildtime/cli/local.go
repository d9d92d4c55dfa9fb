package cli

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/local"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
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
func (c *Call) localCompiler(f Compiling) generate.Compiler {
	return generate.Compiler{Name: "local", Base: hosted.DefaultBase, Pseudo: true, Makes: func(base string) bool { return base != "nano" },
		New: func(base string) (compiler.Compiler, error) {
			writer, err := c.writer(f)
			if err != nil {
				return nil, err
			}
			s, err := OpenSnapshot(f.here.snapshot, base)
			if err != nil {
				return nil, err
			}
			return local.New(s, base, writer)
		}}
}

// writer is what -pseudo asks for.
func (c *Call) writer(f Compiling) (local.Writer, error) {
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
		err = BadUsage(fmt.Sprintf("-pseudo %s: nobody writes pseudo-programs by that name", f.here.pseudo),
			"use template, the .gguf file of a Qwen chat model, ollama:model or openai:model")
	}
	if err != nil {
		return nil, err
	}
	if !e.Local() {
		if f.Offline {
			return nil, fmt.Errorf("offline: -pseudo %s is on %s\n\thint: use -pseudo template or a model on this machine", f.here.pseudo, e.Host())
		}
		c.Note("specs go to " + e.Host() + ", whose model writes the pseudo-programs")
	}
	return e, nil
}

// OpenSnapshot opens a compiler by the name or folder that the user gave, or
// else the published one for a base model.
func OpenSnapshot(name, base string) (*local.Snapshot, error) {
	if strings.ContainsAny(name, `/\`) {
		return local.Open(name)
	}
	if name == "" {
		for _, m := range catalog.Known() {
			if m.Kind == catalog.Compiler && m.Base == base {
				name = m.ID
			}
		}
	}
	if name == "" {
		return nil, fmt.Errorf("no published compiler makes programs for base model %q\n\thint: name one with -snapshot, a folder or a name in the store", base)
	}
	if m, ok := catalog.FindKnown(name); ok {
		name = m.ID
	}
	dir, err := store.Dir()
	if err != nil {
		return nil, err
	}
	s, err := local.Open(filepath.Join(dir, name))
	if !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	hint := "give its folder with -snapshot"
	if _, ok := catalog.FindKnown(name); ok {
		hint = "run pawgen pull " + name + ", or " + hint
	}
	return nil, fmt.Errorf("compiler %s is not in %s\n\thint: %s", name, dir, hint)
}

// SnapshotOf opens the compiler that the user named, or else the one that made
// a program. What a program says is a name in the store, never a path.
func SnapshotOf(p *program.Program, name string) (*local.Snapshot, error) {
	if name == "" && p.Compiler != "" {
		if name = p.Compiler; !catalog.ValidID(name) {
			return nil, fmt.Errorf("the program says that it is of compiler %.80q, which is no name\n\thint: name the compiler with -snapshot", name)
		}
	}
	return OpenSnapshot(name, p.Base.ID)
}
