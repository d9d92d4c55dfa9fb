package constrain

import (
	"fmt"
	"math"
	"sync"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// leaf is a part of an answer that is one automaton: a number, a text, what is
// fixed between two values. It belongs to a vocabulary.
type leaf struct {
	*dfa
	dist  []int32  // [states]: the fewest tokens to a complete state, less what a text's least length asks for
	far   int32    // the largest of them
	bytes [][]byte // [states]: what may follow

	mu    sync.Mutex
	masks map[maskKey]*mask
}

// textStates are the states of a text that is counted.
type textStates struct {
	first, later int16 // where a character may begin: before and after the first one
	closed       int16 // after the closing quote; dead if there is none
	letters      bool  // a text can have characters
}

// state is a place in a part of an answer.
type state interface {
	// next is the state after one more byte.
	next(b byte) (s state, ok bool)
	// done says whether the bytes so far are an answer.
	done() bool
	// final says whether they are, and nothing can follow in the part.
	final() bool
	// forced is the only byte that may follow, if there is one.
	forced() (b byte, ok bool)
	// cost is the fewest tokens to the part's end, or a few more.
	cost() int
	// tokens adds to the set those after which the part can end with at most
	// within more, and gives those that go on behind the part.
	tokens(v *Vocabulary, within int, set []uint64) []exit
}

// leafState is a place in a leaf. Of texts it knows how many characters may and
// how many must follow.
type leafState struct {
	*leaf
	id         int16
	counted    bool // it is a text; else the rest is not used
	text       textStates
	left, need int32
}

func (s leafState) next(b byte) (state, bool) {
	to, ok := s.after(b)
	if !ok {
		return nil, false
	}
	return to, true
}

// after is next as what it is.
func (s leafState) after(b byte) (leafState, bool) {
	to := s.row(s.id)[b]
	if to == dead {
		return s, false
	}
	if s.counted && !s.count(to) {
		return s, false
	}
	s.id = to
	return s, true
}

// count counts a character that begins, and says whether a text may go on so.
func (s *leafState) count(to int16) bool {
	switch {
	case to == s.text.closed:
		return s.need == 0
	case s.between():
		s.left--
		s.need = max(0, s.need-1)
		return s.left >= 0
	}
	return true
}

// between says whether a character of a text may begin.
func (s *leafState) between() bool {
	return s.counted && (s.id == s.text.first || s.id == s.text.later)
}

func (s leafState) done() bool { return s.complete[s.id] && s.need == 0 }

func (s leafState) cost() int { return int(s.dist[s.id] + s.need) }

func (s leafState) final() bool {
	return s.done() && (len(s.bytes[s.id]) == 0 || s.between() && s.left == 0)
}

func (s leafState) forced() (byte, bool) {
	if list := s.bytes[s.id]; len(list) == 1 && !s.complete[s.id] {
		return list[0], true
	}
	return 0, false
}

// leafOf gives the leaf that is known by a name, or makes it.
func (v *Vocabulary) leafOf(name string, build func() (*dfa, error)) (*leaf, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if l, ok := v.leaves[name]; ok {
		return l, nil
	}
	d, err := build()
	if err != nil {
		return nil, err
	}
	dist := d.distances(&v.usable)
	if dist[0] == dead {
		return nil, fmt.Errorf("no %s can be written with the vocabulary", name)
	}
	l := v.newLeaf(d, dist)
	v.leaves[name] = l
	return l, nil
}

// newLeaf prunes an automaton to what can be written, given the tokens from
// each state to the end.
func (v *Vocabulary) newLeaf(d *dfa, dist []int32) *leaf {
	d.prune(dist)
	l := &leaf{dfa: d, dist: dist, bytes: make([][]byte, len(dist)), masks: map[maskKey]*mask{}}
	for id, n := range dist {
		l.bytes[id] = d.follow(int16(id))
		l.far = max(l.far, n)
	}
	return l
}

// wordsLeaf is one of some texts, perhaps a single one. What is left of them
// is measured in the vocabulary's own tokens.
func (v *Vocabulary) wordsLeaf(texts ...string) (*leaf, error) {
	d := words(texts...)
	dist := make([]int32, len(d.complete))
	for id := len(dist) - 1; id >= 0; id-- { // later states come first: no transition goes back
		dist[id] = dead
		if d.complete[id] {
			dist[id] = 0
			continue
		}
		v.nearest(d, int16(id), v.root(), dist, id)
	}
	if dist[0] == dead {
		return nil, fmt.Errorf("%.40q cannot be written with the vocabulary", texts)
	}
	return v.newLeaf(d, dist), nil
}

// nearest lowers dist[id] to one more than that of the states which a token
// leads to; the span's tokens begin with what led to at.
func (v *Vocabulary) nearest(d *dfa, at int16, s span, dist []int32, id int) {
	ending, below := v.ending(s)
	if n := dist[at]; s.depth > 0 && ending && n != dead && (dist[id] == dead || n+1 < dist[id]) {
		dist[id] = n + 1
	}
	for _, b := range d.follow(at) {
		if child := v.child(below, b); child.low < child.high {
			v.nearest(d, d.row(at)[b], child, dist, id)
		}
	}
}

// Characters of texts: everything but control characters, of which tabs and
// line ends are allowed. Text that is no JSON does not begin with a space.
const (
	quotedText = `[\t\n -\x{10FFFF}]*`
	plainText  = `([!-\x{10FFFF}][\t\n -\x{10FFFF}]*)?`
)

// textState is the start of a text whose characters are counted.
func (v *Vocabulary) textState(quoted bool, length *schema.Length) (leafState, error) {
	name, expr := "plain text", plainText
	if quoted {
		name, expr = "quoted text", quotedText
	}
	l, err := v.leafOf(name, func() (*dfa, error) { return pattern(expr, quoted) })
	if err != nil {
		return leafState{}, err
	}
	s := leafState{leaf: l, counted: true, text: l.textStates(quoted), left: math.MaxInt32}
	if length != nil {
		s.left, s.need = int32(length.Max), int32(length.Min)
	}
	if s.need > s.left || s.need > 0 && !s.text.letters {
		return s, fmt.Errorf("no text of %d to %d characters can be written", s.need, s.left)
	}
	return s, nil
}

// textStates finds the states of a text between its characters.
func (l *leaf) textStates(quoted bool) textStates {
	t := textStates{closed: dead}
	if quoted {
		t.first = l.row(0)['"']
	}
	t.later = l.row(t.first)['a']
	if t.letters = t.later != dead; !t.letters {
		t.later = t.first
	}
	if quoted {
		t.closed = l.row(t.first)['"']
	}
	return t
}

// scalarLeaf is the leaf of a type that is neither JSON nor a set of labels.
// States of other leaves than texts have no counts.
func (v *Vocabulary) scalarLeaf(t schema.Type, quoted bool) (leafState, error) {
	var l *leaf
	var err error
	switch t.Kind {
	case schema.Integer:
		l, err = v.leafOf(fmt.Sprintf("integer from %d to %d", t.Min, t.Max), func() (*dfa, error) { return number(t), nil })
	case schema.Float:
		l, err = v.leafOf(fmt.Sprintf("number of %d digits from %q to %q", t.Digits, t.Low, t.High), func() (*dfa, error) { return number(t), nil })
	case schema.Time:
		l, err = v.leafOf(fmt.Sprintf("time, quoted %v", quoted), func() (*dfa, error) { return pattern(timePattern, quoted) })
	case schema.Text:
		if t.Pattern != "" {
			l, err = v.leafOf(fmt.Sprintf("text of the form %q, quoted %v", t.Pattern, quoted), func() (*dfa, error) { return pattern(t.Pattern, quoted) })
			break
		}
		return v.textState(quoted, t.Length)
	default:
		return leafState{}, fmt.Errorf("internal error: kind %q is no scalar", t.Kind)
	}
	return leafState{leaf: l}, err
}

// Times are seconds in UTC, of days that there are.
const (
	leapYear    = `(\d\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)`
	day         = `(\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|1\d|2[0-8]))|` + leapYear + `-02-29)`
	timePattern = day + `T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ`
)
