package transformer

import "fmt"

// Logits sets dst to the logits of the candidates, or of the whole vocabulary
// if candidates is nil, after a hidden state that [Model.Forward] returned.
// Only what is asked for is computed. The lengths of dst and candidates must
// agree, and candidates must be tokens of the model.
func (m *Model) Logits(dst, hidden []float32, candidates []int32) {
	want := m.Vocab
	if candidates != nil {
		want = len(candidates)
	}
	if len(dst) != want || len(hidden) != m.Dim {
		panic(fmt.Sprintf("transformer: %d logits of %d candidates from %d numbers, want %d", len(dst), want, len(hidden), m.Dim))
	}
	s, giveBack := m.borrow()
	defer giveBack()
	s.in.Set(hidden, 1, m.Dim)
	const many = 16 // rows of the whole matrix are multiplied so many times faster than single ones
	switch {
	case candidates == nil:
		m.output.MatMul(dst, &s.in)
	case len(candidates) > m.Vocab/many:
		s.logits = grow(s.logits, m.Vocab)
		m.output.MatMul(s.logits, &s.in)
		for i, c := range candidates {
			dst[i] = s.logits[c]
		}
	default:
		m.output.MatMulRows(dst, &s.in, candidates)
	}
}
