package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/hosted"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/nano"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/prompted"
	"github.com/pawgen/pawgen/internal/buildtime/generate"
	_ "github.com/pawgen/pawgen/models/nano" // so that its programs can be tested and run
)

// Compiling are the flags of the commands that may compile.
type Compiling struct {
	Compiler string // "" is the default
	Offline  bool
	Public   bool
	here     compilingHere
}

// Register defines the flags.
func (f *Compiling) Register(flags *flag.FlagSet) {
	flags.StringVar(&f.Compiler, "compiler", "", "the compiler for functions that name none")
	flags.BoolVar(&f.Offline, "offline", false, "use no network")
	flags.BoolVar(&f.Public, "public", false, "let servers publish what they compile")
	f.here.register(flags)
}

// Compilers are all that paw:compiler and -compiler can choose; the first is
// the default.
func (c *Call) Compilers(f Compiling) []generate.Compiler {
	list := []generate.Compiler{
		{Name: "nano", Base: "nano", Pseudo: true, New: func(string) (compiler.Compiler, error) { return nano.New(), nil }},
		{Name: prompted.Name, Base: "smol", Pseudo: true, Makes: func(base string) bool { return base != "nano" },
			New: func(base string) (compiler.Compiler, error) { return c.prompted(base) }},
		{Name: "hosted", Base: hosted.DefaultBase, Makes: func(base string) bool { return base != "nano" },
			New: func(base string) (compiler.Compiler, error) { return c.hosted(f, "", base) }},
		c.localCompiler(f),
	}
	named := func(name, base string) {
		list = append(list, generate.Compiler{Name: name, Base: base,
			New: func(base string) (compiler.Compiler, error) { return c.hosted(f, name, base) }})
	}
	for _, n := range hosted.Names {
		named(n.Name, n.Base)
	}
	for _, m := range catalog.Known() {
		if m.Kind == catalog.Compiler {
			named(m.ID, m.Base)
		}
	}
	return list
}

// prompted starts the compiler that needs nothing but the base model.
func (c *Call) prompted(base string) (compiler.Compiler, error) {
	b, err := c.OpenBase(context.Background(), base)
	if err != nil {
		return nil, err
	}
	return prompted.New(b, c.Note)
}

// hosted starts the compiler of a server.
func (c *Call) hosted(f Compiling, name, base string) (compiler.Compiler, error) {
	client, err := Client(f, "the spec must go to a server to be compiled")
	if err != nil {
		return nil, err
	}
	if _, err := store.Open(base); errors.Is(err, fs.ErrNotExist) {
		c.Note("base model " + err.Error())
	}
	return hosted.New(client, name, base, f.Public, c.TellOnce), nil
}

// Client makes the client of a server, or says why it is needed.
func Client(f Compiling, why string) (*hosted.Client, error) {
	client, err := hosted.FromEnvironment()
	if err != nil || !f.Offline {
		return client, err
	}
	return nil, fmt.Errorf("offline: %s\n\thint: run pawgen where there is a network, without -offline, or use //paw:compiler nano", why)
}

// Check says that there is no such compiler as -compiler wants, if so.
func (f Compiling) Check(list []generate.Compiler) error {
	var names []string
	for _, k := range list {
		names = append(names, k.Name)
	}
	if f.Compiler == "" || slices.Contains(names, f.Compiler) {
		return nil
	}
	return BadUsage(fmt.Sprintf("-compiler %s: there is no such compiler", f.Compiler), "use "+strings.Join(names, ", "))
}
