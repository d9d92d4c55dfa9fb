package native

import (
	"testing"

	"github.com/pawgen/pawgen/internal/testing/enginetest"
)

// TestConformance allows for keys and values of eight bits whatever the weights
// are.
func TestConformance(t *testing.T) {
	enginetest.Run(t, native{}, 2, enginetest.Tolerances{Floats: 2e-2})
}
