package hosted

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
	"github.com/pawgen/pawgen/internal/testing/hostedtest"
	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// random is the model of all servers.
var random = testmodel.New(1)

// A clock only counts.
type clock struct{ waited time.Duration }

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.waited += d
	return ctx.Err()
}

// start makes a server and a client of it.
func start(t *testing.T) (*hostedtest.Server, *Client, *clock) {
	t.Helper()
	s := hostedtest.New(random)
	t.Cleanup(s.Close)
	c := &clock{}
	return s, &Client{URL: s.URL + "/", Sleep: c.sleep}, c
}

// spec is what the tests compile.
var spec = compiler.Spec{Name: "mail.Route", Text: "Route a message to its department.", MaxTokens: 9,
	Result: compiler.Result{Kind: compiler.Enum, Labels: []compiler.Label{{Text: "billing", Doc: "invoices"}, {Text: "support"}}}}

// compile makes spec's program on a server.
func compile(t *testing.T, c *Client) (*program.Program, error) {
	t.Helper()
	return New(c, "", testmodel.StoredID, false, nil).Compile(context.Background(), spec, nil)
}

func TestCompile(t *testing.T) {
	s, c, clock := start(t)
	var notices []string
	var stages []string
	p, err := New(c, "", testmodel.StoredID, false, func(n string) { notices = append(notices, n) }).
		Compile(context.Background(), spec, func(e compiler.Event) { stages = append(stages, e.Stage) })
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != spec.Name || p.Spec != spec.Prose() || p.MaxTokens != 9 || p.Compiler != hostedtest.Snapshot || p.Base.ID != testmodel.StoredID || len(p.GGUF) == 0 {
		t.Errorf("got %+v", p)
	}
	if _, err := p.Encode(); err != nil {
		t.Error(err)
	}
	if len(notices) != 1 || !strings.HasPrefix(notices[0], "specs are sent to "+s.URL+"; inputs and tests never are. ") {
		t.Errorf("notices %q", notices)
	}
	if got := strings.Join(stages, "; "); got != "ask the server; compile, about 3s; download" || clock.waited != 0 {
		t.Errorf("stages %q after waiting %v", got, clock.waited)
	}
	log := s.Log()
	if strings.Count(log, "POST /api/v1/compile {") != 1 || !strings.Contains(log, `"public":false`) || strings.Contains(log, `"compiler"`) {
		t.Errorf("the server was sent\n%s", log)
	}
}

