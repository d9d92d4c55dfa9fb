package pull

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/models"
)

// weights are the content of the file that the tests pull.
var weights = append([]byte("GGUF"), bytes.Repeat([]byte("0123456789abcdef"), 1<<14)...)

// A hub is a server with one file and bad days.
type hub struct {
	*httptest.Server
	mu       sync.Mutex
	data     []byte
	etag     string
	cut      int      // bytes after which the next answers end
	statuses []int    // answers instead of the file, in order
	requests []string // Range headers, "-" for none
	linked   string   // X-Linked-ETag
}

func newHub(t *testing.T) *hub {
	h := &hub{data: weights, etag: `"v1"`}
	h.Server = httptest.NewServer(http.HandlerFunc(h.serve))
	t.Cleanup(h.Close)
	return h
}

func (h *hub) serve(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !strings.HasPrefix(r.URL.Path, "/cdn") { // the hub sends on to where the file lies
		w.Header().Set("X-Linked-ETag", `"`+h.linked+`"`)
		http.Redirect(w, r, "/cdn"+r.URL.Path, http.StatusFound)
		return
	}
	asked := r.Header.Get("Range")
	if asked == "" {
		asked = "-"
	}
	h.requests = append(h.requests, asked)
	if len(h.statuses) > 0 {
		w.Header().Set("Retry-After", "7")
		w.WriteHeader(h.statuses[0])
		h.statuses = h.statuses[1:]
		return
	}
	w.Header().Set("ETag", h.etag)
	if h.cut > 0 {
		w = &cutter{w, h.cut}
		h.cut = 0
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(h.data))
}

// A cutter ends the connection after some bytes.
type cutter struct {
	http.ResponseWriter
	left int
}

func (c *cutter) Write(p []byte) (int, error) {
	if len(p) > c.left {
		c.ResponseWriter.Write(p[:c.left])
		panic(http.ErrAbortHandler)
	}
	c.left -= len(p)
	return c.ResponseWriter.Write(p)
}

// model is the one that the hub has.
func model(h *hub) catalog.Model {
	return catalog.Model{ID: "tiny", Kind: catalog.Interpreter, Files: []catalog.Asset{{
		Path: "tiny.gguf", URL: h.URL + "/repo/tiny.gguf", Size: int64(len(weights)), SHA256: models.Embedded(string(weights)).SHA256(),
	}}}
}

// newStore makes an empty store and returns where the file belongs in it.
func newStore(t *testing.T) (home string) {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("PAWGEN_MODELS", filepath.Join(dir, "models"))
	t.Setenv("PAW_CACHE_DIR", filepath.Join(dir, "sdk"))
	return filepath.Join(dir, "models", "tiny.gguf")
}

// puller waits for nothing, and notes how long it would have.
func puller(waits *[]time.Duration) *Puller {
	return &Puller{Sleep: func(ctx context.Context, d time.Duration) error {
		if waits != nil {
			*waits = append(*waits, d)
		}
		return ctx.Err()
	}}
}

func pulled(t *testing.T, p *Puller, m catalog.Model, want Did) Outcome {
	t.Helper()
	list, err := p.Pull(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 1 || list[0].Did != want {
		t.Fatalf("got %+v, want %s", list, want)
	}
	if data, err := os.ReadFile(list[0].Path); err != nil || !bytes.Equal(data, weights) {
		t.Fatalf("%s: %d bytes, %v", list[0].Path, len(data), err)
	}
	return list[0]
}

// onlyFile fails if there is more in the store than a whole file.
func onlyFile(t *testing.T, home string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(home))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".lock") {
			names = append(names, e.Name())
		}
	}
	if got := strings.Join(names, " "); got != strings.Join(want, " ") {
		t.Errorf("the store has %q, want %q", got, want)
	}
}

