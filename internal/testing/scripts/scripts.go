// Package scripts runs testscripts, which show what a user of a command can see.
//
// The modules whose commands have scripts, pawgen's and the benchmark's, share
// its setup: a module of its own for each script, offline, that uses this
// repository; servers that speak the protocols of hosted compilers and of
// models, also on bad days; and commands for files.
package scripts

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
	"github.com/rogpeppe/go-internal/testscript"
)

// Run runs the scripts of a folder. Root is the repository's folder, absolute.
// With update, what the scripts see is written into their golden files.
func Run(t *testing.T, root, dir string, update bool) {
	env := goEnv(t, "GOCACHE", "GOMODCACHE", "GOROOT")
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       update,
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, env...)
			e.Setenv("ROOT", root)
			e.Setenv("GOFLAGS", "-mod=mod")
			e.Setenv("GOPROXY", "off")
			e.Setenv("GOSUMDB", "off")
			e.Setenv("GOTOOLCHAIN", "local")
			e.Setenv("CGO_ENABLED", "0")
			e.Setenv("PAWGEN_MODELS", filepath.Join(e.WorkDir, "models"))
			e.Setenv("PAW_CACHE_DIR", filepath.Join(e.WorkDir, "sdk"))
			e.Setenv("PAW_API_KEY", "")
			e.Setenv("PAW_API_URL", "http://127.0.0.1:9") // nobody listens there
			e.Setenv("XDG_CONFIG_HOME", filepath.Join(e.WorkDir, "config"))
			module := "module example.com/m\n\ngo 1.25.0\n\nrequire github.com/pawgen/pawgen v0.0.0\n\n" +
				"replace github.com/pawgen/pawgen => " + filepath.ToSlash(root) + "\n"
			return os.WriteFile(filepath.Join(e.WorkDir, "go.mod"), []byte(module), 0o666)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"chat":        chatServer,
			"exits":       exits,
			"freeze":      freeze,
			"frozen":      frozen,
			"hub":         hub,
			"interpreter": interpreter,
			"locked":      locked,
			"long":        long,
			"received":    received,
			"service":     service,
			"replace":     replace,
			"weights":     weights,
		},
	})
}

// goEnv asks the go command for variables, so that scripts share the caches.
func goEnv(t *testing.T, names ...string) []string {
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(strings.TrimSpace(string(out)), "\n")
	for i, value := range values {
		values[i] = names[i] + "=" + value
	}
	return values
}

// exits runs a program that must exit with a status: exits status program args...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status program args...")
	}
	var status *exec.ExitError
	err := ts.Exec(args[1], args[2:]...)
	if !errors.As(err, &status) || strconv.Itoa(status.ExitCode()) != args[0] {
		ts.Fatalf("%s: %v, want exit status %s", args[1], err, args[0])
	}
}

// past is the time that freeze gives to files.
var past = time.Unix(1_000_000_000, 0)

// freeze makes files old: freeze file...
func freeze(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		ts.Check(os.Chtimes(ts.MkAbs(name), past, past))
	}
}

// frozen says that nobody wrote the files since freeze, or with ! that
// somebody did: [!] frozen file...
func frozen(ts *testscript.TestScript, neg bool, args []string) {
	for _, name := range args {
		info, err := os.Stat(ts.MkAbs(name))
		ts.Check(err)
		if untouched := info.ModTime().Equal(past); untouched == neg {
			ts.Fatalf("%s: untouched is %v", name, untouched)
		}
	}
}

// replace edits a file: replace file old new.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace file old new")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o666))
}

// long makes every word LONG of a file a text that no model takes: long file.
func long(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: long file")
	}
	text := strings.ReplaceAll(ts.ReadFile(args[0]), "LONG", strings.Repeat("many words ", 2000))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o666))
}

// locked holds the lock of a file for the rest of the script: locked file.
func locked(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: locked file")
	}
	f, err := lockedfile.Create(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { ts.Check(f.Close()) })
}
