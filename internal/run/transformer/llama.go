package transformer

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/run/kernels"
	"github.com/pawgen/pawgen/internal/run/lora"
)

// Llama's family has rotary positions, groups of heads that share keys and
// values, and a gated feed-forward layer. Llama itself (also TinyLlama and SmolLM2)
// turns neighbouring elements of a head; Qwen2 adds biases to queries, keys and
// values; Qwen3 normalises queries and keys instead.
var (
	llama = family(architecture{
		biased:  func(lora.Module) presence { return sometimes },
		pairs:   true,
		factors: sometimes,
	})
	qwen2 = family(architecture{
		biased: func(m lora.Module) presence {
			if m == lora.Query || m == lora.Key || m == lora.Value {
				return always
			}
			return never
		},
	})
	qwen3 = family(architecture{
		biased:    func(lora.Module) presence { return never },
		headNorms: true,
	})
)

// family completes a member of Llama's family.
func family(a architecture) architecture {
	a.config, a.keys = llamaConfig, llamaKeys
	a.layer, a.finish = (*loader).llamaLayer, (*loader).llamaFinish
	a.place, a.block = (*Model).llamaPlace, (*Model).llamaBlock
	return a
}

// llamaKeys are the family's keys that [llamaConfig] and [ropeFrequencies] do not
// read. Yarn's keys are not here: they are refused.
var llamaKeys = keyRules{
	harmless: []string{
		"vocab_size",                           // the embedding says it
		"tensor_data_layout",                   // of the file that was converted
		"pooling_type",                         // of embeddings of texts
		"rope.scaling.finetuned",               // how the model was made
		"rope.scaling.original_context_length", // used by yarn only
	},
	neutral: map[string][]string{
		"use_parallel_residual":    {"false"},
		"attention.causal":         {"true"},
		"attention.max_alibi_bias": {"0"},
		"attention.clamp_kqv":      {"0"},
		"attn_logit_softcapping":   {"0"},
		"final_logit_softcapping":  {"0"},
		"expert_count":             {"0"},
		"expert_used_count":        {"0"},
		"logit_scale":              {"1", "0"}, // 0 stands for none
		"embedding_scale":          {"1", "0"},
		"residual_scale":           {"1", "0"},
		"rope.scaling.attn_factor": {"1"},
	},
}

func llamaConfig(k *keys) (c Config) {
	k.size("block_count", &c.Layers, maxLayers)
	k.size("embedding_length", &c.Dim, maxDim)
	k.size("attention.head_count", &c.Heads, maxDim)
	k.sizeOr("attention.head_count_kv", &c.KVHeads, maxDim, c.Heads)
	k.size("feed_forward_length", &c.FFN, maxDim)
	k.size("context_length", &c.Context, maxContext)
	c.Theta = k.floatOr("rope.freq_base", 1, 1e12, 10000)
	c.Eps = k.eps("attention.layer_norm_rms_epsilon")
	if k.err != nil {
		return c
	}
	var values, turned, window int
	k.sizeOr("attention.key_length", &c.HeadDim, maxDim, c.Dim/c.Heads)
	k.sizeOr("attention.value_length", &values, maxDim, c.HeadDim)
	k.sizeOr("rope.dimension_count", &turned, maxDim, c.HeadDim)
	if n, ok := k.file.Uint(k.name("attention.sliding_window")); !ok || n > 0 { // 0 stands for none
		k.sizeOr("attention.sliding_window", &window, math.MaxInt32, c.Context)
	}
	switch {
	case c.HeadDim == 0:
		k.fail("a width of %d cannot be cut into %d heads", c.Dim, c.Heads)
	case values != c.HeadDim:
		k.fail("%s is %d, want %s, %d", k.name("attention.value_length"), values, k.name("attention.key_length"), c.HeadDim)
	case turned != c.HeadDim:
		k.fail("%s is %d, want %s, %d: heads that are turned in part are not supported",
			k.name("rope.dimension_count"), turned, k.name("attention.key_length"), c.HeadDim)
	case c.HeadDim%2 != 0:
		k.fail("%s is %d, want an even number", k.name("attention.key_length"), c.HeadDim)
	case c.Heads%c.KVHeads != 0:
		k.fail("%d heads cannot share %d key and value heads", c.Heads, c.KVHeads)
	case c.Heads > maxDim/c.HeadDim:
		k.fail("%d heads of %d are too wide", c.Heads, c.HeadDim)
	case window != 0 && window < c.Context:
		k.fail("%s is %d, less than %s, %d, which is not supported", k.name("attention.sliding_window"), window, k.name("context_length"), c.Context)
	}
	return c
}

