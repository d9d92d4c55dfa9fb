package checkpoint

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pawgen/pawgen/internal/run/gguf"
)

// config is config.json of a Qwen3 model.
type config struct {
	Type    string          `json:"model_type"`
	Act     string          `json:"hidden_act"`
	Bias    bool            `json:"attention_bias"`
	Layers  int             `json:"num_hidden_layers"`
	Dim     int             `json:"hidden_size"`
	Heads   int             `json:"num_attention_heads"`
	KVHeads int             `json:"num_key_value_heads"`
	HeadDim int             `json:"head_dim"`
	FFN     int             `json:"intermediate_size"`
	Vocab   int             `json:"vocab_size"`
	Context int             `json:"max_position_embeddings"`
	Eps     float64         `json:"rms_norm_eps"`
	Theta   float64         `json:"rope_theta"`
	Scaling json.RawMessage `json:"rope_scaling"`
	Tied    bool            `json:"tie_word_embeddings"`
	Sliding bool            `json:"use_sliding_window"`
	// Rope is where newer files have theta and scaling.
	Rope struct {
		Type  string  `json:"rope_type"`
		Theta float64 `json:"rope_theta"`
	} `json:"rope_parameters"`
}

const (
	maxConfig = 1 << 20 // bytes
	maxSize   = 1 << 24 // of any dimension; products of two are far from overflow
	maxLayers = 1 << 10
)

func readConfig(dir string) (config, error) {
	path := filepath.Join(dir, "config.json")
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxConfig {
		err = fmt.Errorf("%s has %d bytes, the most is %d", path, info.Size(), maxConfig)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return config{}, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := parseConfig(data)
	if err != nil {
		return c, fmt.Errorf("checkpoint: %s: %w", path, err)
	}
	return c, nil
}

func parseConfig(data []byte) (c config, err error) {
	if err := json.Unmarshal(data, &c); err != nil {
		return c, err
	}
	if c.Theta == 0 {
		c.Theta = c.Rope.Theta
	}
	for _, size := range []struct {
		key   string
		value int
		most  int
	}{
		{"num_hidden_layers", c.Layers, maxLayers}, {"hidden_size", c.Dim, maxSize}, {"num_attention_heads", c.Heads, maxSize},
		{"num_key_value_heads", c.KVHeads, maxSize}, {"head_dim", c.HeadDim, maxSize}, {"intermediate_size", c.FFN, maxSize},
		{"vocab_size", c.Vocab, maxSize}, {"max_position_embeddings", c.Context, maxSize},
	} {
		if size.value < 1 || size.value > size.most {
			return c, fmt.Errorf("%s is %d, want 1 to %d", size.key, size.value, size.most)
		}
	}
	scaled := len(c.Scaling) > 0 && string(c.Scaling) != "null" || c.Rope.Type != "" && c.Rope.Type != "default"
	switch {
	case c.Type != "qwen3":
		err = fmt.Errorf("model_type is %q, want \"qwen3\"", c.Type)
	case c.Act != "silu" || c.Bias || c.Sliding || scaled:
		err = errors.New("has another activation, biases, a sliding window or scaled positions, which is not supported")
	case c.Heads > maxSize/c.HeadDim || c.KVHeads > c.Heads:
		err = fmt.Errorf("%d and %d heads of %d are too many", c.Heads, c.KVHeads, c.HeadDim)
	}
	return c, err
}

// set adds the keys of the architecture.
func (c config) set(w *gguf.Writer) {
	w.Set("general.architecture", "qwen3")
	w.Set("qwen3.block_count", uint32(c.Layers))
	w.Set("qwen3.context_length", uint32(c.Context))
	w.Set("qwen3.embedding_length", uint32(c.Dim))
	w.Set("qwen3.feed_forward_length", uint32(c.FFN))
	w.Set("qwen3.attention.head_count", uint32(c.Heads))
	w.Set("qwen3.attention.head_count_kv", uint32(c.KVHeads))
	w.Set("qwen3.attention.key_length", uint32(c.HeadDim))
	w.Set("qwen3.attention.value_length", uint32(c.HeadDim))
	w.Set("qwen3.attention.layer_norm_rms_epsilon", float32(c.Eps))
	w.Set("qwen3.rope.freq_base", float32(c.Theta))
}

// wanted is a tensor that the architecture has.
type wanted struct {
	from  string // in the safetensors file
	name  string // in GGUF files
	shape []int  // the contiguous dimension last
}

// tensors are all of them, in llama.cpp's order.
func (c config) tensors() []wanted {
	q, kv := c.Heads*c.HeadDim, c.KVHeads*c.HeadDim
	list := []wanted{{"model.embed_tokens.weight", "token_embd.weight", []int{c.Vocab, c.Dim}}}
	for l := range c.Layers {
		for _, t := range []wanted{
			{"input_layernorm", "attn_norm", []int{c.Dim}},
			{"self_attn.q_proj", "attn_q", []int{q, c.Dim}},
			{"self_attn.q_norm", "attn_q_norm", []int{c.HeadDim}},
			{"self_attn.k_proj", "attn_k", []int{kv, c.Dim}},
			{"self_attn.k_norm", "attn_k_norm", []int{c.HeadDim}},
			{"self_attn.v_proj", "attn_v", []int{kv, c.Dim}},
			{"self_attn.o_proj", "attn_output", []int{c.Dim, q}},
			{"post_attention_layernorm", "ffn_norm", []int{c.Dim}},
			{"mlp.gate_proj", "ffn_gate", []int{c.FFN, c.Dim}},
			{"mlp.up_proj", "ffn_up", []int{c.FFN, c.Dim}},
			{"mlp.down_proj", "ffn_down", []int{c.Dim, c.FFN}},
		} {
			list = append(list, wanted{fmt.Sprintf("model.layers.%d.%s.weight", l, t.from), fmt.Sprintf("blk.%d.%s.weight", l, t.name), t.shape})
		}
	}
	list = append(list, wanted{"model.norm.weight", "output_norm.weight", []int{c.Dim}})
	if !c.Tied {
		list = append(list, wanted{"lm_head.weight", "output.weight", []int{c.Vocab, c.Dim}})
	}
	return list
}

// ignores says whether a tensor says nothing that is not known already.
func (c config) ignores(name string) bool {
	return c.Tied && name == "lm_head.weight" || strings.HasSuffix(name, ".rotary_emb.inv_freq")
}