// A server's own compiler is asked for by name, its answer must be of it.
func TestCompileNamed(t *testing.T) {
	s, c, _ := start(t)
	p, err := New(c, "paw-x", testmodel.StoredID, true, nil).Compile(context.Background(), spec, nil)
	if err != nil || p.Compiler != "paw-x-20260101" || !strings.Contains(s.Log(), `"compiler":"paw-x","public":true`) {
		t.Errorf("got %v, %v; the server was sent\n%s", p, err, s.Log())
	}
	file := s.File(p.ID())
	s.Next("compile", hostedtest.Answer{Status: 200, Body: `{"status":"ready","program_id":"` + p.ID() + `"}`})
	s.Next("compile", hostedtest.Answer{Status: 200, Body: `{"status":"ready","program_id":"` + p.ID() + `"}`})
	s.Replace(p.ID(), file)
	for _, test := range []struct{ name, base, want string }{
		{"paw-y", testmodel.StoredID, `the server's program is of compiler "paw-x-20260101", want "paw-y"`},
		{"paw-4b-gpt2", "gpt2-q8_0", `the server's program runs on "testmodel-f32", want "gpt2-q8_0"`},
	} {
		if _, err := New(c, test.name, test.base, false, nil).Compile(context.Background(), spec, nil); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	if b := New(c, "", "gpt2-q8_0", false, nil); b.Snapshot() != "paw-4b-gpt2" || len(b.Base().SHA256) != 64 {
		t.Errorf("the compiler for gpt2-q8_0 is %q on %+v", b.Snapshot(), b.Base())
	}
}

func TestSpecLimits(t *testing.T) {
	s, c, _ := start(t)
	for _, test := range []struct{ text, want string }{
		{"too short", "the spec with its labels and examples has 9 characters, the service takes 10 to 16000"},
		{strings.Repeat("ö", 16001), "the spec with its labels and examples has 16001 characters, the service takes 10 to 16000"},
	} {
		_, err := New(c, "", "", false, nil).Compile(context.Background(), compiler.Spec{Text: test.text, Result: compiler.Result{Kind: compiler.Text}}, nil)
		if err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
	if s.Log() != "" {
		t.Errorf("the server was sent\n%s", s.Log())
	}
}

// header is one header of an answer.
func header(key, value string) http.Header { return http.Header{key: {value}} }

// TestCompileErrors: a compilation is sent once, whatever the answer is.
func TestCompileErrors(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer hostedtest.Answer
		want   string
	}{
		{"422 list", hostedtest.Answer{Status: 422, Body: `{"detail":[{"loc":["body","spec"],"msg":"String should have at least 10 characters","type":"string_too_short"},{"loc":["body"],"msg":"bad"}]}`},
			"the server answers 422: spec: String should have at least 10 characters; bad"},
		{"422 compiler", hostedtest.Answer{Status: 422, Body: `{"detail":[{"loc":["body","compiler"],"msg":"retired"}]}`}, "the server answers 422: compiler: retired"},
		{"422 alone", hostedtest.Answer{Status: 422, Body: `{"detail":"no"}`}, "the server answers 422: no"},
		{"413", hostedtest.Answer{Status: 413}, "the server answers 413: Request Entity Too Large"},
		{"501", hostedtest.Answer{Status: 501}, "the server answers 501: Not Implemented"},
		{"documented", hostedtest.Answer{Status: 503, Body: `{"error":"durable_queue_unavailable","message":"The queue is down.","request_id":"r-1"}`},
			"the server answers 503 durable_queue_unavailable: The queue is down. (request r-1)\n\thint: try again later: asking again for the same spec is safe, the server knows it"},
		{"details", hostedtest.Answer{Status: 400, Body: `{"error":"bad","message":"No.","details":"unknown compiler"}`}, "the server answers 400 bad: No.: unknown compiler"},
		{"detail object", hostedtest.Answer{Status: 400, Body: `{"detail":{"error":"bad","message":"No."}}`}, "the server answers 400 bad: No."},
		{"429", hostedtest.Answer{Status: 429, Header: http.Header{"Retry-After": {"90"}, "X-Ratelimit-Limit": {"20"}}, Body: `{"detail":"slow down"}`},
			"the server answers 429: slow down\n\thint: try again in 1m30s; the limit is 20 requests, more with an API key"},
		{"429 alone", hostedtest.Answer{Status: 429}, "the server answers 429: Too Many Requests\n\thint: try again later; an API key has a higher limit"},
		{"502", hostedtest.Answer{Status: 502, Header: header("Content-Type", "text/html"), Body: "<html>\x1b[31m"},
			"the server answers 502: Bad Gateway\n\thint: try again later: asking again for the same spec is safe, the server knows it"},
		{"401", hostedtest.Answer{Status: 401, Body: `{"detail":"Invalid\u001b[2J key"}`}, "the server answers 401: Invalid\uFFFD[2J key\n\thint: set PAW_API_KEY; private programs may need one"},
		{"failed", hostedtest.Answer{Status: 200, Body: `{"status":"failed","program_id":"0123456789abcdef","error":"out of memory"}`}, "the server could not compile the spec: out of memory"},
		{"failed silently", hostedtest.Answer{Status: 200, Body: `{"status":"failed"}`}, "the server could not compile the spec, and does not say why"},
		{"bad ID", hostedtest.Answer{Status: 200, Body: `{"status":"ready","program_id":"../../etc"}`}, `the server gives the program ID "../../etc", want 16 to 64 hex digits`},
		{"no JSON", hostedtest.Answer{Status: 200, Body: `ok`}, "URL: answer is not what the protocol says: invalid character 'o' looking for beginning of value"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, c, _ := start(t)
			s.Next("compile", test.answer)
			_, err := compile(t, c)
			if err == nil {
				t.Fatal("no error")
			}
			got, _, _ := strings.Cut(strings.Replace(err.Error(), s.URL, "URL", 1), "\n\thint: the request may")
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if n := strings.Count(s.Log(), "POST /api/v1/compile {"); n != 1 {
				t.Errorf("sent %d times", n)
			}
			var refusal *compiler.Refusal
			if got, want := errors.As(err, &refusal), test.name == "422 list" || test.name == "413"; got != want {
				t.Errorf("a refusal of the spec: %v, want %v", got, want)
			}
			if want := test.answer.Status == 429 || test.answer.Status > 501 || strings.HasPrefix(test.name, "failed"); again(err) != want {
				t.Errorf("to be asked again: %v, want %v", again(err), want)
			}
		})
	}
}

