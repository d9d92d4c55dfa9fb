package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/gen"
	"github.com/pawgen/pawgen/internal/build/compiler"
	"github.com/pawgen/pawgen/internal/build/compiler/existing"
	"github.com/pawgen/pawgen/internal/build/compiler/hosted"
	"github.com/pawgen/pawgen/internal/build/compiler/nano"
	"github.com/pawgen/pawgen/models"
	_ "github.com/pawgen/pawgen/models/nano" // so that its programs can be tested and run
)

// compiling are the flags of the commands that may compile.
type compiling struct {
	compiler string
	offline  bool
	public   bool
	here     compilingHere
}

// register defines the flags.
func (f *compiling) register(flags *flag.FlagSet) {
	flags.StringVar(&f.compiler, "compiler", "", "the compiler for functions that name none")
	flags.BoolVar(&f.offline, "offline", false, "use no network")
	flags.BoolVar(&f.public, "public", false, "let servers publish what they compile")
	f.here.register(flags)
}

// compilers are all that paw:compiler and -compiler can choose; the first is
// the default.
func (c *call) compilers(f compiling) []gen.Compiler {
	list := []gen.Compiler{
		{Name: "nano", Base: "nano", Pseudo: true, New: func(string) (compiler.Compiler, error) { return nano.New(), nil }},
		{Name: "hosted", Base: hosted.DefaultBase, Makes: func(base string) bool { return base != "nano" },
			New: func(base string) (compiler.Compiler, error) { return c.hosted(f, "", base) }},
		c.localCompiler(f),
	}
	named := func(name, base string) {
		list = append(list, gen.Compiler{Name: name, Base: base,
			New: func(base string) (compiler.Compiler, error) { return c.hosted(f, name, base) }})
	}
	for _, n := range hosted.Names {
		named(n.Name, n.Base)
	}
	for _, m := range models.Known() {
		if m.Kind == models.Compiler {
			named(m.ID, m.Base)
		}
	}
	return list
}

// hosted starts the compiler of a server.
func (c *call) hosted(f compiling, name, base string) (compiler.Compiler, error) {
	client, err := client(f, "the spec must go to a server to be compiled")
	if err != nil {
		return nil, err
	}
	if _, err := models.Open(base); errors.Is(err, fs.ErrNotExist) {
		c.note("base model " + err.Error())
	}
	return hosted.New(client, name, base, f.public, c.tellOnce), nil
}

// client makes the client of a server, or says why it is needed.
func client(f compiling, why string) (*hosted.Client, error) {
	client, err := hosted.FromEnvironment()
	if err != nil || !f.offline {
		return client, err
	}
	return nil, fmt.Errorf("offline: %s\n\thint: run pawgen where there is a network, without -offline, or use //paw:compiler nano", why)
}

// config is what checking needs.
func (c *call) config() gen.Config { return c.configFor(compiling{}) }

// configFor is what compiling with some flags needs.
func (c *call) configFor(f compiling) gen.Config {
	return gen.Config{
		Dir:       c.dir,
		Compilers: c.compilers(f),
		Default:   f.compiler,
		Existing: gen.Compiler{New: func(string) (compiler.Compiler, error) {
			return existing.New(func() (*hosted.Client, error) { return client(f, "the program of paw:program is on a server") }), nil
		}},
		Base:  baseSums,
		Ready: func(id string) error { _, err := models.Open(id); return err },
		Open:  gen.Open,
	}
}

// check says that there is no such compiler as -compiler wants, if so.
func (f compiling) check(list []gen.Compiler) error {
	var names []string
	for _, k := range list {
		names = append(names, k.Name)
	}
	if f.compiler == "" || slices.Contains(names, f.compiler) {
		return nil
	}
	return usageError{fmt.Sprintf("-compiler %s: there is no such compiler", f.compiler), "use " + strings.Join(names, ", ")}
}

// baseSums are the checksums of a base model: one of this binary, or a
// published one, whose basis is whatever its programs name.
func baseSums(id string) (sums gen.BaseSums, known bool) {
	if m, ok := models.FindKnown(id); ok && m.Kind == models.Interpreter {
		return gen.BaseSums{Interpreter: m.Files[0].SHA256}, true
	}
	base, known := models.Lookup(id)
	if !known {
		return sums, false
	}
	sums.Interpreter = base.Interpreter.SHA256()
	if base.Basis != nil {
		sums.Basis = base.Basis.SHA256()
	}
	return sums, true
}
