// Package hostedtest is a server for tests that speaks the REST protocol of
// the hosted compiler, on good days and on bad ones.
//
// It compiles every spec at once into a bundle of package testmodel, and notes
// all that it is sent. Bad days are answers that it gives instead ([Server.Next]).
package hostedtest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"

	"github.com/pawgen/pawgen/internal/testing/testmodel"
)

// Snapshot is the compiler of the server's programs if no other is asked for.
const Snapshot = "test-ft-20260101"

// Server is a running server. Its fields may be changed before requests come.
type Server struct {
	*httptest.Server
	// Kind is the kind of the compiler, "mapper_lora" or "finetune_lora".
	Kind string
	// Key, if not "", is the API key that private programs need.
	Key string

	model *testmodel.Model
	mu    sync.Mutex
	log   bytes.Buffer
	next  map[string][]Answer
	files map[string][]byte // programs by their IDs
	names map[string]string // IDs by names
	asked map[string]int    // how often jobs were asked about
}

// Answer is what the server says instead of doing something.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	// Cut, if not 0, ends the connection after so many bytes of the body.
	Cut int
}

// New starts a server with programs of a model. The caller closes it.
func New(m *testmodel.Model) *Server {
	s := &Server{Kind: "mapper_lora", model: m, next: map[string][]Answer{}, files: map[string][]byte{}, names: map[string]string{}, asked: map[string]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	return s
}

// Next makes the server answer the next requests to a kind of place, "compile"
// or "download", with the answers, in their order.
func (s *Server) Next(place string, answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next[place] = append(s.next[place], answers...)
}

// Log is a line for each request: its method, place and body.
func (s *Server) Log() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.log.String()
}

// Publish gives a program for a spec a name, "user/name@v1", and returns its ID.
func (s *Server) Publish(name, spec string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.make(spec, "")
	s.names[name] = id
	return id
}

// Replace makes other bytes of a program.
func (s *Server) Replace(id string, file []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = file
}

// File is the bundle of a program.
func (s *Server) File(id string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.files[id]
}

// make compiles a spec.
func (s *Server) make(spec, compiler string) (id string) {
	sum := sha256.Sum256([]byte(compiler + "\x00" + spec))
	id = hex.EncodeToString(sum[:10])
	p := s.model.Bundle("", spec)
	p.Compiler = Snapshot
	if compiler != "" {
		p.Compiler = compiler + "-20260101"
	}
	p.Meta.Set("program_id", id)
	s.files[id] = []byte(testmodel.File(p))
	return id
}

// place is the kind of a request: the last fixed word of its path.
func place(method, path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "/api/v1/"), "/")
	switch {
	case parts[0] == "compile" && len(parts) == 1:
		return "compile"
	case parts[0] == "compile" && (parts[1] == "precheck" || parts[1] == "async"):
		return parts[1]
	case parts[0] == "compile" && method == http.MethodDelete:
		return "cancel"
	case parts[0] == "compile":
		return "job"
	case parts[0] == "programs" && len(parts) > 1 && parts[1] == "resolve":
		return "resolve"
	case parts[0] == "programs" && len(parts) == 3:
		return parts[2] // download
	}
	return parts[0]
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, _ := io.ReadAll(r.Body)
	fmt.Fprintf(&s.log, "%s %s %s\n", r.Method, r.URL.EscapedPath(), body)
	where := place(r.Method, r.URL.Path)
	if list := s.next[where]; len(list) > 0 {
		s.next[where] = list[1:]
		list[0].write(w)
		return
	}
	var request struct {
		Spec, Compiler string
		Public         *bool
	}
	if len(body) > 0 && json.Unmarshal(body, &request) != nil {
		fail(w, http.StatusUnprocessableEntity, "not JSON")
		return
	}
	last := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
	switch where {
	case "precheck":
		reply(w, http.StatusOK, map[string]any{"cached": false, "compiler_kind": s.Kind, "estimated_wait_s": 3})
	case "compile", "async":
		s.compile(w, r, where, request.Spec, request.Compiler, request.Public)
	case "job":
		s.job(w, last)
	case "cancel":
		reply(w, http.StatusOK, map[string]any{"job_id": last, "status": "cancelled"})
	case "resolve":
		name, _ := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/api/v1/programs/resolve/"))
		if id, ok := s.names[name]; ok {
			reply(w, http.StatusOK, map[string]any{"program_id": id})
			return
		}
		fail(w, http.StatusNotFound, "Program not found")
	case "download":
		s.download(w, strings.Split(r.URL.Path, "/")[4])
	default:
		fail(w, http.StatusNotFound, "Not Found")
	}
}

func (s *Server) compile(w http.ResponseWriter, r *http.Request, where, spec, compiler string, public *bool) {
	switch {
	case public == nil:
		fail(w, http.StatusUnprocessableEntity, "public is missing")
	case s.Key != "" && !*public && r.Header.Get("X-API-Key") != s.Key:
		fail(w, http.StatusForbidden, "private programs need an account")
	case where == "async":
		id := s.make(spec, compiler)
		reply(w, http.StatusAccepted, map[string]any{"job_id": "job-" + id, "status": "queued", "queue_position": 1, "program_id": nil, "error": nil, "estimated_wait_s": 60})
	default:
		reply(w, http.StatusAccepted, map[string]any{"program_id": s.make(spec, compiler), "status": "ready", "slug": nil, "error": nil, "timings": map[string]any{"total_ms": 3500}})
	}
}

// job is queued, then compiling, then ready.
func (s *Server) job(w http.ResponseWriter, job string) {
	s.asked[job]++
	states := []map[string]any{{"status": "queued"}, {"status": "compiling", "percent": 40}, {"status": "compiling", "percent": 90}, {"status": "ready", "percent": 100, "program_id": strings.TrimPrefix(job, "job-")}}
	state := states[min(s.asked[job], len(states))-1]
	state["job_id"] = job
	reply(w, http.StatusOK, state)
}

func (s *Server) download(w http.ResponseWriter, id string) {
	file, ok := s.files[id]
	if !ok {
		fail(w, http.StatusNotFound, "Program "+id+" not found")
		return
	}
	w.Write(file)
}

// write gives the answer.
func (a Answer) write(w http.ResponseWriter) {
	for key, values := range a.Header {
		w.Header()[key] = values
	}
	if a.Cut > 0 {
		w.Header().Set("Content-Length", fmt.Sprint(len(a.Body)))
		w.WriteHeader(a.Status)
		io.WriteString(w, a.Body[:a.Cut])
		panic(http.ErrAbortHandler)
	}
	w.WriteHeader(a.Status)
	io.WriteString(w, a.Body)
}

func reply(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(value)
}

func fail(w http.ResponseWriter, status int, detail string) {
	reply(w, status, map[string]any{"detail": detail})
}
