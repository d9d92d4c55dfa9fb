package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestManualIsGoDoc compares what -h prints with what go doc prints.
func TestManualIsGoDoc(t *testing.T) {
	out, err := exec.Command("go", "doc", "-cmd").Output()
	if err != nil {
		t.Fatal(err)
	}
	_, want, _ := strings.Cut(string(out), "\n\n") // the package clause
	if got := manual(); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("-h prints\n%s\ngo doc prints\n%s", got, want)
	}
}

// TestManualHasEveryFlag looks for the flags that the source defines in the
// usage lines of the manual.
func TestManualHasEveryFlag(t *testing.T) {
	usage, _, _ := strings.Cut(manual(), "Packages are")
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range regexp.MustCompile(`flags\.\w+\("(\w+)", `).FindAllSubmatch(source, -1) {
			if found++; !regexp.MustCompile(`\[-` + string(match[1]) + `( \w+)?\]`).MatchString(usage) {
				t.Errorf("the manual's usage lacks -%s of %s", match[1], name)
			}
		}
	}
	if found < 3 {
		t.Errorf("found %d flags in the source, want at least 3", found)
	}
}
