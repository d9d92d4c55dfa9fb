package constrain

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/pawgen/pawgen/internal/answer/schema"
)

func mustInteger(t testing.TB, min int64, max uint64) Constraint {
	t.Helper()
	c, err := New(NewVocabulary(tokens), schema.Type{Kind: schema.Integer, Min: min, Max: max})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// accepts says whether a walk can write exactly text, byte by byte, and end there.
func accepts(c Constraint, text string) bool {
	w := c.Start(budget)
	for i := range len(text) {
		if w.Done() || !slices.Contains(w.Candidates(), int32(text[i])) {
			return false
		}
		w.Advance(int32(text[i])) // the first 128 tokens are ASCII
	}
	return w.Done() || slices.Contains(w.Candidates(), tokens.EOS())
}

// Every range in the neighbourhood of 0, and some around changes of length:
// the answers are exactly its numbers.
func TestIntegerExhaustive(t *testing.T) {
	type pair struct {
		min int64
		max uint64
	}
	ranges := []pair{
		{math.MinInt8, math.MaxInt8}, {0, math.MaxUint8}, {-1000, 0}, {99, 101}, {995, 1012},
		{-101, 9}, {128, 128}, {120, 1281}, {199, 3001}, {9, 1000},
	}
	for min := int64(-13); min <= 23; min++ {
		for max := int64(0); max <= 23; max++ {
			if min <= max {
				ranges = append(ranges, pair{min, uint64(max)})
			}
		}
	}
	for _, r := range ranges {
		got, _ := explore(t, mustInteger(t, r.min, r.max))
		var want []string
		for i := r.min; i <= int64(r.max); i++ {
			want = append(want, strconv.FormatInt(i, 10))
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%d to %d: answers are %v", r.min, r.max, got)
		}
	}
}

func TestIntegerLimits(t *testing.T) {
	for _, r := range []struct {
		min int64
		max uint64
	}{
		{math.MinInt8, math.MaxInt8}, {math.MinInt16, math.MaxInt16},
		{math.MinInt32, math.MaxInt32}, {math.MinInt64, math.MaxInt64},
		{0, math.MaxUint8}, {0, math.MaxUint16}, {0, math.MaxUint32}, {0, math.MaxUint64},
		{math.MinInt64, math.MaxUint64}, {math.MaxInt64, math.MaxUint64}, {math.MinInt64, 0},
	} {
		c := mustInteger(t, r.min, r.max)
		low, high := big.NewInt(r.min), new(big.Int).SetUint64(r.max)
		near := func(x *big.Int, by int64) string { return new(big.Int).Add(x, big.NewInt(by)).String() }
		for _, test := range []struct {
			text string
			want bool
		}{
			{low.String(), true}, {high.String(), true}, {near(low, 1), true}, {near(high, -1), true},
			{near(low, -1), false}, {near(high, 1), false},
			{high.String() + "0", false},
			{"", false}, {"-", false}, {"-0", false}, {"00", false}, {"01", false}, {"+1", false}, {" 1", false},
		} {
			if got := accepts(c, test.text); got != test.want {
				t.Errorf("%d to %d: %q is accepted: %v, want %v", r.min, r.max, test.text, got, test.want)
			}
		}
	}
}

// A full number ends the walk without a decision for the end token.
func TestIntegerEndsByItself(t *testing.T) {
	for _, test := range []struct {
		path string
		want bool
	}{{"9", false}, {"12", false}, {"25", false}, {"26", true}, {"255", true}, {"0", true}} {
		w := replay(mustInteger(t, 0, math.MaxUint8), bytesOf(test.path))
		if w.Done() != test.want {
			t.Errorf("after %q: done is %v, want %v", test.path, w.Done(), test.want)
		}
	}
}

func bytesOf(s string) (path []int32) {
	for i := range len(s) {
		path = append(path, int32(s[i]))
	}
	return path
}

// checkWalk takes the choices that choose makes and checks that they end in a number.
func checkWalk(t *testing.T, min int64, max uint64, choose func(n int) int) {
	t.Helper()
	w := mustInteger(t, min, max).Start(budget)
	for n := 0; !w.Done(); n++ {
		if n == 21 {
			t.Fatalf("%d to %d: no end after %d tokens, %q", min, max, n, w.Answer())
		}
		w.Advance(w.Candidates()[choose(len(w.Candidates()))])
	}
	got, ok := new(big.Int).SetString(string(w.Answer()), 10)
	if !ok || got.String() != string(w.Answer()) {
		t.Fatalf("%d to %d: answer is %q, want a number", min, max, w.Answer())
	}
	if got.Cmp(big.NewInt(min)) < 0 || got.Cmp(new(big.Int).SetUint64(max)) > 0 {
		t.Fatalf("%d to %d: answer is %s", min, max, got)
	}
}

func TestIntegerRandomWalks(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		min, max := int64(r.Uint64())>>r.IntN(64), r.Uint64()>>r.IntN(64)
		if min > 0 && uint64(min) > max {
			min = -min
		}
		checkWalk(t, min, max, r.IntN)
	}
}

func FuzzInteger(f *testing.F) {
	f.Add(int64(0), uint64(0), []byte{})
	f.Add(int64(math.MinInt64), uint64(math.MaxUint64), []byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"))
	f.Fuzz(func(t *testing.T, min int64, max uint64, choices []byte) {
		if min > 0 && uint64(min) > max {
			t.Skip()
		}
		checkWalk(t, min, max, func(n int) int {
			if len(choices) == 0 {
				return 0
			}
			c := int(choices[0]) % n
			choices = choices[1:]
			return c
		})
	})
}
