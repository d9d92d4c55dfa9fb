package constrain

import (
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

// TestFloats compares automata with package strconv: a decimal is an answer if
// it is the shortest of its number, has few digits and lies within the bounds.
func TestFloats(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	texts := []string{"", "-", ".", "0", "-0", "00", "0.", ".5", "0.5", "0.50", "-0.5", "-0.0", "1e3", "+1", "1.05", "01", "10", "9.999999", "123456", "1234567", "0.00001"}
	for range 4000 {
		texts = append(texts, strconv.FormatFloat(float64(r.IntN(4_000_000)-2_000_000)/[]float64{1, 10, 100, 1e4, 1e6}[r.IntN(5)], 'f', r.IntN(5)-1, 64))
	}
	for _, bounds := range [][2]string{
		{"", ""}, {"0", ""}, {"", "0"}, {"0", "1"}, {"-1", "1"}, {"0.25", "0.5"}, {"-20.75", "-3.5"}, {"99", "101.125"}, {"-0.001", "1000"}, {"5", "5"}, {"0", "0"}, {"0.1", "0.1"},
	} {
		for _, digits := range []int{6, 15} {
			typ := schema.Type{Kind: schema.Float, Digits: digits, Low: bounds[0], High: bounds[1]}
			d := number(typ)
			for _, text := range texts {
				x, err := strconv.ParseFloat(text, 64)
				n, ok := schema.Number(text), false
				if err == nil && schema.Decimal(x, 64) == text && text != "-0" {
					_, err := typ.Render(n)
					ok = err == nil
				}
				if got := d.accepts(text); got != ok {
					t.Fatalf("%q to %q, %d digits: %q is accepted: %v, want %v", bounds[0], bounds[1], digits, text, got, ok)
				}
			}
		}
	}
}
