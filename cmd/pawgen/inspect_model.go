package main

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/buildtime/terminal"
	"github.com/pawgen/pawgen/internal/run/gguf"
)

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

func lookAtModel(path string, size int64) (fmt.Stringer, error) {
	f, err := gguf.Open(path)
	if err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "gguf: "))
	}
	defer f.Close()
	view := modelView{Kind: "model", Bytes: size}
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
		if math.IsNaN(x) || math.IsInf(x, 0) { // JSON has no such numbers
			return strconv.FormatFloat(x, 'g', -1, 64)
		}
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
		fmt.Fprintf(&b, format, terminal.Line(m.Key), m.Value)
	}
	b.WriteString("\n")
	for _, t := range v.Tensors {
		fmt.Fprintf(&b, "%-32s %-5s %v\n", terminal.Line(t.Name), t.Type, t.Dims)
	}
	return b.String()
}
