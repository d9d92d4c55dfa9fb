package constrain

import (
	"strconv"
	"strings"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// number is the automaton of the decimal numbers of a type, in one form each:
// without leading zeros, plus signs, "-0", exponents, or zeros after the last
// digit of a fraction.
func number(t schema.Type) *dfa {
	n := numbers{digits: t.Digits, fractions: t.Kind == schema.Float}
	low, high := t.Low, t.High
	if t.Kind == schema.Integer {
		low, high = strconv.FormatInt(t.Min, 10), strconv.FormatUint(t.Max, 10)
		n.digits = max(len(low), len(high))
	}
	n.positive, n.negative = interval{zero, noMagnitude}, interval{zero, noMagnitude}
	if rest, ok := strings.CutPrefix(low, "-"); ok {
		n.negative.high = magnitudeOf(rest)
	} else if low != "" {
		n.positive.low, n.noMinus = magnitudeOf(low), true
	}
	if rest, ok := strings.CutPrefix(high, "-"); ok {
		n.negative.low, n.noPlus = magnitudeOf(rest), true
	} else if high != "" {
		n.positive.high = magnitudeOf(high)
	}
	return n.build()
}

// numbers is a set of decimal numbers.
type numbers struct {
	positive, negative interval // the magnitudes
	noPlus, noMinus    bool     // one of the two is empty
	digits             int      // the most digits of a number
	fractions          bool
}

// interval holds the magnitudes from low to high.
type interval struct{ low, high magnitude }

// magnitude is a number without its sign, without zeros that do not count.
type magnitude struct{ whole, fraction string }

var (
	zero        = magnitude{whole: "0"}
	noMagnitude = magnitude{} // no bound
)

func magnitudeOf(decimal string) magnitude {
	whole, fraction, _ := strings.Cut(decimal, ".")
	return magnitude{whole, strings.TrimRight(fraction, "0")}
}

// numeral is the beginning of a number. Of its digits it knows only what
// decides how it may go on, so that there are few numerals.
type numeral struct {
	minus               bool
	whole               int8 // digits before the point
	fraction            int8 // digits after it; -1 if there is no point
	zero                bool // the only digit is 0
	something, trailing bool // a digit is not 0; the last one of the fraction is
	low, high           int8 // whether it is below, at or above the beginning of a bound: -1, 0, 1
}

// build makes a state of every numeral.
func (n *numbers) build() *dfa {
	d := &dfa{}
	start := numeral{fraction: -1}
	ids := map[numeral]int16{start: d.add(false)}
	for list := []numeral{start}; len(list) > 0; list = list[1:] {
		from := ids[list[0]]
		for _, b := range []byte("-.0123456789") {
			next, ok := n.next(list[0], b)
			if !ok {
				continue
			}
			to, known := ids[next]
			if !known {
				to = d.add(n.complete(next))
				ids[next] = to
				list = append(list, next)
			}
			d.row(from)[b] = to
		}
	}
	return d
}

// next is the numeral after one more byte.
func (n *numbers) next(s numeral, b byte) (numeral, bool) {
	switch {
	case b == '-':
		ok := !n.noMinus && !s.minus && s.whole == 0
		s.minus = true
		return s, ok
	case s.whole == 0 && !s.minus && n.noPlus:
		return s, false
	case b == '.':
		ok := n.fractions && s.whole > 0 && s.fraction < 0
		i := n.interval(s)
		s.low, s.high = i.low.shorter(s.low, s.whole), i.high.shorter(s.high, s.whole)
		s.fraction = 0
		return s, ok
	}
	if s.zero && s.fraction < 0 || int(s.whole)+max(int(s.fraction), 0) >= n.digits {
		return s, false // nothing but a point follows a leading zero
	}
	i := n.interval(s)
	s.low, s.high = i.low.compare(s.low, s, b), i.high.compare(s.high, s, b)
	s.zero = b == '0' && s.whole == 0
	s.something = s.something || b != '0'
	if s.fraction < 0 {
		s.whole++
		return s, true
	}
	s.fraction++
	s.trailing = b == '0'
	return s, true
}

func (n *numbers) interval(s numeral) interval {
	if s.minus {
		return n.negative
	}
	return n.positive
}

// complete says whether a numeral is a number of the set.
func (n *numbers) complete(s numeral) bool {
	if s.whole == 0 || s.fraction == 0 || s.trailing || s.minus && !s.something {
		return false
	}
	i := n.interval(s)
	return i.low.final(s.low, s) >= 0 && (i.high == noMagnitude || i.high.final(s.high, s) <= 0)
}

// compare is how a numeral compares with the beginning of m after one more digit.
func (m magnitude) compare(before int8, s numeral, digit byte) int8 {
	bound := byte('0') // after the last digit of a fraction
	switch {
	case s.fraction < 0 && int(s.whole) >= len(m.whole):
		return 1 // it has more digits before the point
	case before != 0:
		return before
	case s.fraction < 0:
		bound = m.whole[s.whole]
	case int(s.fraction) < len(m.fraction):
		bound = m.fraction[s.fraction]
	}
	switch {
	case digit < bound:
		return -1
	case digit > bound:
		return 1
	}
	return 0
}

// shorter is how a numeral with that many digits compares once no more follow before the point.
func (m magnitude) shorter(before int8, whole int8) int8 {
	if int(whole) < len(m.whole) {
		return -1
	}
	return before
}

// final is how a whole number compares with m.
func (m magnitude) final(before int8, s numeral) int8 {
	if s.fraction < 0 {
		before = m.shorter(before, s.whole)
	}
	if before == 0 && max(int(s.fraction), 0) < len(m.fraction) {
		return -1
	}
	return before
}
