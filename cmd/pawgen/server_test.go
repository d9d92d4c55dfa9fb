package main

import (
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pawgen/pawgen/internal/testmodel"
)

// random is the model that servers of scripts have.
var random = testmodel.New(1)

// hub serves a folder over HTTP for the rest of the script, at $HUB: hub folder.
func hub(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: hub folder")
	}
	server := httptest.NewServer(http.FileServer(http.Dir(ts.MkAbs(args[0]))))
	ts.Defer(server.Close)
	ts.Setenv("HUB", server.URL)
}

// interpreter writes a small random model: interpreter file.
func interpreter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: interpreter file")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), random.Interpreter, 0o666))
}