func TestDownload(t *testing.T) {
	h, home := newHub(t), newStore(t)
	var last Progress
	p := puller(nil)
	p.Progress = func(step Progress) { last = step }
	o := pulled(t, p, model(h), Downloaded)
	if o.Path != home || o.SHA256 != model(h).Files[0].SHA256 || last.Done != last.Total || last.Total != int64(len(weights)) {
		t.Errorf("%+v after %+v", o, last)
	}
	onlyFile(t, home, "tiny.gguf", "tiny.gguf.verified")
	h.Close()
	pulled(t, p, model(h), Kept)
	if err := os.Remove(home + ".verified"); err != nil {
		t.Fatal(err)
	}
	pulled(t, p, model(h), Kept)
	onlyFile(t, home, "tiny.gguf", "tiny.gguf.verified")
}

// A file of the wrong content is replaced, and stays until then.
func TestReplace(t *testing.T) {
	h, home := newHub(t), newStore(t)
	wrong := bytes.Repeat([]byte("x"), len(weights))
	os.MkdirAll(filepath.Dir(home), 0o777)
	os.WriteFile(home, wrong, 0o666)
	h.data = h.data[:1000]
	if _, err := puller(nil).Pull(context.Background(), model(h)); err == nil {
		t.Error("a short file was accepted")
	}
	if data, _ := os.ReadFile(home); !bytes.Equal(data, wrong) {
		t.Error("the old file is gone though the new one failed")
	}
	h.data = weights
	pulled(t, puller(nil), model(h), Downloaded)
}

func TestResume(t *testing.T) {
	h, home := newHub(t), newStore(t)
	h.cut = 100_000
	pulled(t, puller(nil), model(h), Downloaded)
	if len(h.requests) != 2 || h.requests[0] != "-" || !strings.HasPrefix(h.requests[1], "bytes=") {
		t.Errorf("asked for %q", h.requests)
	}
	onlyFile(t, home, "tiny.gguf", "tiny.gguf.verified")
}

// The file changes while it is being downloaded: one begins afresh, whether
// the server tells (If-Range) or only the checksum does.
func TestResumeChanged(t *testing.T) {
	for _, etag := range []string{`"v2"`, `"v1"`} {
		h, home := newHub(t), newStore(t)
		os.MkdirAll(filepath.Dir(home), 0o777)
		os.WriteFile(home+".part", []byte("GGUF, but another version"), 0o666)
		os.WriteFile(home+".part.etag", []byte(`"v1"`), 0o666)
		h.etag = etag
		pulled(t, puller(nil), model(h), Downloaded)
		onlyFile(t, home, "tiny.gguf", "tiny.gguf.verified")
	}
}

// All bytes are here already, only the renaming is missing.
func TestResumeWhole(t *testing.T) {
	h, home := newHub(t), newStore(t)
	os.MkdirAll(filepath.Dir(home), 0o777)
	os.WriteFile(home+".part", weights, 0o666)
	pulled(t, puller(nil), model(h), Downloaded)
	if want := fmt.Sprintf("bytes=%d-", len(weights)); len(h.requests) != 1 || h.requests[0] != want {
		t.Errorf("asked for %q, want %q", h.requests, want)
	}
}

func TestBadDays(t *testing.T) {
	h := newHub(t)
	newStore(t)
	h.statuses = []int{503, 429, 502}
	var waits []time.Duration
	pulled(t, puller(&waits), model(h), Downloaded)
	if fmt.Sprint(waits) != "[7s 7s 8s]" {
		t.Errorf("waited %v", waits)
	}
}

