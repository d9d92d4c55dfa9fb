package constrain

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/prompt"
	"github.com/pawgen/pawgen/internal/answer/quote"
	"github.com/pawgen/pawgen/internal/answer/schema"
)

// For is the constraint for one input: its quotes are pieces of the values. It
// is c itself where answers quote nothing. Without For there is nothing to quote.
func For(c Constraint, values []quote.Value) Constraint {
	g, ok := c.(*grammar)
	if !ok || !g.quotes {
		return c
	}
	b := &binder{g.Vocabulary, values, map[sourceKey]*source{}}
	return newGrammar(g.Vocabulary, b.bind(g.root), g.lead, true)
}

// quoteNode is a piece of the input.
type quoteNode struct {
	rule     schema.Quoting
	quoted   bool // in quotation marks, as JSON
	indented bool // its further lines stand as those of the input do
	opening  string
	closing  string
	source   *source
}

// quoteNode is a node before there is an input.
func (v *Vocabulary) quoteNode(rule schema.Quoting, quoted bool) *quoteNode {
	n := &quoteNode{rule: rule, quoted: quoted, source: &source{}}
	if quoted {
		n.opening, n.closing = `"`, `"`
	}
	return n
}

func (n *quoteNode) open(then rest) []place {
	return []place{{quoteState{node: n, at: n.source.starts, near: n.source.least}, then}}
}
func (n *quoteNode) cost() int { return len(n.opening) + int(n.source.least) + len(n.closing) }

// empty says that nothing can be quoted: then the answer is the empty text.
func (n *quoteNode) empty() bool { return len(n.source.starts) == 0 }

// binder puts an input in the place of quotes.
type binder struct {
	vocabulary *Vocabulary
	values     []quote.Value
	sources    map[sourceKey]*source // that were made
}

type sourceKey struct {
	rule             schema.Quoting
	quoted, indented bool
}

// bind is a node with the quotes of the values. What could only be an empty
// quote is left out where that is allowed: it is missing, and a list ends.
func (b *binder) bind(n node) node {
	switch n := n.(type) {
	case *quoteNode:
		bound := *n
		bound.source = b.source(sourceKey{n.rule, n.quoted, n.indented})
		return &bound
	case sequence:
		bound := make(sequence, len(n))
		for i, part := range n {
			bound[i] = b.bind(part)
		}
		return bound
	case *list:
		bound := *n
		bound.item = b.bind(n.item)
		if q, ok := bound.item.(*quoteNode); ok && q.empty() {
			bound.max = n.min
		}
		return &bound
	case optional:
		value := b.bind(n.value)
		if q, ok := value.(*quoteNode); ok && q.empty() {
			return n.null
		}
		return optional{n.null, value}
	}
	return n
}

// source makes the source of the values, once.
func (b *binder) source(key sourceKey) *source {
	s := b.sources[key]
	if s == nil {
		s = newSource(key, b.values, &b.vocabulary.usable)
		b.sources[key] = s
	}
	return s
}

// source is the text of an input as quotes write it.
type source struct {
	text   []byte  // gap where no quote goes on
	dist   []int32 // [text]: bytes to the next place where a quote may end, 0 if that is one, dead if there is none
	starts []int32 // where quotes may begin
	least  int32   // the bytes of the shortest quote; 0 if there is none
}

const gap = 0 // the byte in the place of what no quote holds, and behind each value

// newSource writes values one after the other. Characters that can't be
// written with single bytes are gaps, so that every quote can be finished.
func newSource(key sourceKey, values []quote.Value, usable *[256]bool) *source {
	s := &source{}
	for _, v := range values {
		edges := quote.Edges(v.Text, key.rule)
		edge := func(i int) {
			if edges[i]&quote.Start != 0 {
				s.starts = append(s.starts, int32(len(s.text)))
			}
			end := int32(dead)
			if edges[i]&quote.End != 0 {
				end = 0
			}
			s.dist = append(s.dist, end)
		}
		for i := 0; i < len(v.Text); {
			_, size := utf8.DecodeRuneInString(v.Text[i:])
			edge(i)
			s.text = key.appendWritten(s.text, v.Text[i:], usable)
			for len(s.dist) < len(s.text) {
				s.dist = append(s.dist, dead)
			}
			i += size
		}
		edge(len(v.Text))
		s.text = append(s.text, gap)
	}
	s.measure()
	return s
}

// appendWritten writes the first character of a text.
func (key sourceKey) appendWritten(to []byte, text string, usable *[256]bool) []byte {
	r, size := utf8.DecodeRuneInString(text)
	written := text[:size]
	good := !(r == utf8.RuneError && size == 1) && !quote.Gap(r)
	if good && key.quoted {
		written, good = schema.Escape(r)
	}
	if good && key.indented {
		written += prompt.Indentation(r, text[size:])
	}
	for i := 0; good && i < len(written); i++ {
		good = usable[written[i]]
	}
	if !good {
		return append(to, gap)
	}
	return append(to, written...)
}

