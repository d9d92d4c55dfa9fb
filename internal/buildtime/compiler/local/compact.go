package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Expand turns a program of coefficients into one with its adapter as a file,
// in the form of the public service. Both answer alike, to the bit.
func Expand(p *program.Program, basis *lora.Basis) (*program.Program, error) {
	if p.Adapter == nil {
		return nil, errors.New("the program has no coefficients")
	}
	arch := basis.Architecture()
	if arch == "" {
		return nil, errors.New("the basis is not one of Qwen3 or GPT-2")
	}
	adapter, err := basis.Mix(p.Adapter.Coefficients)
	if err != nil {
		return nil, err
	}
	w, err := adapter.GGUF(arch, gguf.Q4_0)
	if err != nil {
		return nil, err
	}
	var file bytes.Buffer
	if _, err := w.WriteTo(&file); err != nil {
		return nil, err
	}
	out := *p
	out.Adapter, out.GGUF = nil, file.Bytes()
	return &out, nil
}

// Shrink turns a program with its adapter as a file into one of coefficients
// over the basis with the checksum sum. The residual is what the basis cannot
// say, as a share of the adapter, see [lora.Basis.Project].
func Shrink(p *program.Program, sum string, basis *lora.Basis) (out *program.Program, residual float64, err error) {
	adapter, err := adapterOf(p)
	if err != nil {
		return nil, 0, err
	}
	coefficients, residual, err := basis.Project(adapter)
	if err != nil {
		return nil, 0, err
	}
	small := *p
	small.GGUF, small.Meta = nil, nil
	small.Adapter = &program.Adapter{Basis: sum,
		Layers: basis.Layers(), Modules: len(basis.Modules()), Bases: basis.Bases(), Coefficients: coefficients}
	return &small, residual, nil
}

// adapterOf is the adapter of a bundle.
func adapterOf(p *program.Program) (*lora.Adapter, error) {
	if p.GGUF == nil {
		return nil, errors.New("the program has no adapter file")
	}
	f, err := gguf.Parse(p.GGUF)
	if err != nil {
		return nil, err
	}
	return lora.FromGGUF(f)
}

// Verification says how well each form of the mapper's trunk reproduces a
// program that the public service made.
type Verification struct {
	// Plain and Residual are the distances between the program's adapter and
	// the one compiled here, as shares of the former.
	Plain, Residual float64
}

// Reproduced is the distance below which an adapter counts as the same: Q4_0
// alone moves it by 0.05 to 0.15, another form by about 1.
const Reproduced = 0.3

// Verify compiles the program's spec and pseudo-program again with both forms
// of the trunk and compares the adapters.
func (s *Snapshot) Verify(ctx context.Context, p *program.Program, progress func(done float64)) (v Verification, err error) {
	theirs, err := adapterOf(p)
	if err != nil {
		return v, err
	}
	if p.Spec == "" || p.Pseudo == "" {
		return v, errors.New("the program does not say what it was made from (it has no spec or no pseudo-program)")
	}
	n, err := s.load()
	if err != nil {
		return v, err
	}
	defer n.close()
	prompt, err := n.prompt(p.Spec, p.Pseudo)
	if err != nil {
		return v, err
	}
	pooled, err := n.pool(ctx, prompt, progress)
	if err != nil {
		return v, err
	}
	_, basis, err := s.Basis()
	if err != nil {
		return v, err
	}
	for residual, to := range map[bool]*float64{false: &v.Plain, true: &v.Residual} {
		m := n.mapper
		m.Residual = residual
		ours, err := basis.Mix(m.Coefficients(pooled))
		if err == nil {
			*to, err = lora.Distance(ours, theirs)
		}
		if err != nil {
			return v, fmt.Errorf("compare adapters: %w", err)
		}
	}
	return v, nil
}