func TestFailures(t *testing.T) {
	own := func(h *hub) catalog.Model { return catalog.Own("tiny") }
	for _, test := range []struct {
		name   string
		change func(h *hub, p *Puller)
		model  func(h *hub) catalog.Model
		want   string // after the server's URL is replaced by HUB
	}{
		{"404", func(h *hub, p *Puller) { h.statuses = []int{404} }, model, `tiny: HUB/repo/tiny.gguf answers 404 Not Found`},
		{"403", func(h *hub, p *Puller) { h.statuses = []int{403} }, model, `tiny: HUB/repo/tiny.gguf answers 403 Forbidden`},
		{"always 500", func(h *hub, p *Puller) { h.statuses = []int{500, 500, 500, 500, 500} }, model,
			"tiny: HUB/repo/tiny.gguf answers 500 Internal Server Error (tried 5 times)\n\thint: 0 bytes are kept; pulling again continues there"},
		{"longer", func(h *hub, p *Puller) { h.data = append(bytes.Clone(weights), 0) }, model, `tiny: HUB/cdn/repo/tiny.gguf has 262149 bytes, want 262148; nothing was installed`},
		{"other content", func(h *hub, p *Puller) { h.data = bytes.ToUpper(weights) }, model,
			`tiny: file has SHA-256 1d4a03ac2fe6b7d21c7c31d18ebf3e0b0d4ef24b5bb5ef0b4cbe9cbfb4ef9ef7, the published file is SUM; nothing was installed`},
		{"offline", func(h *hub, p *Puller) { p.Offline = true }, model,
			"tiny: offline, and tiny.gguf is not here\n\thint: bring HUB/repo/tiny.gguf from a machine that has a network, and run pawgen pull -mirror FILE tiny"},
		{"own", func(h *hub, p *Puller) {}, own, "tiny: no table says where it is\n\thint: name its file with -mirror"},
		{"own page", func(h *hub, p *Puller) { p.Mirror = h.URL + "/x"; h.data = []byte("<html>") }, own, `tiny: file is no GGUF model; nothing was installed`},
		{"linked checksum", func(h *hub, p *Puller) { p.Mirror = h.URL + "/x"; h.linked = strings.Repeat("ab", 32) }, own,
			`tiny: file has SHA-256 SUM, the server's own checksum is ` + strings.Repeat("ab", 32) + `; nothing was installed`},
		{"missing file", func(h *hub, p *Puller) { p.Mirror = "/nowhere/tiny.gguf" }, own, `tiny: stat /nowhere/tiny.gguf: no such file or directory`},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, home := newHub(t), newStore(t)
			p := puller(nil)
			test.change(h, p)
			_, err := p.Pull(context.Background(), test.model(h))
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.NewReplacer(h.URL, "HUB", model(h).Files[0].SHA256, "SUM", models.Embedded(string(h.data)).SHA256(), "HAVE").Replace(err.Error())
			if want := strings.Replace(test.want, "1d4a03ac2fe6b7d21c7c31d18ebf3e0b0d4ef24b5bb5ef0b4cbe9cbfb4ef9ef7", "HAVE", 1); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			onlyFile(t, home)
		})
	}
}

// A full disk: what came stays for the next time, nothing is installed.
func TestDiskFull(t *testing.T) {
	h, home := newHub(t), newStore(t)
	written := 0
	writePart = func(f *os.File, data []byte) (int, error) {
		if written += len(data); written > 100_000 {
			return 0, &fs.PathError{Op: "write", Path: f.Name(), Err: syscall.ENOSPC}
		}
		return f.Write(data)
	}
	_, err := puller(nil).Pull(context.Background(), model(h))
	writePart = func(f *os.File, data []byte) (int, error) { return f.Write(data) }
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "\n\thint: free ") || !strings.Contains(err.Error(), "pulling again continues where it stopped") {
		t.Fatalf("got %v", err)
	}
	onlyFile(t, home, "tiny.gguf.part", "tiny.gguf.part.etag")
	pulled(t, puller(nil), model(h), Downloaded)
	onlyFile(t, home, "tiny.gguf", "tiny.gguf.verified")
}

// The last step fails: the old file stays.
func TestInstallFails(t *testing.T) {
	h, home := newHub(t), newStore(t)
	os.MkdirAll(filepath.Dir(home), 0o777)
	os.WriteFile(home, []byte("GGUF old"), 0o666)
	good := install
	install = func(f *os.File, path string) error { f.Close(); return syscall.EIO }
	_, err := puller(nil).Pull(context.Background(), model(h))
	install = good
	if !errors.Is(err, syscall.EIO) {
		t.Errorf("got %v", err)
	}
	if data, _ := os.ReadFile(home); string(data) != "GGUF old" {
		t.Errorf("the old file is now %.20q", data)
	}
	pulled(t, puller(nil), model(h), Downloaded)
}

