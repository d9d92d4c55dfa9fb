package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/cli"
	"github.com/pawgen/pawgen/internal/buildtime/terminal"
)

// inspect prints what a file holds.
func (c *call) inspect(ctx context.Context, args []string) error {
	flags := c.Flags("inspect")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.Parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return cli.BadUsage(fmt.Sprintf("inspect: got %d files, want one", flags.NArg()), "write pawgen inspect [-json] file")
	}
	path := flags.Arg(0)
	view, err := look(path)
	if err != nil {
		var pathError *fs.PathError
		if errors.As(err, &pathError) {
			err = pathError.Err
		}
		return fmt.Errorf("inspect: %s: %w", path, err)
	}
	if *asJSON {
		e := json.NewEncoder(c.Stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(view)
	}
	_, err = fmt.Fprint(c.Stdout, view)
	return err
}

// look reads a file of either kind; what is neither is a bad program. Models,
// which may be large, are mapped; nothing is read whole before it is known.
func look(path string) (fmt.Stringer, error) {
	info, err := os.Stat(path) // before opening, which waits for the writer of a pipe
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	start := make([]byte, 64)
	n, err := io.ReadFull(file, start)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	if start = start[:n]; bytes.HasPrefix(start, []byte("GGUF")) {
		return lookAtModel(path, info.Size())
	}
	if err := program.Recognise(start, info.Size()); err != nil {
		return nil, err
	}
	rest, err := io.ReadAll(io.LimitReader(file, info.Size()))
	if err != nil {
		return nil, err
	}
	return lookAtProgram(append(start, rest...))
}

// A programView is what there is to see of a program.
type programView struct {
	Kind      string            `json:"kind"` // "program"
	ID        string            `json:"id"`
	Bytes     int               `json:"bytes"`
	Function  string            `json:"function"`
	Base      program.Base      `json:"base"`
	Compiler  string            `json:"compiler"`
	MaxTokens int               `json:"max_tokens,omitempty"`
	Adapter   *adapterView      `json:"adapter,omitempty"`
	GGUF      int               `json:"adapter_bytes,omitempty"` // of a .paw bundle
	Codes     map[string]string `json:"codes,omitempty"`         // by label
	Spec      string            `json:"spec"`
	Pseudo    string            `json:"pseudo_program"`
	Template  string            `json:"template"`
}

// An adapterView is an adapter without its coefficients.
type adapterView struct {
	Basis   string `json:"basis"` // SHA-256
	Layers  int    `json:"layers"`
	Modules int    `json:"modules"`
	Bases   int    `json:"bases"`
}

func lookAtProgram(data []byte) (fmt.Stringer, error) {
	p, err := program.Parse(data)
	if err != nil {
		return nil, err
	}
	view := programView{Kind: "program", ID: p.ID(), Bytes: len(data), Function: p.Name, Base: p.Base, Compiler: p.Compiler,
		MaxTokens: p.MaxTokens, Codes: p.Codes, GGUF: len(p.GGUF), Spec: p.Spec, Pseudo: p.Pseudo, Template: p.Template}
	if a := p.Adapter; a != nil {
		view.Adapter = &adapterView{a.Basis, a.Layers, a.Modules, a.Bases}
	}
	return view, nil
}

// String is the view for people: short lines first, then the texts.
func (v programView) String() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s %s\n", name, terminal.Line(fmt.Sprintf(format, args...)))
	}
	line("program", "%s, %d bytes", v.ID, v.Bytes)
	line("function", "%s", v.Function)
	line("base", "%s, sha256 %s", v.Base.ID, v.Base.SHA256)
	line("compiler", "%s", v.Compiler)
	if v.MaxTokens > 0 {
		line("max tokens", "%d", v.MaxTokens)
	}
	if v.GGUF > 0 {
		line("adapter", "GGUF, %d bytes", v.GGUF)
	} else if a := v.Adapter; a != nil {
		line("adapter", "%d layers x %d modules x %d bases x 2 = %d coefficients", a.Layers, a.Modules, a.Bases, a.Layers*a.Modules*a.Bases*2)
		line("basis", "sha256 %s", a.Basis)
	} else {
		line("adapter", "none")
	}
	if v.Codes != nil {
		var codes []string
		for _, label := range slices.Sorted(maps.Keys(v.Codes)) {
			codes = append(codes, v.Codes[label]+" "+label)
		}
		line("labels", "%s", strings.Join(codes, ", "))
	}
	for _, text := range []struct{ title, text string }{{"spec", v.Spec}, {"pseudo-program", v.Pseudo}, {"template", v.Template}} {
		fmt.Fprintf(&b, "\n%s:\n%s", text.title, terminal.Indented(text.text))
	}
	return b.String()
}
