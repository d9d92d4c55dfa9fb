package local

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/tokenizer"
	"github.com/pawgen/pawgen/internal/run/tool"
	_ "github.com/pawgen/pawgen/runtime" // runs the programs
)

var spec = compiler.Spec{
	Name: "mail.Team", Text: "Sort a message by what it asks for.",
	Result:   compiler.Result{Kind: compiler.Enum, Labels: []compiler.Label{{Text: "billing", Doc: "refunds and charges"}, {Text: "support"}}},
	Examples: []compiler.Example{{Input: "I was charged twice", Output: "billing"}},
}

// newCompiler makes a compiler of a scale model in a store of its own.
func newCompiler(t *testing.T, name string, writer Writer) *Compiler {
	t.Helper()
	store := t.TempDir()
	t.Setenv("PAWGEN_MODELS", store)
	s := copySnapshot(t, name)
	data, err := os.ReadFile(filepath.Join(s.Dir, "interpreter.gguf"))
	if err == nil {
		err = os.WriteFile(filepath.Join(store, "scale-"+name+".gguf"), data, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(s, "scale-"+name, writer)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompile(t *testing.T) {
	for _, name := range scale {
		c := newCompiler(t, name, FromTemplate{})
		var stages []string
		var done float64
		p, err := c.Compile(context.Background(), spec, func(e compiler.Event) {
			if e.Done < done || e.Done > 1 {
				t.Errorf("%s: %g done after %g", name, e.Done, done)
			}
			if done = e.Done; !slices.Contains(stages, e.Stage) {
				stages = append(stages, e.Stage)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(stages, []string{"adapter", "basis"}) {
			t.Errorf("%s: stages %q", name, stages)
		}
		if p.Base != c.Base() || p.Compiler != name || p.Spec != spec.Prose() || checkForm(p.Pseudo) != nil || !strings.Contains(p.Template, p.Pseudo) {
			t.Errorf("%s: program %+v", name, p)
		}
		again, err := c.Compile(context.Background(), spec, nil)
		if err != nil || !reflect.DeepEqual(again, p) {
			t.Errorf("%s: a second compilation gives another program, %v", name, err)
		}
		sameAnswers(t, name, p, c)
	}
}

// sameAnswers: a program, its bundle and the bundle made small again answer alike.
func sameAnswers(t *testing.T, name string, p *program.Program, c *Compiler) {
	t.Helper()
	sum, basis, err := c.snapshot.Basis()
	if err != nil {
		t.Fatal(err)
	}
	large, err := Expand(p, basis)
	if err != nil {
		t.Fatal(err)
	}
	again, residual, err := Shrink(large, sum, basis)
	if err != nil {
		t.Fatal(err)
	}
	near(t, name+": coefficients from the bundle", again.Adapter.Coefficients, p.Adapter.Coefficients, 1e-3)
	if residual > .12 {
		t.Errorf("%s: residual %.3f", name, residual)
	}
	t.Logf("%s: residual %.3f", name, residual)
	large.Meta = program.Meta{}
	large.Meta.Set("interpreter", "pawgen/scale")
	large.Meta.Set("runtime", map[string]any{"runtime_id": p.Base.ID, "manifest_version": 1, "interpreter": "pawgen/scale", "adapter_format": "gguf_lora",
		"local_sdk": map[string]any{"supported": true, "base_model": map[string]any{
			"file": "scale.gguf", "url": "https://example.com/scale.gguf", "size_bytes": 1, "sha256": p.Base.SHA256}}})
	// Free text of a random model drifts with the least change; the bundle has none.
	text := compiler.Result{Kind: compiler.Text}
	if got, want := answers(t, large, text), answers(t, p, text); !slices.Equal(got, want) {
		t.Errorf("%s: the bundle answers %q, want %q", name, got, want)
	}
	if got, want := answers(t, again, spec.Result), answers(t, p, spec.Result); !slices.Equal(got, want) {
		t.Errorf("%s: made small again, it answers %q, want %q", name, got, want)
	}
	back, err := Expand(again, basis)
	if err != nil {
		t.Fatal(err)
	}
	different := 0
	for i := range large.GGUF {
		if large.GGUF[i] != back.GGUF[i] {
			different++
		}
	}
	if different > len(large.GGUF)/200 {
		t.Errorf("%s: %d of %d bytes of the adapter differ", name, different, len(large.GGUF))
	}
	t.Logf("%s: %d of %d bytes of the adapter differ", name, different, len(large.GGUF))
}

// answers runs a program as generated code does.
func answers(t *testing.T, p *program.Program, result compiler.Result) (list []string) {
	t.Helper()
	data, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	f := tool.Open("mail.Team", string(data), result)
	for _, input := range []string{"I was charged twice", "it crashes at 10:30", "", "hello"} {
		answer, err := f.Answer(context.Background(), input)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, answer)
	}
	return list
}

func TestCompileMistakes(t *testing.T) {
	c := newCompiler(t, "qwen3", FromTemplate{})
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Compile(ctx, spec, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	for text, want := range map[string]string{
		"x":                             "has 1 characters, the compiler takes 10 to 16000",
		strings.Repeat("long ", 4000):   "has 19999 characters",
		strings.Repeat("ordinary ", 99): "tokens, of at most 256 that leave room for an input",
	} {
		if _, err := c.Compile(context.Background(), compiler.Spec{Name: "f", Text: text, Result: compiler.Result{Kind: compiler.Text}}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v, want %q", text, err, want)
		}
	}
	data, err := os.ReadFile(filepath.Join("testdata", "gpt2", "interpreter.gguf"))
	if err == nil {
		err = os.WriteFile(filepath.Join(os.Getenv("PAWGEN_MODELS"), "other.gguf"), data, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	want := `compiler qwen3 makes programs for qwen3 with 4 layers, base model "other" is gpt2 with 3`
	if _, err := New(c.snapshot, "other", FromTemplate{}); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestSnapshotMistakes damages a snapshot's files.
func TestSnapshotMistakes(t *testing.T) {
	for _, test := range []struct{ file, old, new, want string }{
		{"meta.json", `"lora_rank": 32`, `"lora_rank": 0`, "lora_rank is 0, want 1 to 1024"},
		{"meta.json", `"lora_rank": 32`, `"lora_rank": 64`, "has the shape"},
		{"meta.json", `"lora_alpha": 16.0`, `"lora_alpha": -1`, "lora_alpha is -1"},
		{"meta.json", `"lora_num_bases": 3`, `"lora_num_bases": 4`, "has the shape [3 32 64], want [4 32 0] (0 is any)"},
		{"meta.json", `"prefix_steps": 8`, `"prefix_steps": 9`, `has no token "<prefix_9>"`},
		{"lora_mapper.pt", "trunk.0.bias", "trunk.1.bias", `tensor "trunk.0.bias" is missing`},
		{"lora_mapper.pt", "_rebuild_tensor_v2", "_rebuild_tensor_v3", "which is not allowed"},
		{"compiler/config.json", `"num_hidden_layers": 6`, `"num_hidden_layers": 5`, "is unknown"},
	} {
		s := copySnapshot(t, "qwen3")
		path := filepath.Join(s.Dir, filepath.FromSlash(test.file))
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(data, []byte(test.old)) {
			t.Fatalf("%s has no %q", test.file, test.old)
		}
		if err := os.WriteFile(path, bytes.ReplaceAll(data, []byte(test.old), []byte(test.new)), 0o666); err != nil {
			t.Fatal(err)
		}
		if s, err = Open(s.Dir); err == nil {
			_, err = s.load()
		}
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.new, err, test.want)
		}
	}
}

// TestVerify: the form that made a program reproduces it, the other doesn't.
func TestVerify(t *testing.T) {
	for _, residual := range []bool{false, true} {
		c := newCompiler(t, "qwen3", FromTemplate{})
		n, err := c.network()
		if err != nil {
			t.Fatal(err)
		}
		n.mapper.Residual = residual
		p, err := c.Compile(context.Background(), spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		_, basis, err := c.snapshot.Basis()
		if err != nil {
			t.Fatal(err)
		}
		large, err := Expand(p, basis)
		if err != nil {
			t.Fatal(err)
		}
		v, err := c.snapshot.Verify(context.Background(), large, nil)
		if err != nil {
			t.Fatal(err)
		}
		right, wrong := v.Plain, v.Residual
		if residual {
			right, wrong = wrong, right
		}
		if right > Reproduced/2 || wrong < Reproduced {
			t.Errorf("residual %v: off by %.3f, the other form by %.3f", residual, right, wrong)
		}
	}
}

// TestChat: our engine writes what PyTorch's greedy decoding writes.
func TestChat(t *testing.T) {
	s, r := openReference(t, "qwen3")
	path := filepath.Join(t.TempDir(), "chat.gguf")
	if err := Convert(s.modelPath(), path, gguf.BF16); err != nil {
		t.Fatal(err)
	}
	m, err := openChat(path)
	if err != nil {
		t.Fatal(err)
	}
	question, err := conversation(m.tokens, r.Question)
	if err != nil {
		t.Fatal(err)
	}
	want := r.ids("answer")
	got, err := m.greedy(context.Background(), question, len(want), func(float64) {})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("answer %v, want %v: %v", got, want, err)
	}
	if _, err := NewChat(filepath.Join("testdata", "gpt2", "interpreter.gguf")).Write(context.Background(), Task{Spec: spec, Tokens: 100}, func(float64) {}); err == nil {
		t.Error("an instruction longer than the context of GPT-2 was answered")
	}
}

// parrot is a model that writes one text whatever it is asked: each line is a
// token, and each token's row of the output matrix points at the one before it.
func parrot(t *testing.T, lines ...string) string {
	t.Helper()
	base, err := tokenizer.OpenFolder(filepath.Join("testdata", "qwen3", "compiler"))
	if err != nil {
		t.Fatal(err)
	}
	first := len(base.Tokens)
	for _, line := range lines {
		base.Tokens, base.Types = append(base.Tokens, line), append(base.Types, tokenizer.UserDefined)
	}
	vocab := len(base.Tokens)
	dim := (vocab + 31) &^ 31
	newline := slices.Index(base.Tokens, "Ċ") // the prompt's last token
	embedding, output := make([]float32, vocab*dim), make([]float32, vocab*dim)
	follow := func(before, after int) { output[after*dim+before] = 1 }
	for id := range vocab {
		embedding[id*dim+id] = 1
	}
	follow(newline, first)
	for i := range lines {
		if i+1 < len(lines) {
			follow(first+i, first+i+1)
		} else {
			follow(first+i, int(base.EOS))
		}
	}
	w := gguf.NewWriter()
	w.Set("general.architecture", "qwen3")
	for key, n := range map[string]int{"block_count": 1, "context_length": 4096, "embedding_length": dim, "feed_forward_length": 32,
		"attention.head_count": 1, "attention.head_count_kv": 1, "attention.key_length": 32, "attention.value_length": 32} {
		w.Set("qwen3."+key, uint32(n))
	}
	w.Set("qwen3.attention.layer_norm_rms_epsilon", float32(1e-6))
	w.Set("qwen3.rope.freq_base", float32(1e6))
	base.Set(w)
	add := func(name string, values []float32, dims ...int) {
		data, err := gguf.Quantize(gguf.F32, values)
		if err != nil {
			t.Fatal(err)
		}
		w.Add(name, gguf.F32, dims, data)
	}
	ones := slices.Repeat([]float32{1}, dim)
	zeros := make([]float32, 32*dim)
	add("token_embd.weight", embedding, dim, vocab)
	add("output.weight", output, dim, vocab)
	add("output_norm.weight", ones, dim)
	for _, norm := range []string{"attn_norm", "ffn_norm"} {
		add("blk.0."+norm+".weight", ones, dim)
	}
	for _, norm := range []string{"attn_q_norm", "attn_k_norm"} {
		add("blk.0."+norm+".weight", ones[:32], 32)
	}
	for _, in := range []string{"attn_q", "attn_k", "attn_v", "ffn_gate", "ffn_up"} {
		add("blk.0."+in+".weight", zeros, dim, 32)
	}
	for _, out := range []string{"attn_output", "ffn_down"} {
		add("blk.0."+out+".weight", zeros, 32, dim)
	}
	path := filepath.Join(t.TempDir(), "parrot.gguf")
	f, err := os.Create(path)
	if err == nil {
		_, err = w.WriteTo(f)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestCompileChat compiles with a model that writes the pseudo-program here.
func TestCompileChat(t *testing.T) {
	lines := []string{startMarker + "\n", "Task: Sort it.\n", "\nExamples:\n", "Input: a\n", "Output: billing\n", endMarker}
	c := newCompiler(t, "qwen3", NewChat(parrot(t, lines...)))
	p, err := c.Compile(context.Background(), spec, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Join(lines, ""); p.Pseudo != want {
		t.Errorf("pseudo-program %q, want %q", p.Pseudo, want)
	}
	c = newCompiler(t, "qwen3", NewChat(parrot(t, "Sure! ", startMarker+"\n", "nothing")))
	if _, err := c.Compile(context.Background(), spec, nil); err == nil || !strings.Contains(err.Error(), "after 3 attempts it does not start with [PSEUDO_PROGRAM]\n\thint: ") {
		t.Errorf("got %v", err)
	}
}
