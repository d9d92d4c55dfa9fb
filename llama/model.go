package llama

import (
	"fmt"
	"os"
	"sync"

	ollama "github.com/ollama/ollama/llama"

	"github.com/pawgen/pawgen/internal/run/engine"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
	"github.com/pawgen/pawgen/internal/run/transformer"
)

// maxBatch is the most tokens that llama.cpp takes at a time.
const maxBatch = 512

// model is a loaded model. Its lock is held while llama.cpp works, which uses
// all threads by itself.
type model struct {
	mu      sync.Mutex
	c       *ollama.Model
	checked *transformer.Model // our view of the file, for its shape only
	threads int
	batch   *ollama.Batch
	stop    flag
	pools   map[*adapter]*pool // nil is the model as it is
	clock   uint64             // counts the uses of pools
}

func newModel(c *ollama.Model, checked *transformer.Model, threads int) (*model, error) {
	batch, err := ollama.NewBatch(maxBatch, 1, 0)
	if err != nil {
		ollama.FreeModel(c)
		return nil, fmt.Errorf("llama: %w", err)
	}
	return &model{
		c: c, checked: checked, threads: max(1, threads), batch: batch, stop: newFlag(),
		pools: map[*adapter]*pool{},
	}, nil
}

// Context returns the most tokens of a sequence.
func (m *model) Context() int { return m.checked.Context }

// Vocab returns the number of tokens.
func (m *model) Vocab() int { return m.checked.Vocab }

// Parallel is 1, because a batch uses all threads.
func (m *model) Parallel() int { return 1 }

// adapter is an adapter that llama.cpp has loaded, or need not load because it
// changes nothing.
type adapter struct {
	model *model
	c     loraAdapter
}

// changes says whether an adapter changes anything. (llama.cpp takes an alpha
// of 0 for no scale.)
func changes(a *lora.Adapter) bool {
	for l := range a.Layers() {
		for _, p := range a.Layer(l) {
			if p != nil && p.Scale != 0 {
				return true
			}
		}
	}
	return false
}

// Adapter hands an adapter to llama.cpp as a file.
func (m *model) Adapter(a *lora.Adapter) (engine.Adapter, error) {
	if err := m.checked.Check(a); err != nil {
		return nil, err
	}
	if !changes(a) {
		return &adapter{model: m}, nil
	}
	w, err := a.GGUF(m.checked.Arch, gguf.F32)
	if err != nil {
		return nil, err
	}
	path, err := temporary(w)
	if err != nil {
		return nil, err
	}
	defer os.Remove(path)
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := loadAdapter(m.c, path)
	if !ok {
		return nil, refused("adapter")
	}
	return &adapter{m, c}, nil
}

// Close frees the adapter and what its sequences remember.
func (a *adapter) Close() error {
	a.model.mu.Lock()
	defer a.model.mu.Unlock()
	if p := a.model.pools[a]; p != nil {
		p.drop()
		delete(a.model.pools, a)
	}
	a.c.free()
	return nil
}

// NewSequence returns an empty sequence.
func (m *model) NewSequence(a engine.Adapter) (engine.Sequence, error) {
	var own *adapter
	if a != nil {
		var ok bool
		if own, ok = a.(*adapter); !ok || own.model != m {
			return nil, engine.ErrAdapter
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.pools[own]
	if p == nil {
		p = &pool{model: m, adapter: own}
		m.pools[own] = p
	}
	return &sequence{pool: p, id: p.newID()}, nil
}

// Close frees everything.
func (m *model) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.pools {
		p.drop()
	}
	m.batch.Free()
	ollama.FreeModel(m.c)
	m.stop.free()
	return nil
}

// Tokenize returns the tokens that llama.cpp makes of a text, for comparison
// with package tokenizer, whose tokens are the ones that are used.
func (m *model) Tokenize(text string, special bool) ([]int32, error) {
	list, err := m.c.Tokenize(text, false, special)
	ids := make([]int32, len(list))
	for i, id := range list {
		ids[i] = int32(id)
	}
	return ids, err
}
