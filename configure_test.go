package pawgen_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pawgen/pawgen"
)

// TestOptions: an option that makes no sense is an error and changes nothing.
func TestOptions(t *testing.T) {
	tests := []struct {
		option pawgen.Option
		want   string
	}{
		{pawgen.Option{}, "<nil>"},
		{pawgen.Threads(0), "paw: Configure: 0 threads (want at least 1)"},
		{pawgen.Engine("steam"), "paw: Configure: bad configuration: engine \"steam\" is not in this binary, it has [\"native\"]\n\thint: import the package that registers \"steam\""},
		{pawgen.Threads(3), "<nil>"},
		{pawgen.Memory(-1), "paw: Configure: -1 bytes of memory (want at least 0)"},
		{pawgen.Memory(0), "<nil>"},
		{pawgen.Memory(64 << 20), "<nil>"},
		{pawgen.SavePrefixes("configure_test.go"), "paw: Configure: bad configuration: folder of saved prefixes: mkdir configure_test.go: not a directory"},
		{pawgen.SavePrefixes(""), "paw: Configure: bad configuration: folder of saved prefixes: no name"},
		{pawgen.Engine("native"), "<nil>"},
	}
	for _, test := range tests {
		err := pawgen.Configure(test.option)
		if fmt.Sprint(err) != test.want {
			t.Errorf("error %v, want %q", err, test.want)
		}
		if strings.Contains(test.want, "bad configuration") != errors.Is(err, pawgen.ErrBadConfig) {
			t.Errorf("error %v is ErrBadConfig: %v", err, errors.Is(err, pawgen.ErrBadConfig))
		}
	}
}

func TestHint(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{pawgen.ErrNoBase, ""},
		{&pawgen.Error{Func: "a.B", Err: errors.New("no\n\thint: do this\nand more")}, "do this"},
	} {
		if got := pawgen.Hint(c.err); got != c.want {
			t.Errorf("hint of %v is %q, want %q", c.err, got, c.want)
		}
	}
}
