package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/cli"
)

// TestManualIsGoDoc compares what -h prints with what go doc prints.
func TestManualIsGoDoc(t *testing.T) {
	out, err := exec.Command("go", "doc", "-cmd").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := strings.Cut(string(out), "\n\n") // the package clause
	if got := cli.Manual(manualSource); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("-h prints\n%s\ngo doc prints\n%s", got, want)
	}
}

// TestManualHasEveryFlag looks for the flags that the source defines in the
// usage lines of the manual.
func TestManualHasEveryFlag(t *testing.T) {
	usage, _, _ := strings.Cut(cli.Manual(manualSource), "It is a module")
	source, err := os.ReadFile("bench.go")
	if err != nil {
		t.Fatal(err)
	}
	flags := regexp.MustCompile(`flags\.\w+\([^"]+"([\w-]+)", `).FindAllSubmatch(source, -1)
	if len(flags) < 8 {
		t.Errorf("found %d flags in the source, want at least 8", len(flags))
	}
	for _, f := range flags {
		if !strings.Contains(usage, "[-"+string(f[1])+"]") && !strings.Contains(usage, "[-"+string(f[1])+" ") {
			t.Errorf("the manual's usage lacks -%s", f[1])
		}
	}
}
