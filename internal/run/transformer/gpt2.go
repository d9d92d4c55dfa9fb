package transformer

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// gpt2 has learned positions, biases everywhere, and queries, keys and values
// from one matrix.
var gpt2 = architecture{
	layerNorm: true,
	biased:    func(lora.Module) presence { return always },
	config:    gpt2Config,
	keys: keyRules{
		harmless: []string{"context_length", "vocab_size"}, // the embeddings say them
	},
	layer: (*loader).gpt2Layer,
	finish: func(l *loader, _ *keys, m *Model) {
		m.positions = l.matrix("position_embd.weight", m.Context, m.Dim)
	},
	place: (*Model).gpt2Place,
	block: (*Model).gpt2Block,
}

// gpt2Config reads the shape. The context is what there are positions for: the
// published interpreter has twice as many as GPT-2.
func gpt2Config(k *keys) (c Config) {
	k.size("block_count", &c.Layers, maxLayers)
	k.size("embedding_length", &c.Dim, maxDim)
	k.size("attention.head_count", &c.Heads, maxDim)
	k.sizeOr("attention.head_count_kv", &c.KVHeads, maxDim, c.Heads)
	k.size("feed_forward_length", &c.FFN, maxDim)
	c.Eps = k.eps("attention.layer_norm_epsilon")
	positions, ok := k.file.Tensor("position_embd.weight")
	switch {
	case k.err != nil:
		return c
	case c.Dim%c.Heads != 0:
		k.fail("a width of %d cannot be cut into %d heads", c.Dim, c.Heads)
	case c.KVHeads != c.Heads:
		k.fail("gpt2.attention.head_count_kv is %d, want attention.head_count, %d", c.KVHeads, c.Heads)
	case !ok || len(positions.Dims) != 2:
		k.fail("tensor \"position_embd.weight\" is missing or not a matrix")
	default:
		c.HeadDim, c.Context = c.Dim/c.Heads, positions.Dims[1]
	}
	return c
}

func (l *loader) gpt2Layer(c Config, i int) layer {
	at := func(part string) string { return fmt.Sprintf("blk.%d.%s", i, part) }
	return layer{
		attnNorm: l.norm(at("attn_norm"), c.Dim),
		ffnNorm:  l.norm(at("ffn_norm"), c.Dim),
		linear:   l.linears(c, i),
	}
}

// gpt2Place adds the positions' vectors.
func (m *Model) gpt2Place(s *scratch, p part) {
	position := s.delta[:m.Dim]
	for i := range p.n {
		m.positions.Row(position, p.start+i)
		kernels.Add(s.x[(p.first+i)*m.Dim:][:m.Dim], position)
	}
}

func (m *Model) gpt2Block(s *scratch, l int, lastOnly bool) {
	w := &m.layers[l]

	// Attention: x += Wo · attention(q, k, v), (q, k, v) = Wqkv h, h = norm(x).
	m.normalise(s, w.attnNorm)
	s.in.Set(s.h, s.n, m.Dim)
	s.linear(s.qkv, w.linear[lora.QKV], l, lora.QKV)
	m.splitHeads(s)
	m.remember(s, l)
	if lastOnly {
		s.keepLast(m.Config, s.x, s.q)
	}
	m.attend(s, l)
	s.in.Set(s.mixed, s.n, m.Dim)
	s.linear(s.delta, w.linear[lora.Output], l, lora.Output)
	kernels.Add(s.x, s.delta)

	// Feed-forward: x += Wdown gelu(Wup h), h = norm(x).
	m.normalise(s, w.ffnNorm)
	s.in.Set(s.h, s.n, m.Dim)
	s.linear(s.up, w.linear[lora.Up], l, lora.Up)
	s.each(m.FFN, func(first, n int) { kernels.GELUTanh(s.up[first*m.FFN:][:n*m.FFN]) })
	s.in.Set(s.up, s.n, m.FFN)
	s.linear(s.delta, w.linear[lora.Down], l, lora.Down)
	kernels.Add(s.x, s.delta)
}

// splitHeads takes the rows of s.qkv apart and scales the queries.
func (m *Model) splitHeads(s *scratch) {
	for i := range s.n {
		row, at := s.qkv[i*3*m.Dim:][:3*m.Dim], i*m.Dim
		copy(s.q[at:], row[:m.Dim])
		copy(s.k[at:], row[m.Dim:2*m.Dim])
		copy(s.v[at:], row[2*m.Dim:])
	}
	kernels.Scale(s.q, float32(1/math.Sqrt(float64(m.HeadDim))))
}