// A connection that breaks leaves it open whether the server heard the request.
func TestCompileBroken(t *testing.T) {
	s, c, _ := start(t)
	s.Next("compile", hostedtest.Answer{Status: 200, Body: "{}", Cut: 1})
	_, err := compile(t, c)
	if err == nil || !strings.Contains(err.Error(), "\n\thint: the request may have been heard and is not sent again by itself") {
		t.Errorf("got %v", err)
	}
	if again(err) {
		t.Error("a compilation that may have been heard is to be asked for again")
	}
	if n := strings.Count(s.Log(), "POST /api/v1/compile {"); n != 1 {
		t.Errorf("sent %d times", n)
	}
	s.Next("precheck", hostedtest.Answer{Status: 200, Body: "{}", Cut: 1})
	if _, err := compile(t, c); !again(err) {
		t.Errorf("a question without an answer is not to be asked again: %v", err)
	}
}

// again says whether trying again may help.
func again(err error) bool {
	_, ok := retry.Again(err)
	return ok
}

// Nobody hears a request that gets no connection: it may be sent again.
func TestNoConnection(t *testing.T) {
	s, c, _ := start(t)
	s.Close()
	for name, call := range map[string]func() error{
		"all":      func() error { _, err := compile(t, c); return err },
		"compile":  func() error { _, err := c.Compile(t.Context(), "s", "", false); return compileError(err) },
		"download": func() error { _, err := c.Download(t.Context(), strings.Repeat("0", 16)); return err },
	} {
		if err := call(); err == nil || !strings.HasPrefix(err.Error(), s.URL+": ") || !again(err) {
			t.Errorf("%s: error %v, to be asked again: %v", name, err, again(err))
		}
	}
}

// Other servers have no precheck.
func TestNoPrecheck(t *testing.T) {
	s, c, _ := start(t)
	s.Next("precheck", hostedtest.Answer{Status: 404, Body: `{"detail":"Not Found"}`})
	if _, err := compile(t, c); err != nil {
		t.Error(err)
	}
	s.Next("precheck", hostedtest.Answer{Status: 400, Body: `{"detail":"unknown compiler"}`})
	if _, err := compile(t, c); err == nil || err.Error() != "the server answers 400: unknown compiler" {
		t.Errorf("got %v", err)
	}
}

