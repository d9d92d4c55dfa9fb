package llama

import (
	"testing"

	"github.com/pawgen/pawgen/internal/testing/enginetest"
)

// TestConformance allows for rounding: llama.cpp adds up in another order when
// there are more tokens in a batch, or more cells in a context. Where that
// decides which way an activation is rounded to eight bits, the difference is
// as large as those from the reference may be. One thread, because llama.cpp's
// wait for each other by spinning, which is slow where other tests run too. Keys,
// values and what meets weights of half precision it rounds to 1/2048.
func TestConformance(t *testing.T) {
	enginetest.Run(t, llama{}, 1, enginetest.Tolerances{Rounding: 3e-2, Floats: 3e-3})
}
