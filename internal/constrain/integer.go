package constrain

import (
	"fmt"
	"math"
	"math/bits"

	"github.com/pawgen/pawgen/internal/tokenizer"
)

// Integer allows the decimal numbers from min to max, without leading zeros,
// plus signs or "-0". A walk takes at most 21 tokens: a sign or a digit each,
// and the end.
func Integer(t *tokenizer.Tokenizer, min int64, max uint64) (Constraint, error) {
	if min > 0 && uint64(min) > max {
		return nil, fmt.Errorf("no integer lies between %d and %d", min, max)
	}
	start := number{positive: interval{0, max}, negative: interval{1, 0}}
	if min < 0 {
		start.negative.high = -uint64(min)
	} else {
		start.positive.low = uint64(min)
	}
	return newAutomaton(t, start, func(b byte) bool { return b == '-' || isDigit(b) }), nil
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// interval holds the magnitudes from low to high; there are none if low is above high.
type interval struct{ low, high uint64 }

// number is the beginning of a decimal number.
type number struct {
	positive, negative interval // the magnitudes that the number may have
	minus              bool     // a sign has been written
	digits             int      // how many have been written
	value              uint64   // of the digits
}

func (n number) next(b byte) (state, bool) {
	switch {
	case b == '-' && !n.minus && n.digits == 0:
		n.minus = true
		return n, n.negative.low <= n.negative.high
	case !isDigit(b), n.digits > 0 && n.value == 0: // nothing follows a leading zero
		return nil, false
	}
	n.digits++
	var over uint64
	n.value, over = appendDigit(n.value, uint64(b-'0'))
	return n, over == 0 && n.magnitudes().reachable(n.value)
}

func (n number) complete() bool {
	i := n.magnitudes()
	return n.digits > 0 && i.low <= n.value && n.value <= i.high
}

func (n number) magnitudes() interval {
	if n.minus {
		return n.negative
	}
	return n.positive
}

// reachable says whether value is in the interval, perhaps after more digits.
func (i interval) reachable(value uint64) bool {
	if value == 0 {
		return i.low == 0
	}
	first, last := value, value // of the numbers with as many digits more
	for first <= i.high {
		if last >= i.low {
			return true
		}
		var over uint64
		if first, over = appendDigit(first, 0); over != 0 {
			return false
		}
		if last, over = appendDigit(last, 9); over != 0 {
			last = math.MaxUint64
		}
	}
	return false
}

// appendDigit returns 10*value+digit; over is not 0 if that is too large.
func appendDigit(value, digit uint64) (sum, over uint64) {
	over, sum = bits.Mul64(value, 10)
	sum, carry := bits.Add64(sum, digit, 0)
	return sum, over + carry
}