func TestTrain(t *testing.T) {
	s, c, clock := start(t)
	s.Kind = finetune
	s.Next("job", hostedtest.Answer{Status: 502}, hostedtest.Answer{Status: 429, Header: header("Retry-After", "9")})
	var done []float64
	var stages []string
	p, err := New(c, "", testmodel.StoredID, false, nil).Compile(context.Background(), spec, func(e compiler.Event) {
		done, stages = append(done, e.Done), append(stages, e.Stage)
	})
	if err != nil || p.Compiler != hostedtest.Snapshot {
		t.Fatalf("got %+v, %v", p, err)
	}
	for i := range len(done) - 1 {
		if done[i] > done[i+1] {
			t.Errorf("progress goes back: %v", done)
		}
	}
	if got := stages[2]; got != "queued, about 1m0s" || clock.waited < 9*time.Second {
		t.Errorf("stages %q after %v", stages, clock.waited)
	}
	if strings.Contains(s.Log(), "POST /api/v1/compile {") {
		t.Error("a long compilation was not started as a job")
	}
	for state, want := range map[string]string{
		`{"job_id":"j","status":"failed","error":"no\nteacher"}`: "the server could not compile the spec: no teacher",
		`{"job_id":"j","status":"cancelled"}`:                    "somebody cancelled the job on the server",
		`{"job_id":"j","status":"ready"}`:                        `the server gives the program ID "", want 16 to 64 hex digits`,
	} {
		s.Next("job", hostedtest.Answer{Status: 200, Body: state})
		if _, err := compile(t, c); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// A job is taken back if nobody waits for it any more.
func TestTrainCancelled(t *testing.T) {
	s, c, _ := start(t)
	s.Kind = finetune
	ctx, cancel := context.WithCancel(context.Background())
	c.Sleep = func(ctx context.Context, d time.Duration) error { cancel(); return ctx.Err() }
	if _, err := New(c, "", testmodel.StoredID, false, nil).Compile(ctx, spec, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(s.Log(), "DELETE /api/v1/compile/job-") {
		t.Errorf("the job goes on; the server was sent\n%s", s.Log())
	}
}

// TestDownloadWaits: the files of a program may take a while.
func TestDownloadWaits(t *testing.T) {
	busy := hostedtest.Answer{Status: 202, Header: header("Retry-After", "10")}
	elsewhere := hostedtest.Answer{Status: 404, Body: `{"detail":"assets pending"}`}
	for _, test := range []struct {
		name    string
		answers []hostedtest.Answer
		waited  time.Duration
		want    string // "" is success
	}{
		{"a while", []hostedtest.Answer{busy, busy, {Status: 202}, {Status: 202, Header: header("Retry-After", "0")}}, 24 * time.Second, ""},
		{"not yet served", []hostedtest.Answer{elsewhere, elsewhere}, 6 * time.Second, ""},
		{"bad gateway", []hostedtest.Answer{{Status: 502}, {Status: 503, Header: header("Retry-After", "20")}, {Status: 429}}, 26 * time.Second, ""},
		{"over a minute", []hostedtest.Answer{busy, busy, busy, busy, busy, busy, busy}, 60 * time.Second,
			"program ID is not ready after 1m0s\n\thint: it may still be generating; try again shortly, asking for the same spec is safe"},
		{"limit of an hour", []hostedtest.Answer{{Status: 429, Header: header("Retry-After", "3600")}}, 0, "the server answers 429: Too Many Requests\n\thint: try again in 1h0m0s"},
		{"unknown", []hostedtest.Answer{{Status: 404, Body: `{"detail":"Program ID not found."}`}}, 0, "no program ID on URL"},
		{"forbidden", []hostedtest.Answer{{Status: 403}}, 0, "the server answers 403: Forbidden\n\thint: set PAW_API_KEY; private programs may need one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, c, clock := start(t)
			id := s.Publish("user/name@v1", "Say yes or no.")
			s.Next("download", test.answers...)
			_, err := c.Download(context.Background(), id)
			got := ""
			if err != nil {
				got = strings.NewReplacer(id, "ID", s.URL, "URL").Replace(err.Error())
			}
			if got != test.want && !(test.name == "limit of an hour" && strings.HasPrefix(got, test.want)) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if clock.waited != test.waited {
				t.Errorf("waited %v, want %v", clock.waited, test.waited)
			}
		})
	}
}

// TestDownloadBad: what arrives is not what it should be.
func TestDownloadBad(t *testing.T) {
	s, c, _ := start(t)
	id := s.Publish("user/name@v1", "Say yes or no.")
	good := s.File(id)
	other := s.File(s.Publish("user/other@v1", "Say no or yes."))
	flipped := bytes.Clone(good)
	flipped[bytes.Index(flipped, random.Adapter)+500] ^= 1
	for _, test := range []struct {
		name string
		file []byte
		want string
	}{
		{"another program", other, `program ID: meta.json: program_id is "`},
		{"flipped bit", flipped, `program ID: member "adapter.gguf": checksum is wrong: the archive is damaged`},
		{"page", []byte("<html>"), `program ID: file is 6 bytes and starts with "<html>" (want a .paw or .pawc file)`},
		{"old format", []byte("PAW\x02...."), `program ID: file is in the old binary PAW 2 format`},
		{"climbs out", rewrite(t, good, "../../../home/.bashrc", "evil"), `program ID: member "../../../home/.bashrc": name has the part ".."`},
		{"no adapter inside", rewrite(t, good, "adapter.gguf", "GGUF"+strings.Repeat("\x00", 2000)), `program ID: adapter: gguf: `},
		{"bomb", bomb(t, good), `program ID: archive has more than 536870912 bytes when expanded`},
	} {
		s.Replace(id, test.file)
		_, err := c.Download(context.Background(), id)
		if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), id, "ID"), test.want) {
			t.Errorf("%s: got %v, want %s..", test.name, err, test.want)
		}
	}
	s.Replace(id, good)
	s.Next("download", hostedtest.Answer{Status: 200, Body: string(good), Cut: 1000})
	if _, err := c.Download(context.Background(), id); err != nil {
		t.Errorf("cut once: %v", err)
	}
	for range 30 {
		s.Next("download", hostedtest.Answer{Status: 200, Body: string(good), Cut: 1000})
	}
	if _, err := c.Download(context.Background(), id); err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("cut again and again: %v", err)
	}
}

