package transformer

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// qwen3 has rotary positions, groups of heads that share keys and values,
// normalised queries and keys, and a gated feed-forward layer.
var qwen3 = architecture{
	config: qwen3Config,
	layer:  (*loader).qwen3Layer,
	finish: func(_ *loader, m *Model) { m.frequencies = kernels.Frequencies(m.Theta, m.HeadDim) },
	place:  (*Model).qwen3Place,
	block:  (*Model).qwen3Block,
}

func qwen3Config(f *gguf.File) (c Config, err error) {
	if scaling, ok := f.String("qwen3.rope.scaling.type"); ok && scaling != "none" {
		return c, fmt.Errorf("transformer: rope scaling %q is not supported", scaling)
	}
	var values int
	err = readSizes(f,
		size{"qwen3.block_count", &c.Layers, maxLayers},
		size{"qwen3.embedding_length", &c.Dim, maxDim},
		size{"qwen3.attention.head_count", &c.Heads, maxDim},
		size{"qwen3.attention.head_count_kv", &c.KVHeads, maxDim},
		size{"qwen3.attention.key_length", &c.HeadDim, maxDim},
		size{"qwen3.attention.value_length", &values, maxDim},
		size{"qwen3.feed_forward_length", &c.FFN, maxDim},
		size{"qwen3.context_length", &c.Context, maxContext})
	if err != nil {
		return c, err
	}
	c.Theta, _ = f.Float("qwen3.rope.freq_base")
	if c.Eps, err = readEps(f, "qwen3.attention.", "layer_norm_rms_epsilon"); err != nil {
		return c, err
	}
	switch {
	case !(c.Theta >= 1 && c.Theta <= 1e12):
		err = fmt.Errorf("transformer: rope.freq_base is %g, want 1 to 1e12", c.Theta)
	case values != c.HeadDim:
		err = fmt.Errorf("transformer: attention.value_length is %d, want attention.key_length, %d", values, c.HeadDim)
	case c.HeadDim%2 != 0:
		err = fmt.Errorf("transformer: attention.key_length is %d, want an even number", c.HeadDim)
	case c.Heads%c.KVHeads != 0:
		err = fmt.Errorf("transformer: %d heads cannot share %d key and value heads", c.Heads, c.KVHeads)
	case c.Heads > maxDim/c.HeadDim:
		err = fmt.Errorf("transformer: %d heads of %d are too wide", c.Heads, c.HeadDim)
	}
	return c, err
}

func (l *loader) qwen3Layer(c Config, i int) layer {
	at := func(part string) string { return fmt.Sprintf("blk.%d.%s", i, part) }
	return layer{
		attnNorm: l.norm(at("attn_norm"), c.Dim),
		qNorm:    l.vector(at("attn_q_norm.weight"), c.HeadDim),
		kNorm:    l.vector(at("attn_k_norm.weight"), c.HeadDim),
		ffnNorm:  l.norm(at("ffn_norm"), c.Dim),
		linear:   l.linears(c, i),
	}
}

// qwen3Place computes the angles that heads are turned by.
func (m *Model) qwen3Place(s *scratch, p part) {
	for i := range p.n {
		kernels.Angles(m.row(s.cos, p.first+i), m.row(s.sin, p.first+i), m.frequencies, p.start+i)
	}
}

func (m *Model) qwen3Block(s *scratch, l int, lastOnly bool) {
	w := &m.layers[l]

	// Attention: x += Wo · attention(rope(norm(Wq h)), rope(norm(Wk h)), Wv h), h = norm(x).
	m.normalise(s, w.attnNorm)
	s.in.Set(s.h, s.n, m.Dim)
	s.linear(s.k, w.linear[lora.Key], l, lora.Key)
	s.linear(s.v, w.linear[lora.Value], l, lora.Value)
	m.turnHeads(s, s.k, w.kNorm, m.KVHeads, 1)
	m.remember(s, l)
	if lastOnly {
		s.keepLast(m.Config, s.x, s.h, s.cos, s.sin)
		s.in.Set(s.h, s.n, m.Dim)
	}
	s.linear(s.q, w.linear[lora.Query], l, lora.Query)
	m.turnHeads(s, s.q, w.qNorm, m.Heads, float32(1/math.Sqrt(float64(m.HeadDim))))
	m.attend(s, l)
	s.in.Set(s.mixed, s.n, m.Heads*m.HeadDim)
	s.linear(s.delta, w.linear[lora.Output], l, lora.Output)
	kernels.Add(s.x, s.delta)

	// Feed-forward: x += Wdown (silu(Wgate h) * Wup h), h = norm(x).
	m.normalise(s, w.ffnNorm)
	s.in.Set(s.h, s.n, m.Dim)
	s.linear(s.gate, w.linear[lora.Gate], l, lora.Gate)
	s.linear(s.up, w.linear[lora.Up], l, lora.Up)
	s.each(m.FFN, func(first, n int) {
		kernels.SwiGLU(s.gate[first*m.FFN:][:n*m.FFN], s.up[first*m.FFN:][:n*m.FFN])
	})
	s.in.Set(s.gate, s.n, m.FFN)
	s.linear(s.delta, w.linear[lora.Down], l, lora.Down)
	kernels.Add(s.x, s.delta)
}

// row returns the i-th row of cos or sin.
func (m *Model) row(x []float32, i int) []float32 {
	half := m.HeadDim / 2
	return x[i*half:][:half]
}

// turnHeads normalises each head of x, [n, heads*headDim], turns it by its
// token's position and multiplies it by scale.
func (m *Model) turnHeads(s *scratch, x, weight []float32, heads int, scale float32) {
	s.each(heads*m.HeadDim, func(first, n int) {
		for i := first; i < first+n; i++ {
			for h := range heads {
				head := x[(i*heads+h)*m.HeadDim:][:m.HeadDim]
				kernels.RMSNorm(head, head, weight, m.Eps)
				kernels.Rotate(head, m.row(s.cos, i), m.row(s.sin, i))
				kernels.Scale(head, scale)
			}
		}
	})
}
