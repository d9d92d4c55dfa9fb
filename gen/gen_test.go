package gen_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/annotations"
	"github.com/pawgen/pawgen/gen"
)

// A test of one's own module may hold that its generated files are up to date.
func ExampleCheck() {
	if err := gen.Check(context.Background(), "../examples/helpdesk", os.Stderr, "./..."); err != nil {
		fmt.Println("run go generate:", err)
		return
	}
	fmt.Println("up to date")
	// Output: up to date
}

const stub = `package mail

// Urgent says whether a message cannot wait.
//
//paw:base nano
//paw:spec Say whether the message is urgent.
func Urgent(msg string) bool { return pawUrgent(msg) }
`

// TestDoor generates a package from nothing, in a module that has nothing else,
// and changes its spec.
func TestDoor(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("go.mod", "module example.com/mail\n\ngo 1.25.0\n")
	write("mail.go", stub)

	wantDiagnostic(t, gen.Check(t.Context(), dir, nil), "mail.go:7:6: Urgent: not in paw.lock")
	if err := gen.Generate(t.Context(), dir, nil); err != nil {
		t.Fatal(err)
	}
	if err := gen.Check(t.Context(), dir, nil, "./..."); err != nil {
		t.Errorf("after generating: %v", err)
	}
	write("mail.go", strings.Replace(stub, "//paw:spec", "//paw:spec Read with care.\n//paw:spec", 1))
	wantDiagnostic(t, gen.Check(t.Context(), dir, nil), "mail.go:8:6: Urgent: spec changed since paw.lock")
	write("mail.go", "package mail\n\n//paw:sepc x\nvar V = 1\n")
	wantDiagnostic(t, gen.Generate(t.Context(), dir, nil), "mail.go:3:3: ")
}

// wantDiagnostic wants an error to be one diagnostic that begins with a text.
func wantDiagnostic(t *testing.T, err error, want string) {
	t.Helper()
	var list annotations.Diagnostics
	if !errors.As(err, &list) || len(list) != 1 || !strings.HasPrefix(list[0].String(), want) || list[0].Hint == "" {
		t.Errorf("error is %v, want the diagnostic %s, with a hint", err, want)
	}
}
