package constrain

import (
	"maps"
	"math"
	"slices"
)

// mask is what tokens can do in a state of a leaf.
type mask struct {
	inside []uint64 // the set of tokens that stay in the leaf
	exits  []exit   // the others, by what they write behind the leaf
}

// exit is tokens that bring the leaf to its end and go on with the same bytes.
type exit struct {
	tail   string
	tokens []int32
}

// maskKey is all of a state that matters to tokens of at most longest bytes.
type maskKey struct {
	id         int16
	left, need int32
	within     int32
}

// most masks that a leaf keeps. A pattern may have thousands of states.
const mostMasks = 1024

// whole is a bound that no cost reaches.
const whole = math.MaxInt32

// mask gives the tokens after which the leaf can end with at most within more.
// Only that without a bound (whole) has exits.
func (v *Vocabulary) mask(s leafState, within int) *mask {
	need := s.need
	s.left, s.need = min(s.left, longest), min(s.need, longest)
	if within != whole {
		within -= int(need - s.need)
		if within >= int(s.far+s.need) {
			within = whole
		}
	}
	l, key := s.leaf, maskKey{s.id, s.left, s.need, int32(max(within, -1))}
	l.mu.Lock()
	defer l.mu.Unlock()
	if m, ok := l.masks[key]; ok {
		return m
	}
	if len(l.masks) >= mostMasks {
		clear(l.masks)
	}
	b := &maskBuilder{v: v, within: within, inside: make([]uint64, (v.Len()+63)/64)}
	if within == whole {
		b.exits = map[string][]int32{}
	}
	for _, first := range s.bytes[s.id] {
		b.scan(v.child(v.root(), first), s)
	}
	m := &mask{inside: b.inside}
	for _, tail := range slices.Sorted(maps.Keys(b.exits)) {
		m.exits = append(m.exits, exit{tail, b.exits[tail]})
	}
	l.masks[key] = m
	return m
}

func (s leafState) tokens(v *Vocabulary, within int, set []uint64) []exit {
	for i, word := range v.mask(s, within).inside {
		set[i] |= word
	}
	return v.mask(s, whole).exits
}

// maskBuilder walks through vocabulary and leaf together.
type maskBuilder struct {
	v      *Vocabulary
	within int
	inside []uint64
	exits  map[string][]int32 // by tail; nil if they are not wanted
}

// scan adds the tokens of a span. It goes on from what the token before had in common.
func (m *maskBuilder) scan(tokens span, start leafState) {
	var states [longest + 1]leafState // after each byte of the token
	states[0] = start
	failed := 0 // length of the beginning that the leaf refuses; 0 if it takes the token
	for i := tokens.low; i < tokens.high; i++ {
		depth := 0
		if i > tokens.low {
			depth = int(m.v.common[i])
		}
		text := m.v.token(i)
		if failed == 0 || depth < failed {
			failed = 0
			for ; depth < len(text); depth++ {
				var ok bool
				if states[depth+1], ok = states[depth].after(text[depth]); !ok {
					failed = depth + 1
					break
				}
			}
		}
		id := m.v.order[i]
		switch {
		case failed == 0:
			if states[len(text)].cost() <= m.within {
				m.inside[id>>6] |= 1 << (id & 63)
			}
		case failed > 1 && m.exits != nil && states[failed-1].done():
			tail := text[failed-1:]
			m.exits[string(tail)] = append(m.exits[string(tail)], id)
		}
	}
}
