package transformer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/pawgen/pawgen/internal/run/lora"
)

// ErrContext is returned, wrapped, when a sequence would have more tokens than
// the model can take.
var ErrContext = errors.New("transformer: the context is full")

// piece is how many tokens go through the model together, so that working
// memory does not grow with the prompt.
const piece = 256

// Step is one sequence's part of a batch.
type Step struct {
	Cache   *Cache
	Adapter *lora.Adapter // nil for the model as it is
	Tokens  []int32       // to append, at least one
}

// Capture is called with each block's output x, [tokens, dim], and then, with
// layer == Layers, with the final-normed states of all tokens. The slices are
// valid during the call only.
type Capture func(layer int, x []float32)

// Forward appends tokens to the sequence c and returns the last one's hidden
// state after the final normalisation, [dim], new memory. The adapter may be
// nil, and so may capture. After an error, c is as it was.
func (m *Model) Forward(ctx context.Context, c *Cache, a *lora.Adapter, tokens []int32, capture Capture) ([]float32, error) {
	step := Step{c, a, tokens}
	if capture == nil {
		hidden, err := m.ForwardAll(ctx, []Step{step})
		if err != nil {
			return nil, err
		}
		return hidden[0], nil
	}
	if err := m.check(step); err != nil {
		return nil, err
	}
	s, giveBack := m.borrow()
	defer giveBack()
	hidden := [][]float32{nil}
	// All tokens at once, as capture wants them.
	err := m.forward(ctx, s, []part{{Step: step, cache: c, n: len(tokens), start: c.Len(), last: true}}, hidden, capture)
	return hidden[0], err
}

// ForwardAll runs the steps, whose sequences differ, as one batch. It returns
// for each the last token's hidden state after the final normalisation, [dim].
// The results are those of single calls. After an error, all sequences are as
// they were.
func (m *Model) ForwardAll(ctx context.Context, steps []Step) ([][]float32, error) {
	lengths := make([]int, len(steps))
	for i, step := range steps {
		if err := m.check(step); err != nil {
			return nil, err
		}
		lengths[i] = step.Cache.Len()
	}
	s, giveBack := m.borrow()
	defer giveBack()
	hidden := make([][]float32, len(steps))
	for _, parts := range pieces(steps) {
		if err := m.forward(ctx, s, parts, hidden, nil); err != nil {
			for i, step := range steps {
				step.Cache.Truncate(lengths[i])
			}
			return nil, err
		}
	}
	return hidden, nil
}

// part is a step's tokens, or some of them, in what goes through the model
// together.
type part struct {
	Step
	cache *Cache
	step  int  // its number
	first int  // where its tokens are in the batch
	start int  // the position of the first of them in the sequence
	n     int  // how many they are
	last  bool // whether they are the step's last
}

// pieces cuts the steps' tokens into pieces. Steps with the same adapter are put
// together.
func pieces(steps []Step) (list [][]part) {
	order := make([]int, len(steps))
	adapters := map[*lora.Adapter]int{}
	for i, s := range steps {
		order[i] = i
		if _, ok := adapters[s.Adapter]; !ok {
			adapters[s.Adapter] = len(adapters)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return adapters[steps[a].Adapter] - adapters[steps[b].Adapter] })
	room := 0
	for _, i := range order {
		step, start := steps[i], steps[i].Cache.Len()
		for done := 0; done < len(step.Tokens); {
			if room == 0 {
				list, room = append(list, nil), piece
			}
			n := min(room, len(step.Tokens)-done)
			p := part{Step: step, cache: step.Cache, step: i, first: piece - room, start: start + done, n: n}
			p.Tokens = step.Tokens[done:][:n]
			done += n
			room -= n
			p.last = done == len(step.Tokens)
			list[len(list)-1] = append(list[len(list)-1], p)
		}
	}
	return list
}

// forward is the model, but for its architecture's block. It sets hidden, of
// each step, for the parts that are the last of theirs.
func (m *Model) forward(ctx context.Context, s *scratch, parts []part, hidden [][]float32, capture Capture) (err error) {
	defer func() {
		for _, p := range parts {
			p.cache.drop() // what was not committed
		}
	}()
	s.begin(m.Config, parts)
	for _, p := range parts {
		p.cache.reserve(p.n)
		for i, token := range p.Tokens {
			m.embedding.Row(s.x[(p.first+i)*m.Dim:][:m.Dim], int(token))
		}
		m.arch.place(m, s, p)
	}
	for l := range m.layers {
		if err := ctx.Err(); err != nil {
			return err
		}
		// Nothing reads the other tokens' results of the last block.
		m.arch.block(m, s, l, l == m.Layers-1 && capture == nil)
		if capture != nil {
			capture(l, s.x)
		}
	}
	m.normalise(s, m.norm)
	if capture != nil {
		capture(m.Layers, s.h)
	}
	for _, p := range s.parts { // without capture, each has only its last token now
		if p.last {
			hidden[p.step] = slices.Clone(s.h[(p.first+p.n-1)*m.Dim:][:m.Dim])
		}
	}
	for _, p := range parts {
		p.cache.commit(p.n)
	}
	return nil
}

// check returns an error if a step cannot be done.
func (m *Model) check(s Step) error {
	if s.Cache.model != m {
		return errors.New("transformer: the cache is another model's")
	}
	if len(s.Tokens) == 0 {
		return errors.New("transformer: no tokens")
	}
	if len(s.Tokens) > m.Context-s.Cache.Len() {
		return fmt.Errorf("%w: %d tokens and %d more, the most is %d", ErrContext, s.Cache.Len(), len(s.Tokens), m.Context)
	}
	for _, t := range s.Tokens {
		if t < 0 || int(t) >= m.Vocab {
			return fmt.Errorf("transformer: token %d is not in the vocabulary of %d", t, m.Vocab)
		}
	}
	return m.Check(s.Adapter)
}

// Check returns an error if the adapter does not fit the model.
func (m *Model) Check(a *lora.Adapter) error {
	if arch := a.Architecture(); arch != "" && arch != m.Arch {
		return fmt.Errorf("transformer: the adapter is for %s, the model is %s", arch, m.Arch)
	}
	if a.Layers() > m.Layers {
		return fmt.Errorf("transformer: the adapter changes %d layers, the model has %d", a.Layers(), m.Layers)
	}
	for l := range a.Layers() {
		for module, p := range a.Layer(l) {
			if p == nil {
				continue
			}
			module, w := lora.Module(module), m.layers[l].linear[module]
			if w.Matrix == nil {
				return fmt.Errorf("transformer: the adapter changes %v of layer %d, which %s does not have", module, l, m.Arch)
			}
			if p.A.Cols() != w.Cols() || p.B.Rows() != w.Rows() {
				return fmt.Errorf("transformer: the adapter's %v of layer %d is %d to %d, the model's %d to %d",
					module, l, p.A.Cols(), p.B.Rows(), w.Cols(), w.Rows())
			}
		}
	}
	return nil
}
