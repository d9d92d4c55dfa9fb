package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/pawgen/pawgen/internal/gguf"
	"github.com/pawgen/pawgen/internal/program"
)

// inspect prints what a file holds.
func (c *call) inspect(ctx context.Context, args []string) error {
	flags := c.flags("inspect")
	asJSON := flags.Bool("json", false, "print one JSON object")
	if done, err := c.parse(flags, args); done {
		return err
	}
	if flags.NArg() != 1 {
		return usageError{fmt.Sprintf("inspect: got %d files, want one", flags.NArg()), "write pawgen inspect [-json] file"}
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
		e := json.NewEncoder(c.stdout)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(view)
	}
	_, err = fmt.Fprint(c.stdout, view)
	return err
}

// look reads a file of either kind; what is neither is a bad program. Models,
// which may be large, are mapped.
func look(path string) (fmt.Stringer, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var magic [4]byte
	if n, _ := io.ReadFull(file, magic[:]); string(magic[:n]) == "GGUF" {
		return lookAtModel(path)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return lookAtProgram(data)
}

// A programView is what there is to see of a program.
type programView struct {
	Kind      string       `json:"kind"` // "program"
	ID        string       `json:"id"`
	Bytes     int          `json:"bytes"`
	Function  string       `json:"function"`
	Base      program.Base `json:"base"`
	Compiler  string       `json:"compiler"`
	MaxTokens int          `json:"max_tokens,omitempty"`
	Adapter   *adapterView `json:"adapter,omitempty"`
	Spec      string       `json:"spec"`
	Pseudo    string       `json:"pseudo_program"`
	Template  string       `json:"template"`
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
		return nil, errors.New(strings.TrimPrefix(err.Error(), "program: "))
	}
	view := programView{Kind: "program", ID: p.ID(), Bytes: len(data), Function: p.Name, Base: p.Base, Compiler: p.Compiler,
		MaxTokens: p.MaxTokens, Spec: p.Spec, Pseudo: p.Pseudo, Template: p.Template}
	if a := p.Adapter; a != nil {
		view.Adapter = &adapterView{a.Basis, a.Layers, a.Modules, a.Bases}
	}
	return view, nil
}

// String is the view for people: short lines first, then the texts.
func (v programView) String() string {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-10s "+format+"\n", append([]any{name}, args...)...)
	}
	line("program", "%s, %d bytes", v.ID, v.Bytes)
	line("function", "%s", v.Function)
	line("base", "%s, sha256 %s", v.Base.ID, v.Base.SHA256)
	line("compiler", "%s", v.Compiler)
	if v.MaxTokens > 0 {
		line("max tokens", "%d", v.MaxTokens)
	}
	if a := v.Adapter; a != nil {
		line("adapter", "%d layers x %d modules x %d bases x 2 = %d coefficients", a.Layers, a.Modules, a.Bases, a.Layers*a.Modules*a.Bases*2)
		line("basis", "sha256 %s", a.Basis)
	} else {
		line("adapter", "none")
	}
	for _, text := range []struct{ title, text string }{{"spec", v.Spec}, {"pseudo-program", v.Pseudo}, {"template", v.Template}} {
		fmt.Fprintf(&b, "\n%s:\n", text.title)
		for _, l := range strings.Split(strings.TrimRight(text.text, "\n"), "\n") {
			b.WriteString(strings.TrimRight("    "+l, " ") + "\n")
		}
	}
	return b.String()
}

// A modelView is what there is to see of a GGUF file.
type modelView struct {
	Kind     string       `json:"kind"` // "model"
	Bytes    int64        `json:"bytes"`
	Metadata []valueView  `json:"metadata"`
	Tensors  []tensorView `json:"tensors"`
}

type valueView struct {
	Key   string `json:"key"`
	Value any    `json:"value"` // of a long array, its length and type: "1024 strings"
}

type tensorView struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Dims []int  `json:"dims"` // the contiguous one first
}

func lookAtModel(path string) (fmt.Stringer, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	f, err := gguf.Open(path)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "gguf: "))
	}
	defer f.Close()
	view := modelView{Kind: "model", Bytes: info.Size()}
	for _, key := range f.Keys() {
		view.Metadata = append(view.Metadata, valueView{key, value(f, key)})
	}
	for _, t := range f.Tensors() {
		view.Tensors = append(view.Tensors, tensorView{t.Name, t.Type.String(), t.Dims})
	}
	return view, nil
}

// value is a value of any kind as JSON has it; arrays are only described.
func value(f *gguf.File, key string) any {
	if s, ok := f.String(key); ok {
		return s
	}
	if b, ok := f.Bool(key); ok {
		return b
	}
	if u, ok := f.Uint(key); ok {
		return u
	}
	if x, ok := f.Float(key); ok {
		return x
	}
	if list, ok := f.Strings(key); ok {
		return fmt.Sprintf("%d strings", len(list))
	}
	if list, ok := f.Ints(key); ok {
		return fmt.Sprintf("%d integers", len(list))
	}
	return "of another type"
}

// String is the view for people, a line for each value and tensor.
func (v modelView) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "model, %d bytes, %d values, %d tensors\n\n", v.Bytes, len(v.Metadata), len(v.Tensors))
	for _, m := range v.Metadata {
		format := "%s = %v\n"
		if _, ok := m.Value.(string); ok {
			format = "%s = %.100q\n"
		}
		fmt.Fprintf(&b, format, m.Key, m.Value)
	}
	b.WriteString("\n")
	for _, t := range v.Tensors {
		fmt.Fprintf(&b, "%-32s %-5s %v\n", t.Name, t.Type, t.Dims)
	}
	return b.String()
}
