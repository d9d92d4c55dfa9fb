// Package mapper turns what a compiler's network thinks into the coefficients
// of an adapter (paper §3 and appendix G): it averages the hidden states at the
// prefix tokens, sends them through a trunk and reads the coefficients off.
//
// Packages compiler/nano and compiler/local share it; they differ in where the
// weights come from and in what the network reads.
package mapper

import (
	"context"

	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// Affine is the map weight·x + bias.
type Affine struct {
	Weight []float32 // [outputs, inputs]
	Bias   []float32 // [outputs]
}

// Apply returns weight·x + bias.
func (a Affine) Apply(x []float32) []float32 {
	y := make([]float32, len(a.Bias))
	kernels.MatVec(y, a.Weight, x)
	kernels.Add(y, a.Bias)
	return y
}

// Mapper is the weights behind the network.
type Mapper struct {
	Trunk Affine // [hidden, dim]
	Head  Affine // [coefficients, hidden]
	// Residual adds the trunk's input to its output. No tensor tells whether a
	// compiler was trained so: it is a property of the snapshot.
	Residual bool
}

// Coefficients maps the pooled hidden states, [dim].
func (m Mapper) Coefficients(pooled []float32) []float32 {
	z := m.Trunk.Apply(pooled)
	kernels.GELU(z)
	if m.Residual {
		kernels.Add(z, pooled)
	}
	return m.Head.Apply(z)
}

// Aligned returns the network's block that belongs to each of an interpreter's
// blocks: the last ones of equal parts.
func Aligned(blocks, layers int) []int {
	list := make([]int, layers)
	for l := range list {
		list[l] = (l+1)*blocks/layers - 1
	}
	return list
}

// Hidden runs the network over a prompt that ends in steps prefix tokens. It
// calls visit with the states at those tokens, [steps, dim], after each aligned
// block, those of the network's last block after the final normalisation; the
// slice is valid during the call only. Progress, if not nil, hears the share
// of blocks that are done.
func Hidden(ctx context.Context, network *transformer.Model, prompt []int32, steps, layers int,
	visit func(layer int, states []float32), progress func(done float64)) error {
	aligned := Aligned(network.Layers, layers)
	next := 0
	_, err := network.Forward(ctx, network.NewCache(), nil, prompt, func(block int, x []float32) {
		if progress != nil {
			progress(min(1, float64(block+1)/float64(network.Layers)))
		}
		last := next < len(aligned) && aligned[next] == network.Layers-1
		if next == len(aligned) || last && block != network.Layers || !last && block != aligned[next] {
			return
		}
		visit(next, x[(len(prompt)-steps)*network.Dim:][:steps*network.Dim])
		next++
	})
	return err
}

// Pool returns the mean, [dim], of the states that [Hidden] visits.
func Pool(ctx context.Context, network *transformer.Model, prompt []int32, steps, layers int, progress func(done float64)) ([]float32, error) {
	pooled := make([]float32, network.Dim)
	err := Hidden(ctx, network, prompt, steps, layers, func(_ int, states []float32) {
		for at := 0; at < len(states); at += network.Dim {
			kernels.Add(pooled, states[at:][:network.Dim])
		}
	}, progress)
	kernels.Scale(pooled, 1/float32(steps*layers))
	return pooled, err
}
