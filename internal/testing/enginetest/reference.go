package enginetest

import (
	"fmt"
	"math"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// reference computes logits in double precision from the weights of files, with
// no thought for speed. It shares no code with the engines but the reading of
// files and of blocks.
type reference struct {
	model   *gguf.File
	adapter *gguf.File // nil for none
	arch    string
	weights map[string][]float64
}

func newReference(model, adapter *gguf.File) *reference {
	arch, _ := model.String("general.architecture")
	return &reference{model, adapter, arch, map[string][]float64{}}
}

// size returns an integer of the architecture.
func (r *reference) size(key string) int {
	n, _ := r.model.Uint(r.arch + "." + key)
	return int(n)
}

// tensor returns a tensor's numbers; they are nil if the file has none.
func (r *reference) tensor(f *gguf.File, name string) []float64 {
	if x, ok := r.weights[name]; ok || f == nil {
		return x
	}
	t, ok := f.Tensor(name)
	if !ok {
		return nil
	}
	single, err := t.Floats()
	if err != nil {
		panic(err) // the reader has checked it
	}
	x := make([]float64, len(single))
	for i, v := range single {
		x[i] = float64(v)
	}
	r.weights[name] = x
	return x
}

// multiply returns the products of w's rows with x.
func multiply(w, x []float64) []float64 {
	y := make([]float64, len(w)/len(x))
	for i := range y {
		for j, v := range x {
			y[i] += w[i*len(x)+j] * v
		}
	}
	return y
}

// linear is a linear layer, with its bias and the adapter's change.
func (r *reference) linear(name string, x []float64) []float64 {
	y := multiply(r.tensor(r.model, name+".weight"), x)
	for i, b := range r.tensor(r.model, name+".bias") {
		y[i] += b
	}
	a, b := r.tensor(r.adapter, name+".weight.lora_a"), r.tensor(r.adapter, name+".weight.lora_b")
	if a == nil {
		return y
	}
	alpha, _ := r.adapter.Float("adapter.lora.alpha")
	low := multiply(a, x)
	for i, v := range multiply(b, low) {
		y[i] += alpha / float64(len(low)) * v
	}
	return y
}

// norm is LayerNorm if there is a bias, else RMSNorm.
func (r *reference) norm(name string, x []float64) []float64 {
	weight, bias := r.tensor(r.model, name+".weight"), r.tensor(r.model, name+".bias")
	key, mean, square := "attention.layer_norm_rms_epsilon", 0., 0.
	if bias != nil {
		key = "attention.layer_norm_epsilon"
		for _, v := range x {
			mean += v / float64(len(x))
		}
	}
	for _, v := range x {
		square += (v - mean) * (v - mean) / float64(len(x))
	}
	eps, _ := r.model.Float(r.arch + "." + key)
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = (v - mean) / math.Sqrt(square+eps) * weight[i]
		if bias != nil {
			y[i] += bias[i]
		}
	}
	return y
}

// rotate turns a head by its position. The coordinates are neighbours in Llama's
// files, the halves in others.
func (r *reference) rotate(x []float64, position int) {
	base, _ := r.model.Float(r.arch + ".rope.freq_base")
	factors := r.tensor(r.model, "rope_freqs.weight")
	linear, ok := r.model.Float(r.arch + ".rope.scaling.factor")
	if !ok {
		linear = 1
	}
	half := len(x) / 2
	for i := range half {
		angle := float64(position) * math.Pow(base, -float64(i)/float64(half)) / linear
		if factors != nil {
			angle /= factors[i]
		}
		a, b := i, i+half
		if r.arch == "llama" {
			a, b = 2*i, 2*i+1
		}
		sin, cos := math.Sincos(angle)
		x[a], x[b] = x[a]*cos-x[b]*sin, x[a]*sin+x[b]*cos
	}
}

// keys are the keys, or the values, of a block's tokens: [tokens][kvHeads*headDim].
type keys [][]float64

// heads returns the queries of a token and appends its key and value.
func (r *reference) heads(at string, h []float64, position int, k, v *keys) []float64 {
	if r.arch == "gpt2" {
		qkv := r.linear(at+"attn_qkv", h)
		n := len(h)
		*k, *v = append(*k, qkv[n:2*n]), append(*v, qkv[2*n:])
		return qkv[:n]
	}
	turn := func(x []float64, norm string) []float64 {
		dim := r.size("attention.key_length")
		for i := 0; i < len(x); i += dim {
			if r.tensor(r.model, norm+".weight") != nil {
				copy(x[i:], r.norm(norm, x[i:i+dim]))
			}
			r.rotate(x[i:i+dim], position)
		}
		return x
	}
	*k = append(*k, turn(r.linear(at+"attn_k", h), at+"attn_k_norm"))
	*v = append(*v, r.linear(at+"attn_v", h))
	return turn(r.linear(at+"attn_q", h), at+"attn_q_norm")
}

// attend mixes the values by how well the keys match the queries.
func (r *reference) attend(q []float64, k, v keys) []float64 {
	heads := r.size("attention.head_count")
	dim := len(q) / heads
	group := len(q) / len(k[0]) // query heads for each of the keys'
	mixed := make([]float64, len(q))
	for h := range heads {
		own := h / group * dim
		weights, sum := make([]float64, len(k)), 0.
		for t := range k {
			for i := range dim {
				weights[t] += q[h*dim+i] * k[t][own+i] / math.Sqrt(float64(dim))
			}
			weights[t] = math.Exp(weights[t])
			sum += weights[t]
		}
		for t := range v {
			for i := range dim {
				mixed[h*dim+i] += weights[t] / sum * v[t][own+i]
			}
		}
	}
	return mixed
}

// feed is the feed-forward layer.
func (r *reference) feed(at string, h []float64) []float64 {
	up := r.linear(at+"ffn_up", h)
	if r.arch == "gpt2" {
		for i, x := range up {
			up[i] = 0.5 * x * (1 + math.Tanh(math.Sqrt(2/math.Pi)*(x+0.044715*x*x*x)))
		}
		return r.linear(at+"ffn_down", up)
	}
	for i, x := range r.linear(at+"ffn_gate", h) {
		up[i] *= x / (1 + math.Exp(-x))
	}
	return r.linear(at+"ffn_down", up)
}

// logits returns those after the last of the tokens.
func (r *reference) logits(tokens []int32) []float64 {
	layers := r.size("block_count")
	k, v := make([]keys, layers), make([]keys, layers)
	var x []float64
	for position, token := range tokens {
		x = row(r.tensor(r.model, "token_embd.weight"), r.size("embedding_length"), int(token))
		if positions := r.tensor(r.model, "position_embd.weight"); positions != nil {
			add(x, row(positions, len(x), position))
		}
		for l := range layers {
			at := fmt.Sprintf("blk.%d.", l)
			q := r.heads(at, r.norm(at+"attn_norm", x), position, &k[l], &v[l])
			add(x, r.linear(at+"attn_output", r.attend(q, k[l], v[l])))
			add(x, r.feed(at, r.norm(at+"ffn_norm", x)))
		}
	}
	output := r.tensor(r.model, "output.weight")
	if output == nil {
		output = r.tensor(r.model, "token_embd.weight")
	}
	return multiply(output, r.norm("output_norm", x))
}

// row returns a copy of row i.
func row(w []float64, n, i int) []float64 { return append([]float64(nil), w[i*n:][:n]...) }

func add(x, y []float64) {
	for i := range x {
		x[i] += y[i]
	}
}
