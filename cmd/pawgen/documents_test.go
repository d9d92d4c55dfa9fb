package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are the files that tell people and agents which commands there are.
var documents = []string{"README.md", "AGENTS.md", "skills/pawgen/SKILL.md", "examples/README.md", "examples/*/README.md",
	"examples/ci/pre-commit", "examples/ci/pawgen.yml", "docs/*.md"}

var (
	// code is a call in a code span or after "go tool": what follows "pawgen".
	code = regexp.MustCompile("(?:`|go tool )pawgen((?: +[-\\w./\"<>]+)*)")
	word = regexp.MustCompile(`^[a-z]+$`)
)

// TestDocumentsNameCommands fails if a document names a command or a flag that
// does not exist.
func TestDocumentsNameCommands(t *testing.T) {
	commands := newCall("", nil, nil).commands()
	usage, _, _ := strings.Cut(manual(), "Packages are")
	found := 0
	for _, name := range files(t, documents) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(text), -1) {
			args := strings.Fields(m[1])
			if len(args) == 0 {
				continue
			}
			command := ""
			if word.MatchString(args[0]) {
				if command = args[0]; commands[command] == nil {
					t.Errorf("%s: %q: no such command", name, m[0])
					continue
				}
				args = args[1:]
			}
			found++
			for _, arg := range args {
				if strings.HasPrefix(arg, "-") && !hasFlag(usage, command, arg) {
					t.Errorf("%s: %q: no such flag", name, m[0])
				}
			}
		}
	}
	if found < 20 {
		t.Errorf("found %d calls in the documents, want at least 20", found)
	}
}

// hasFlag looks for a flag in the line of a command in the manual's usage, and
// for the rarer flags of generating, which have no place there, in its text.
func hasFlag(usage, command, flag string) bool {
	if command == "" && strings.Contains(strings.TrimPrefix(manual(), usage), flag+" ") {
		return true
	}
	for _, line := range strings.Split(usage, "\n") {
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), strings.TrimSpace("pawgen "+command))
		if ok && (strings.Contains(rest, "["+flag) || strings.TrimSpace(rest) == flag) {
			return true
		}
	}
	return false
}

// files are those of patterns that start at the repository's root.
func files(t *testing.T, patterns []string) []string {
	var list []string
	for _, p := range patterns {
		found, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(p)))
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, found...)
	}
	return list
}

// TestSkill checks the front matter against the Agent Skills format: the name
// is that of the folder, and the description says when to read on.
func TestSkill(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "skills", "pawgen", "SKILL.md"))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`\A---\nname: ([a-z0-9-]{1,64})\ndescription: ([^\n]+)\n---\n`).FindSubmatch(text)
	if m == nil {
		t.Fatalf("the front matter is not name and description:\n%.300s", text)
	}
	if string(m[1]) != "pawgen" || !strings.Contains(string(m[2]), "Use it when") || strings.Contains(string(m[2]), ": ") || len(m[2]) > 1024 {
		t.Errorf("name %q, description %q", m[1], m[2])
	}
	if lines := strings.Count(string(text), "\n"); lines > 500 {
		t.Errorf("%d lines, want at most 500: an agent reads them all", lines)
	}
}