// measure finds how far ends are, and leaves out what never ends.
func (s *source) measure() {
	far := int32(dead)
	for i := len(s.text) - 1; i >= 0; i-- {
		switch {
		case s.dist[i] == 0:
			far = 0
		case s.text[i] == gap:
			far = dead
		case far != dead:
			far++
		}
		s.dist[i] = far
	}
	s.starts = slices.DeleteFunc(s.starts, func(p int32) bool { return s.text[p] == gap || s.dist[p+1] == dead })
	for i, p := range s.starts {
		if n := 1 + s.dist[p+1]; i == 0 || n < s.least {
			s.least = n
		}
	}
}

// quoteState is a place in a quote: all places of the source that have gone
// on as the quote does. Fewer are left with every byte.
type quoteState struct {
	node    *quoteNode
	written int     // bytes of what opens it
	at      []int32 // the bytes of the source that are next
	near    int32   // the fewest bytes to an end
	begun   bool    // something is quoted, so that near is 0 where the quote may end
	closed  bool    // what closes it is written
}

// open says that what opens the quote is written.
func (s quoteState) open() bool { return s.written == len(s.node.opening) }

// ends says that nothing more needs to be quoted.
func (s quoteState) ends() bool { return s.open() && (s.begun && s.near == 0 || s.node.empty()) }

func (s quoteState) done() bool  { return s.closed || s.node.closing == "" && s.ends() }
func (s quoteState) final() bool { return s.done() && (s.closed || len(s.bytes()) == 0) }

func (s quoteState) forced() (byte, bool) {
	if list := s.bytes(); len(list) == 1 && !s.done() {
		return list[0], true
	}
	return 0, false
}

func (s quoteState) cost() int {
	if s.closed {
		return 0
	}
	return len(s.node.opening) - s.written + int(s.near) + len(s.node.closing)
}

// bytes are those that may follow.
func (s quoteState) bytes() []byte {
	var list []byte
	for b := range s.branches {
		list = append(list, b)
	}
	return list
}

func (s quoteState) next(b byte) (state, bool) {
	if s.closed || !s.open() || s.node.closing != "" && b == s.node.closing[0] {
		for c, to := range s.branches {
			if c == b {
				return to, true
			}
		}
		return nil, false
	}
	to := s.after(b, s.at)
	return to, len(to.at) > 0
}

// after is the state behind a byte of the source, at those of its places where it is next.
func (s quoteState) after(b byte, at []int32) quoteState {
	src := s.node.source
	to := s
	to.begun, to.at, to.near = true, make([]int32, 0, len(at)), 0
	for _, p := range at {
		if far := src.dist[min(int(p)+1, len(src.dist)-1)]; src.text[p] == b && b != gap && far != dead {
			if len(to.at) == 0 || far < to.near {
				to.near = far
			}
			to.at = append(to.at, p+1)
		}
	}
	return to
}

// branches gives the bytes that may follow, each with where it leads.
func (s quoteState) branches(yield func(byte, quoteState) bool) {
	switch {
	case s.closed:
		return
	case !s.open():
		to := s
		to.written++
		yield(s.node.opening[s.written], to)
		return
	case s.node.closing != "" && s.ends():
		to := s
		to.closed = true
		if !yield(s.node.closing[0], to) {
			return
		}
	}
	text := s.node.source.text
	at := s.at
	if len(at) > 1 {
		at = slices.Clone(at)
		slices.SortFunc(at, func(p, q int32) int { return cmp.Compare(text[p], text[q]) })
	}
	for len(at) > 0 {
		b, n := text[at[0]], 1
		for n < len(at) && text[at[n]] == b {
			n++
		}
		if to := s.after(b, at[:n]); len(to.at) > 0 && !yield(b, to) {
			return
		}
		at = at[n:]
	}
}

func (s quoteState) tokens(v *Vocabulary, within int, set []uint64) []exit {
	c := &quoteScan{v: v, within: within, set: set}
	c.scan(v.root(), s)
	return c.exits
}

// quoteScan walks through vocabulary and source together.
type quoteScan struct {
	v      *Vocabulary
	within int
	set    []uint64
	exits  []exit
}

// scan adds the tokens of a span, whose first bytes have led to s.
func (c *quoteScan) scan(tokens span, s quoteState) {
	ending, below := c.v.ending(tokens)
	if ending && tokens.depth > 0 && s.cost() <= c.within {
		for _, id := range c.v.order[tokens.low:below.low] {
			c.set[id>>6] |= 1 << (id & 63)
		}
	}
	if below.low == below.high {
		return
	}
	if s.closed && tokens.depth > 0 {
		for i := below.low; i < below.high; i++ {
			c.exits = append(c.exits, exit{string(c.v.token(i)[tokens.depth:]), c.v.order[i : i+1]})
		}
		return
	}
	for b, to := range s.branches {
		if child := c.v.child(below, b); child.low < child.high {
			c.scan(child, to)
		}
	}
}
