package constrain

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"unicode"
)

// pattern is the automaton of the texts that a regular expression matches as a
// whole. Quoted, they stand in quotes and are written as JSON.
func pattern(expr string, quoted bool) (*dfa, error) {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(re.Simplify())
	if err != nil {
		return nil, err
	}
	n := &nfa{prog: prog, quoted: quoted}
	if err := n.build(); err != nil {
		return nil, err
	}
	d, err := n.determine()
	if err != nil {
		return nil, err
	}
	if d.empty() {
		return nil, fmt.Errorf("%q matches no text that can be written", expr)
	}
	return d, nil
}

// nfa is an automaton of bytes for a regular expression's program. Each
// instruction is there three times: at the beginning of the text, where ^
// holds, within it, and at its end, where nothing but $ may follow.
type nfa struct {
	prog    *syntax.Prog
	quoted  bool
	free    [][]int32 // states that follow without a byte
	edges   [][]edge
	accept  int32
	opening int32
}

type edge struct {
	byteRange
	to int32
}

// The three places of an instruction.
const (
	beginning = iota
	within
	ending
	places
)

func (n *nfa) state(pc uint32, place int) int32 { return int32(pc)*places + int32(place) }

// add appends a state.
func (n *nfa) add() int32 {
	n.free, n.edges = append(n.free, nil), append(n.edges, nil)
	return int32(len(n.free) - 1)
}

// build makes states and edges of the program.
func (n *nfa) build() error {
	for range places * len(n.prog.Inst) {
		n.add()
	}
	n.opening, n.accept = n.add(), n.add()
	start := n.state(uint32(n.prog.Start), beginning)
	if n.quoted {
		n.edges[n.opening] = []edge{{byteRange{'"', '"'}, start}}
	} else {
		n.free[n.opening] = []int32{start}
	}
	for pc := range n.prog.Inst {
		for place := range places {
			if err := n.instruction(uint32(pc), place); err != nil {
				return err
			}
		}
	}
	return nil
}

// instruction adds what may follow an instruction at a place.
func (n *nfa) instruction(pc uint32, place int) error {
	i := &n.prog.Inst[pc]
	at := n.state(pc, place)
	follow := func(out uint32, place int) { n.free[at] = append(n.free[at], n.state(out, place)) }
	switch i.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		follow(i.Out, place)
		follow(i.Arg, place)
	case syntax.InstCapture, syntax.InstNop:
		follow(i.Out, place)
	case syntax.InstEmptyWidth:
		switch syntax.EmptyOp(i.Arg) {
		case syntax.EmptyBeginText:
			if place == beginning {
				follow(i.Out, beginning)
			}
		case syntax.EmptyEndText:
			follow(i.Out, ending)
		default:
			return errors.New(`\b, \B and (?m) are not supported`)
		}
	case syntax.InstMatch:
		if n.quoted {
			n.edges[at] = append(n.edges[at], edge{byteRange{'"', '"'}, n.accept})
		} else {
			n.free[at] = append(n.free[at], n.accept)
		}
	case syntax.InstFail:
	default: // one of the instructions for a character
		if place == ending {
			return nil
		}
		for _, r := range characters(i) {
			for _, s := range sequences(r[0], r[1], n.quoted) {
				n.chain(at, s, n.state(i.Out, within))
			}
		}
	}
	return nil
}

// chain adds edges for a sequence of bytes.
func (n *nfa) chain(from int32, sequence []byteRange, to int32) {
	for i, r := range sequence {
		next := to
		if i < len(sequence)-1 {
			next = n.add()
		}
		n.edges[from] = append(n.edges[from], edge{r, next})
		from = next
	}
}

// characters lists the ranges that an instruction matches.
func characters(i *syntax.Inst) [][2]rune {
	switch i.Op {
	case syntax.InstRuneAny:
		return [][2]rune{{0, unicode.MaxRune}}
	case syntax.InstRuneAnyNotNL:
		return [][2]rune{{0, '\n' - 1}, {'\n' + 1, unicode.MaxRune}}
	}
	if len(i.Rune) == 1 {
		r := i.Rune[0]
		list := [][2]rune{{r, r}}
		if i.Op == syntax.InstRune && syntax.Flags(i.Arg)&syntax.FoldCase != 0 {
			for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
				list = append(list, [2]rune{f, f})
			}
		}
		return list
	}
	var list [][2]rune
	for k := 0; k+1 < len(i.Rune); k += 2 {
		list = append(list, [2]rune{i.Rune[k], i.Rune[k+1]})
	}
	return list
}

// determine makes the automaton deterministic.
func (n *nfa) determine() (*dfa, error) {
	d := &dfa{}
	s := subset{ids: map[string]int16{}}
	s.number(n.closure([]int32{n.opening}))
	for id := 0; id < len(s.sets); id++ {
		if id == maxStates {
			return nil, fmt.Errorf("needs more than %d states; make counts and alternatives smaller", maxStates)
		}
		set := s.sets[id]
		d.add(slices.Contains(set, n.accept))
		var targets [256][]int32
		for _, state := range set {
			for _, e := range n.edges[state] {
				for b := int(e.low); b <= int(e.high); b++ {
					targets[b] = append(targets[b], e.to)
				}
			}
		}
		for b, list := range targets {
			if list != nil {
				to, _ := s.number(n.closure(list))
				d.row(int16(id))[b] = to
			}
		}
	}
	return d, nil
}

// closure adds the states that follow without a byte.
func (n *nfa) closure(set []int32) []int32 {
	seen := map[int32]bool{}
	for _, state := range set {
		seen[state] = true
	}
	list := make([]int32, 0, len(seen))
	for state := range seen {
		list = append(list, state)
	}
	for i := 0; i < len(list); i++ {
		for _, next := range n.free[list[i]] {
			if !seen[next] {
				seen[next] = true
				list = append(list, next)
			}
		}
	}
	return list
}

// CheckPattern says what keeps a regular expression from being the form of an
// answer, plain or within JSON. It is a [syntax.Error] if it can't be read.
func CheckPattern(expr string) error {
	if _, err := pattern(expr, false); err != nil {
		return err
	}
	_, err := pattern(expr, true)
	return err
}
