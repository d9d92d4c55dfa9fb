package report

import (
	"errors"
	"strings"
	"testing"

	"github.com/pawgen/pawgen/internal/buildtime/generate"
)

func TestWriteDiff(t *testing.T) {
	list := []generate.Difference{
		{
			Function: "mail.Route", Why: "spec changed",
			Old:    &generate.Version{Spec: "one\ntwo", Pseudo: "p\n", Compiler: "c"},
			New:    &generate.Version{Spec: "one\n2", Pseudo: "p\n", Compiler: "c"},
			Before: []generate.Result{result(5, "a", "x", "x", nil), result(6, "b", "y", "y", nil), result(7, "c", "x", "", errors.New("no room"))},
			After:  []generate.Result{result(5, "a", "x", "x", nil), result(6, "b", "y", "x", nil), result(7, "c", "x", "x", nil)},
		},
		{Function: "mail.New", Why: "not in paw.lock", New: &generate.Version{Pseudo: "p"}, After: []generate.Result{result(9, "a", "x", "y", nil)}},
		{Function: "mail.Gone", Why: "no stub is left"},
	}
	const want = `mail.Route: spec changed
diff paw.lock: spec spec
--- paw.lock: spec
+++ spec
@@ -1,2 +1,2 @@
 one
-two
+2
2 of 3 tests pass, 2 before
	mail.go:6:3: input "b": "y" is now "x", want "y"
	mail.go:7:3: input "c": failure is now "x", want "x"

mail.New: not in paw.lock
diff paw.lock: pseudo-program pseudo-program
--- paw.lock: pseudo-program
+++ pseudo-program
@@ -0,0 +1,1 @@
+p
0 of 1 tests pass

mail.Gone: no stub is left
`
	var b strings.Builder
	if err := WriteDiff(&b, list); err != nil {
		t.Fatal(err)
	}
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}