// rewrite is a bundle with a member added or replaced.
func rewrite(t *testing.T, file []byte, name, data string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		if f.Name == name {
			continue
		}
		if err := w.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.Create(name)
	if err == nil {
		_, err = f.Write([]byte(data))
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bomb is a bundle of a few kilobytes with a member that says it has 1 GiB.
func bomb(t *testing.T, file []byte) []byte {
	data := rewrite(t, file, "notes.txt", strings.Repeat("0", 1<<20))
	at := bytes.LastIndex(data, []byte("PK\x01\x02"))
	copy(data[at+24:], []byte{0, 0, 0, 0x40})
	return data
}

// Programs are often somewhere else, whose owner must not see the key.
func TestDownloadRedirected(t *testing.T) {
	s, c, _ := start(t)
	id := s.Publish("user/name@v1", "Say yes or no.")
	key := "unseen"
	cdn := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key = r.Header.Get("X-API-Key")
		w.Write(s.File(id))
	}))
	defer cdn.Close()
	c.Key = "paw_sk_secret"
	s.Next("download", hostedtest.Answer{Status: 302, Header: header("Location", cdn.URL+"/x")})
	if _, err := c.Download(context.Background(), id); err != nil {
		t.Error(err)
	}
	if key != "" {
		t.Errorf("the other server got the key %q", key)
	}
}

func TestResolve(t *testing.T) {
	s, c, _ := start(t)
	id := s.Publish("user/name@v2", "Say yes or no.")
	official := s.Publish("programasweights/email-triage", "Say yes or no to mail.")
	for reference, want := range map[string]string{"user/name@v2": id, "email-triage": official, id: id} {
		if got, err := c.Resolve(context.Background(), reference); err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", reference, got, err, want)
		}
	}
	if !strings.Contains(s.Log(), "GET /api/v1/programs/resolve/user%2Fname@v2 ") {
		t.Errorf("the server was sent\n%s", s.Log())
	}
	for reference, want := range map[string]string{
		"user/other@v1": `no program "user/other@v1" on ` + s.URL,
		"../x":          `"../x" is neither the name of a program, such as user/name@v2, nor an ID of 16 to 64 hex digits`,
		"":              `"" is neither the name of a program, such as user/name@v2, nor an ID of 16 to 64 hex digits`,
	} {
		if _, err := c.Resolve(context.Background(), reference); err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", reference, err, want)
		}
	}
	s.Next("resolve", hostedtest.Answer{Status: 200, Body: `{"program_id":"../../x"}`})
	if _, err := c.Resolve(context.Background(), "user/name"); err == nil || !strings.Contains(err.Error(), `is program "../../x", want 16 to 64 hex digits`) {
		t.Errorf("got %v", err)
	}
}

func TestFromEnvironment(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	t.Setenv("PAW_API_URL", "")
	t.Setenv("PAW_API_KEY", "")
	check := func(url, key string) {
		t.Helper()
		c, err := FromEnvironment()
		if err != nil || c.base() != url || c.Key != key {
			t.Errorf("got %+v, %v, want %s with %q", c, err, url, key)
		}
	}
	check(DefaultURL, "")
	folder := filepath.Join(home, ".config", "programasweights")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(folder, "config.json")
	os.WriteFile(config, []byte(`{"api_key":"paw_sk_file","api_url":"https://paw.example/"}`), 0o600)
	check("https://paw.example", "paw_sk_file")
	t.Setenv("PAW_API_KEY", "paw_sk_env")
	t.Setenv("PAW_API_URL", "http://localhost:8000")
	check("http://localhost:8000", "paw_sk_env")
	t.Setenv("PAW_API_URL", "localhost:8000")
	if _, err := FromEnvironment(); err == nil || !strings.Contains(err.Error(), "hint: set PAW_API_URL") {
		t.Errorf("got %v", err)
	}
	os.WriteFile(config, []byte(`{`), 0o600)
	if _, err := FromEnvironment(); err == nil || !strings.HasPrefix(err.Error(), config+": ") {
		t.Errorf("got %v", err)
	}
}
