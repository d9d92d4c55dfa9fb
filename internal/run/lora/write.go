package lora

import (
	"errors"
	"fmt"
	"io"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
)

// GGUF returns the adapter as a file that llama.cpp reads, see [FromGGUF], to
// be written once: the keys and names, and the order of the tensors, are those
// of the public service. Matrices that came from a file stay as they are there,
// those that were mixed are written in the type t. It is an error if the
// adapter changes what the architecture, one that [Modules] knows, has not.
func (a *Adapter) GGUF(architecture string, t gguf.Type) (*gguf.Writer, error) {
	list := Modules(architecture)
	if list == nil {
		return nil, fmt.Errorf("lora: there are no adapters for the architecture %q", architecture)
	}
	alpha, err := a.alpha()
	if err != nil {
		return nil, err
	}
	w := gguf.NewWriter()
	w.Set("general.architecture", architecture)
	w.Set("general.type", "adapter")
	w.Set("adapter.type", "lora")
	w.Set("adapter.lora.alpha", alpha)
	for l := range a.Layers() {
		layer := a.Layer(l)
		for _, m := range list {
			p := layer[m]
			if p == nil {
				continue
			}
			layer[m] = nil
			name := fmt.Sprintf("blk.%d.%v.weight", l, m)
			add(w, name+".lora_a", p.A, p.a, t)
			add(w, name+".lora_b", p.B, p.b, t)
		}
		for m, p := range layer {
			if p != nil {
				return nil, fmt.Errorf("lora: the adapter changes %v of layer %d, which %s does not have", Module(m), l, architecture)
			}
		}
	}
	return w, nil
}

// alpha returns what all pairs' scales are made of; a file has only one.
func (a *Adapter) alpha() (float32, error) {
	var alpha float32
	first := true
	for l := range a.Layers() {
		for _, p := range a.Layer(l) {
			if p == nil {
				continue
			}
			if first {
				alpha, first = p.alpha, false
			}
			if p.alpha != alpha {
				return 0, fmt.Errorf("lora: layer %d has alpha %g, others %g", l, p.alpha, alpha)
			}
		}
	}
	if first {
		return 0, errors.New("lora: the adapter changes nothing")
	}
	return alpha, nil
}

// add adds a matrix, as it is in its file if it came from one.
func add(w *gguf.Writer, name string, m *kernels.Matrix, file *gguf.Tensor, t gguf.Type) {
	if file != nil {
		w.Add(name, file.Type, file.Dims, file.Data)
		return
	}
	w.AddReader(name, t, []int{m.Cols(), m.Rows()}, &rows{matrix: m, typ: t, row: make([]float32, m.Cols())})
}

// rows reads a matrix in a tensor type, row by row.
type rows struct {
	matrix *kernels.Matrix
	typ    gguf.Type
	next   int
	row    []float32
	rest   []byte // of the last row, still to be read
}

// Read reads the rest of a row.
func (r *rows) Read(b []byte) (int, error) {
	if len(r.rest) == 0 {
		if r.next == r.matrix.Rows() {
			return 0, io.EOF
		}
		r.matrix.Row(r.row, r.next)
		r.next++
		var err error
		if r.rest, err = gguf.Quantize(r.typ, r.row); err != nil {
			return 0, err
		}
	}
	n := copy(b, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