func (l *loader) llamaLayer(c Config, i int) layer {
	at := func(part string) string { return fmt.Sprintf("blk.%d.%s", i, part) }
	w := layer{
		attnNorm: l.norm(at("attn_norm"), c.Dim),
		ffnNorm:  l.norm(at("ffn_norm"), c.Dim),
		linear:   l.linears(c, i),
	}
	if l.arch.headNorms {
		w.qNorm = l.vector(at("attn_q_norm.weight"), c.HeadDim)
		w.kNorm = l.vector(at("attn_k_norm.weight"), c.HeadDim)
	}
	return w
}

func (l *loader) llamaFinish(k *keys, m *Model) {
	m.scale = float32(1 / math.Sqrt(float64(m.HeadDim)))
	if scale := k.floatOr("attention.scale", 0, 1e3, 0); scale > 0 { // 0 stands for that of the head's width
		m.scale = float32(scale)
	}
	m.frequencies = l.ropeFrequencies(k, m.Config)
}

// ropeFrequencies returns how far a head's pairs are turned from one position to
// the next. As llama.cpp has it, linear scaling divides all frequencies by one
// factor, and Llama 3's divides each by its own, which the converter writes as a
// tensor.
func (l *loader) ropeFrequencies(k *keys, c Config) []float64 {
	f := kernels.Frequencies(c.Theta, c.HeadDim)
	factor := k.floatOr("rope.scale_linear", 0, 1e6, 1) // the older name
	factor = k.floatOr("rope.scaling.factor", 0, 1e6, factor)
	switch kind := k.textOr("rope.scaling.type", "linear"); {
	case kind == "none" || factor == 0: // llama.cpp takes 0 for 1
		factor = 1
	case kind != "linear":
		k.fail("%s is %q, which is not supported (want \"none\" or \"linear\"; llama3's factors are tensor \"rope_freqs.weight\")",
			k.name("rope.scaling.type"), kind)
	}
	factors := make([]float32, len(f))
	for i := range factors {
		factors[i] = 1
	}
	if l.has(ropeFactors, l.arch.factors) {
		factors = l.vector(ropeFactors, len(f))
	}
	for i, own := range factors {
		f[i] = f[i] / float64(own) / factor
		const most = 4 // turns of more than a circle say the same as others, and lose precision
		if !(f[i] >= 0 && f[i] <= most) {
			k.fail("rotary frequency %d, divided by %g and %g, is %g, want 0 to %d", i, own, factor, f[i], most)
		}
	}
	return f
}

const ropeFactors = "rope_freqs.weight"

// llamaPlace computes the angles that heads are turned by.
func (m *Model) llamaPlace(s *scratch, p part) {
	for i := range p.n {
		kernels.Angles(m.row(s.cos, p.first+i), m.row(s.sin, p.first+i), m.frequencies, p.start+i)
	}
}

func (m *Model) llamaBlock(s *scratch, l int, lastOnly bool) {
	w := &m.layers[l]

	// Attention: x += Wo · attention(rope(Wq h), rope(Wk h), Wv h), h = norm(x), where
	// Qwen3 normalises what rope turns. All W may add biases.
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
	m.turnHeads(s, s.q, w.qNorm, m.Heads, m.scale)
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

// turnHeads normalises each head of x, [n, heads*headDim], if there are weights for
// that, turns it by its token's position and multiplies it by scale.
func (m *Model) turnHeads(s *scratch, x, weight []float32, heads int, scale float32) {
	s.each(heads*m.HeadDim, func(first, n int) {
		for i := first; i < first+n; i++ {
			cos, sin := m.row(s.cos, i), m.row(s.sin, i)
			for h := range heads {
				head := x[(i*heads+h)*m.HeadDim:][:m.HeadDim]
				if weight != nil {
					kernels.RMSNorm(head, head, weight, m.Eps)
				}
				if m.arch.pairs {
					pairs := s.pairs[i*m.HeadDim:][:m.HeadDim]
					copy(pairs, head)
					kernels.RotatePairs(head, pairs, cos, sin) // where halves are, which costs less when keys are rounded
				} else {
					kernels.Rotate(head, cos, sin)
				}
				if scale != 1 {
					kernels.Scale(head, scale)
				}
			}
		}
	})
}
