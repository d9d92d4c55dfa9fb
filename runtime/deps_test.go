package runtime

import (
	"os/exec"
	"strings"
	"testing"
)

// TestDependencies keeps the promises that binaries get nothing from generated
// code but the standard library, x/sys and this module, and no network.
func TestDependencies(t *testing.T) {
	const format = `{{if or (not .Standard) (eq .ImportPath "net")}}{{.ImportPath}}{{end}}`
	out, err := exec.Command("go", "list", "-deps", "-f", format, ".").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	paths := strings.Fields(string(out))
	if len(paths) < 2 {
		t.Fatalf("go list found only %q", paths)
	}
	for _, path := range paths {
		if !strings.HasPrefix(path, "github.com/pawgen/pawgen/") && !strings.HasPrefix(path, "golang.org/x/sys/") {
			t.Errorf("runtime depends on %s", path)
		}
	}
}
