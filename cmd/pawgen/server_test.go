package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pawgen/pawgen/internal/hostedtest"
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

// service starts a hosted compiler for the rest of the script, at $PAW_API_URL,
// which writes what it is sent into a file: service log [bad day].
func service(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: service log [busy|limited|training|keyed]")
	}
	server := hostedtest.New(random)
	ts.Defer(server.Close)
	for _, day := range args[1:] {
		switch day {
		case "busy":
			server.Next("download", hostedtest.Answer{Status: http.StatusAccepted, Header: http.Header{"Retry-After": {"1"}}})
		case "limited":
			server.Next("compile", hostedtest.Answer{Status: http.StatusTooManyRequests,
				Header: http.Header{"Retry-After": {"90"}, "X-Ratelimit-Limit": {"20"}}, Body: `{"detail":"Rate limit exceeded"}`})
		case "training":
			server.Kind = "finetune_lora"
		case "keyed":
			server.Key = "paw_sk_1"
		default:
			ts.Fatalf("unknown day %q", day)
		}
	}
	server.Publish("user/urgent@v2", "Say whether somebody waits for an answer.")
	services.Store(ts, server)
	ts.Setenv("PAW_API_URL", server.URL)
	ts.Setenv("LOG", args[0])
}

// services are the servers of the running scripts, which run at the same time.
var services sync.Map

// received writes what the service was sent into the file that was named.
func received(ts *testscript.TestScript, neg bool, args []string) {
	server, ok := services.Load(ts)
	if !ok || neg || len(args) > 0 {
		ts.Fatalf("usage: received, after service")
	}
	log := server.(*hostedtest.Server).Log()
	ts.Check(os.WriteFile(ts.MkAbs(ts.Getenv("LOG")), []byte(log), 0o666))
}
