package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/answer/store"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/compiler/local"
	"github.com/pawgen/pawgen/internal/buildtime/weights/checkpoint"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/system/atomicfile"
	"github.com/pawgen/pawgen/models"
)

// convert makes GGUF files of published weights.
func (c *call) convert(_ context.Context, args []string) error {
	const usage = "write pawgen convert [-type q8_0] compiler|basis snapshot, or pawgen convert [-type q8_0] model folder file.gguf"
	flags := c.Flags("convert")
	name := flags.String("type", "", "the type of the matrices")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	typ := func(usual gguf.Type) (gguf.Type, error) {
		if *name == "" {
			return usual, nil
		}
		t, ok := checkpoint.Type(*name)
		if !ok {
			return t, cli.BadUsage(fmt.Sprintf("convert: -type %s is not known", *name), "use q8_0, f16, bf16 or f32")
		}
		return t, nil
	}
	switch {
	case flags.NArg() == 2 && flags.Arg(0) == "compiler":
		return c.convertCompiler(flags.Arg(1), typ)
	case flags.NArg() == 2 && flags.Arg(0) == "basis":
		return c.convertBasis(flags.Arg(1), typ)
	case flags.NArg() == 3 && flags.Arg(0) == "model":
		t, err := typ(gguf.Q8_0)
		if err != nil {
			return err
		}
		return c.wrote(flags.Arg(2), local.Convert(flags.Arg(1), flags.Arg(2), t))
	}
	return cli.BadUsage("convert: it is not said what to convert", usage)
}

func (c *call) convertCompiler(name string, typ func(gguf.Type) (gguf.Type, error)) error {
	t, err := typ(gguf.Q8_0)
	if err != nil {
		return err
	}
	s, err := cli.OpenSnapshot(name, "")
	if err != nil {
		return err
	}
	path, err := s.Convert(t)
	return c.wrote(path, err)
}

func (c *call) convertBasis(name string, typ func(gguf.Type) (gguf.Type, error)) error {
	t, err := typ(local.BasisType)
	if err != nil {
		return err
	}
	s, err := cli.OpenSnapshot(name, "")
	if err != nil {
		return err
	}
	sum, err := s.MakeBasis(t)
	if err != nil {
		return err
	}
	path, err := store.BasisPath(sum)
	return c.wrote(path, err)
}

// wrote says what file was written and how large it is.
func (c *call) wrote(path string, err error) error {
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "%s: %d bytes\n", path, info.Size())
	return err
}

// shrink writes a bundle as a program of coefficients.
func (c *call) shrink(_ context.Context, args []string) error {
	flags := c.Flags("shrink")
	snapshot := flags.String("snapshot", "", "the compiler that made the program")
	out := flags.String("o", "", "the file to write")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return cli.BadUsage("shrink: want one file", "write pawgen shrink [-snapshot name] [-o file.pawc] file.paw")
	}
	from := flags.Arg(0)
	p, err := c.readBundle(from)
	if err != nil {
		return err
	}
	s, err := cli.SnapshotOf(p, *snapshot)
	if err != nil {
		return err
	}
	sum, basis, err := s.Basis()
	if err != nil {
		return err
	}
	small, residual, err := local.Shrink(p, sum, basis)
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if small.Name == "" {
		small.Name = strings.TrimSuffix(filepath.Base(from), program.BundleSuffix)
	}
	if err := c.writeProgram(small, from, *out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "residual %.4f of the adapter\n", residual)
	return err
}

// export writes a program of coefficients as a bundle.
func (c *call) export(_ context.Context, args []string) error {
	flags := c.Flags("export")
	address := flags.String("url", "", "where others get a base model that was not published")
	out := flags.String("o", "", "the file to write")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return cli.BadUsage("export: want one file", "write pawgen export [-url address] [-o file.paw] file.pawc")
	}
	p, err := c.readProgram(flags.Arg(0))
	if err != nil {
		return err
	}
	if p.Adapter == nil {
		return fmt.Errorf("%s: the program has no coefficients", flags.Arg(0))
	}
	basis, err := openBasis(p)
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	bundle, err := local.Expand(p, basis)
	if err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	if err := describeBase(bundle, basis, *address); err != nil {
		return fmt.Errorf("%s: %w", flags.Arg(0), err)
	}
	return c.writeProgram(bundle, flags.Arg(0), *out)
}

// describeBase makes a bundle say where its base model is. All readers know
// the published ones; of another they get the address that the user gives, and
// size and checksum of the file that is here.
func describeBase(bundle *program.Program, basis *lora.Basis, address string) error {
	id := bundle.Base.ID
	if known, ok := catalog.FindKnown(id); ok && known.Kind == catalog.Interpreter {
		if address != "" {
			return fmt.Errorf("base model %q is published at %s\n\thint: leave -url out", id, known.Files[0].URL)
		}
		return nil
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return fmt.Errorf("base model %q was not published, and a bundle must say where to get it (-url is %q)\n\thint: give the address of its GGUF file, -url https://...", id, address)
	}
	base, err := store.Open(id)
	if err != nil {
		return fmt.Errorf("base model %w", err)
	}
	if have := base.Interpreter.SHA256(); have != bundle.Base.SHA256 {
		return fmt.Errorf("base model %q here has the checksum %s, the program wants %s", id, have, bundle.Base.SHA256)
	}
	bundle.SetRuntime(cmp.Or(basis.Interpreter(), id), address, int64(len(base.Interpreter.Bytes())))
	return nil
}

// openBasis opens the basis that a program mixes.
func openBasis(p *program.Program) (*lora.Basis, error) {
	file, err := store.OpenBasis(p.Adapter.Basis)
	if b, ok := models.Lookup(p.Base.ID); ok && b.Basis != nil && b.Basis.SHA256() == p.Adapter.Basis {
		file, err = b.Basis, nil
	}
	if err != nil {
		return nil, err
	}
	f, err := gguf.Parse(file.Bytes())
	if err != nil {
		return nil, err
	}
	return lora.ParseBasis(f)
}

// readProgram reads a program's file.
func (c *call) readProgram(name string) (*program.Program, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	p, err := program.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, nil
}

// readBundle reads a program that must have its adapter as a file.
func (c *call) readBundle(name string) (*program.Program, error) {
	p, err := c.readProgram(name)
	if err == nil && p.GGUF == nil {
		return nil, fmt.Errorf("%s: the program has no adapter file\n\thint: give a %s file", name, program.BundleSuffix)
	}
	return p, err
}

// writeProgram writes a program beside the file that it came from, unless the
// user chose another place; what is there already is kept.
func (c *call) writeProgram(p *program.Program, from, path string) error {
	data, err := p.Encode()
	if err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	if path == "" {
		path = strings.TrimSuffix(from, filepath.Ext(from)) + p.Suffix()
		if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("%s is there already\n\thint: name another file with -o", path)
		}
	}
	if err := atomicfile.Write(path, data, 0o666); err != nil {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "%s: %d bytes\n", path, len(data))
	return err
}
