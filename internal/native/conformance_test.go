package native

import (
	"testing"

	"github.com/pawgen/pawgen/internal/enginetest"
)

func TestConformance(t *testing.T) { enginetest.Run(t, native{}, 2, 0) }