func TestFiles(t *testing.T) {
	h, home := newHub(t), newStore(t)
	folder := t.TempDir()
	os.WriteFile(filepath.Join(folder, "tiny.gguf"), weights, 0o666)
	for _, mirror := range []string{folder, filepath.Join(folder, "tiny.gguf"), "file://" + folder} {
		os.Remove(home)
		p := puller(nil)
		p.Mirror, p.Offline = mirror, true
		pulled(t, p, model(h), Copied)
	}
	p := puller(nil) // of a model that no table knows, the newest file counts
	p.Mirror = folder + "/tiny.gguf"
	pulled(t, p, catalog.Own("tiny"), Copied)
	if len(h.requests) > 0 {
		t.Errorf("asked the server for %q", h.requests)
	}
}

func TestMirror(t *testing.T) {
	h := newHub(t)
	newStore(t)
	m := model(h)
	m.Files[0].URL = "https://huggingface.example/repo/resolve/main/tiny.gguf"
	p := puller(nil)
	p.Mirror = h.URL + "/hf/"
	pulled(t, p, m, Downloaded)
}

// What the official SDK has is used where it is.
func TestOfficialCache(t *testing.T) {
	h, home := newHub(t), newStore(t)
	theirs := filepath.Join(os.Getenv("PAW_CACHE_DIR"), "base_models", "tiny.gguf")
	os.MkdirAll(filepath.Dir(theirs), 0o777)
	os.WriteFile(theirs, weights, 0o666)
	o := pulled(t, puller(nil), model(h), Found)
	if o.Path != theirs || len(h.requests) > 0 {
		t.Errorf("%+v, asked for %q", o, h.requests)
	}
	onlyFile(t, home, "tiny.gguf.verified")
	os.WriteFile(theirs, bytes.ToUpper(weights), 0o666) // a damaged one is left alone
	os.Chtimes(theirs, time.Time{}, time.Unix(1, 0))
	pulled(t, puller(nil), model(h), Downloaded)
}

// Cancelling leaves the part, and the next call goes on.
func TestCancel(t *testing.T) {
	h, home := newHub(t), newStore(t)
	ctx, cancel := context.WithCancel(context.Background())
	p := puller(nil)
	p.Progress = func(step Progress) {
		if step.Done > 0 {
			cancel()
		}
	}
	if _, err := p.Pull(ctx, model(h)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(home); err == nil {
		t.Error("the file was installed")
	}
	pulled(t, puller(nil), model(h), Downloaded)
}

// Two processes pull the same: one downloads, the other waits.
func TestLocked(t *testing.T) {
	h := newHub(t)
	newStore(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if _, err := puller(nil).Pull(context.Background(), model(h)); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if len(h.requests) != 1 {
		t.Errorf("%d requests, want 1", len(h.requests))
	}
}

// A compiler is many files, of which an index names some and some may be missing.
func TestCompiler(t *testing.T) {
	newStore(t)
	files := map[string]string{
		"/r/meta.json": "{}", "/r/compiler/s.index.json": `{"weight_map":{"a":"m-1.safetensors","b":"m-2.safetensors","c":"m-1.safetensors"}}`,
		"/r/compiler/m-1.safetensors": "1", "/r/compiler/m-2.safetensors": "2",
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		data, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Write([]byte(data))
	}))
	defer server.Close()
	m := catalog.Model{ID: "c-1", Kind: catalog.Compiler, Files: []catalog.Asset{
		{Path: "meta.json", URL: server.URL + "/r/meta.json"},
		{Path: "compiler/vocab.json", URL: server.URL + "/r/compiler/vocab.json", Optional: true},
		{Path: "compiler/s.index.json", URL: server.URL + "/r/compiler/s.index.json", Index: true},
	}}
	list, err := puller(nil).Pull(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, o := range list {
		got += o.File + ": " + string(o.Did) + "\n"
	}
	if want := "meta.json: downloaded\ncompiler/vocab.json: not published, left out\ncompiler/s.index.json: downloaded\ncompiler/m-1.safetensors: downloaded\ncompiler/m-2.safetensors: downloaded\n"; got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for _, evil := range []string{"../../x.safetensors", "/etc/x.safetensors", "x.bin", ""} {
		index := filepath.Join(t.TempDir(), "index.json")
		os.WriteFile(index, []byte(`{"weight_map":{"a":"`+evil+`"}}`), 0o666)
		if list, err := shardsOf(m.Files[2], index); err == nil {
			t.Errorf("%q gives %+v", evil, list)
		}
	}
}
