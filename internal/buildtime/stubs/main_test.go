package stubs

import (
	"os"
	"testing"
)

// TestMain shows that loading needs no network, no C compiler and no go flags.
func TestMain(m *testing.M) {
	os.Setenv("GOPROXY", "off")
	os.Setenv("GOFLAGS", "")
	os.Setenv("GOWORK", "off")
	os.Setenv("CGO_ENABLED", "0")
	os.Exit(m.Run())
}
