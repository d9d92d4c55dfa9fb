package scripts

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/pawgen/pawgen/internal/testing/hostedtest"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
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

// interpreter writes a small random model, of the kind of nano or of smol:
// interpreter file [llama].
func interpreter(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 || len(args) > 2 || len(args) == 2 && args[1] != testmodel.Small.Arch {
		ts.Fatalf("usage: interpreter file [llama]")
	}
	data := random.Interpreter
	if len(args) == 2 {
		data = testmodel.Small.File(1)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), data, 0o666))
}

// weights adds a stand-in for models/smol to the script's module, a small random
// model in a folder: weights folder.
func weights(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: weights folder")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(testmodel.Module(ts.Getenv("ROOT"), dir, testmodel.Small.File(1)))
	const path = "github.com/pawgen/pawgen/models/smol"
	file := ts.MkAbs("go.mod")
	module := ts.ReadFile("go.mod") + "\nrequire " + path + " v0.0.0\n\nreplace " + path + " => " + filepath.ToSlash(dir) + "\n"
	ts.Check(os.WriteFile(file, []byte(module), 0o666))
}

// service starts a hosted compiler for the rest of the script, at $PAW_API_URL,
// which writes what it is sent into a file: service log [bad day].
func service(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: service log [busy|limited|hurried|closed|training|keyed]")
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
		case "hurried":
			server.Next("compile", hostedtest.Answer{Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {"1"}}})
		case "closed":
			server.Next("compile", hostedtest.Answer{Status: http.StatusTooManyRequests,
				Header: http.Header{"Retry-After": {"86400"}}, Body: `{"detail":"Rate limit exceeded"}`})
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

// chatServer starts a model's server for the rest of the script, at $CHAT, which
// speaks OpenAI's protocol: chat reply... gives one reply after the other, and
// the last one from then on. A reply is an error status, page, no-choices or the
// model's answer.
func chatServer(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: chat reply...")
	}
	var calls atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reply := args[min(int(calls.Add(1)), len(args))-1]
		status, err := strconv.Atoi(reply)
		switch {
		case err == nil:
			w.WriteHeader(status)
		case reply == "page":
			io.WriteString(w, "<html>Please log in.</html>")
		case reply == "no-choices":
			io.WriteString(w, `{"choices":[]}`)
		default:
			fmt.Fprintf(w, `{"choices":[{"message":{"role":"assistant","content":%q}}]}`, reply)
		}
	}))
	ts.Defer(server.Close)
	ts.Setenv("CHAT", server.URL)
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
