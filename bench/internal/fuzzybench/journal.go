package fuzzybench

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Journal is a file of results, one JSON object a line, so that a run that was
// broken off goes on where it was. Every line is on the disk before the run
// goes on; one that was written half is dropped. The file is locked against
// other runs until it is closed.
type Journal struct {
	mu      sync.Mutex
	file    *lockedfile.File
	results map[key]result
}

type key struct{ task, method string }

// line is one line of the journal: exactly one member is set.
type line struct {
	Run    *header `json:"run,omitempty"`    // the first line
	Method *origin `json:"method,omitempty"` // before the first result of a method
	Result *result `json:"result,omitempty"`
}

// header says what the results are about.
type header struct {
	Version int    `json:"version"`
	Data    string `json:"data"` // its digest
}

// origin says what answers.
type origin struct {
	Name string `json:"name"`
	By   string `json:"by"`
}

// result has the answers of a method to the rows of a task, in their order, or
// says why there are none.
type result struct {
	Task         string         `json:"task"`
	Method       string         `json:"method"`
	Answers      []string       `json:"answers,omitempty"`
	Refused      string         `json:"refused,omitempty"`      // why the spec was
	RefusedRows  map[int]string `json:"refused_rows,omitempty"` // why inputs were, by the index of their row; its answer is ""
	Milliseconds float64        `json:"ms"`                     // for all answers together
	Compile      float64        `json:"compile_ms"`             // 0 if nothing was compiled
}

// refuse notes why a row has no answer.
func (r *result) refuse(row int, err error) {
	if r.RefusedRows == nil {
		r.RefusedRows = map[int]string{}
	}
	r.Answers[row], r.RefusedRows[row] = "", err.Error()
}

// journalVersion changes with the meaning of the lines.
const journalVersion = 2

// OpenJournal opens the file at path, or makes it, for results of the methods
// on the data. It is an error if another run has it open, if the file's results
// are about other data, or if something else answered under a method's name.
func OpenJournal(path string, data *Data, methods []Method) (*Journal, error) {
	file, err := lockFile(path)
	if err != nil {
		return nil, err
	}
	j := &Journal{file: file, results: map[key]result{}}
	if err := j.open(path, data, methods); err != nil {
		file.Close()
		return nil, err
	}
	return j, nil
}

// lockPatience is how long another run may take to close the journal, and a
// network's file system to lock it.
var lockPatience = 5 * time.Second

// lockFile opens a file for this run alone. The system takes the lock back when
// the process ends, however it does.
func lockFile(path string) (*lockedfile.File, error) {
	type opened struct {
		file *lockedfile.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		file, err := lockedfile.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o666)
		done <- opened{file, err}
	}()
	select {
	case o := <-done:
		return o.file, o.err
	case <-time.After(lockPatience):
		go func() { // the lock cannot be taken back while it waits
			if o := <-done; o.err == nil {
				o.file.Close()
			}
		}()
		return nil, fmt.Errorf("%s is locked\n\thint: if another run writes it, wait for its end; or name another folder with -o", path)
	}
}

// open takes over what the file has.
func (j *Journal) open(path string, data *Data, methods []Method) error {
	content, err := io.ReadAll(j.file)
	if err != nil {
		return err
	}
	content = content[:bytes.LastIndexByte(content, '\n')+1]
	known, err := j.read(path, content, data)
	if err != nil {
		return err
	}
	for _, m := range methods {
		if by, ok := known[m.Name]; ok && by != m.By {
			return fmt.Errorf("%s has answers of %q by %s, now it would be %s\n\thint: name another folder with -o, or remove this one", path, m.Name, by, m.By)
		}
	}
	return j.begin(int64(len(content)), data, methods, known)
}

// read takes over the whole lines of a journal and returns what answered.
func (j *Journal) read(path string, content []byte, data *Data) (known map[string]string, err error) {
	known = map[string]string{}
	want := header{journalVersion, data.Digest()}
	for i, text := range bytes.Split(bytes.TrimSuffix(content, []byte("\n")), []byte("\n")) {
		if len(content) == 0 {
			break
		}
		var l line
		err := json.Unmarshal(text, &l)
		switch {
		case err == nil && i == 0 && l.Run != nil && *l.Run == want:
		case err == nil && i == 0 && l.Run != nil && l.Run.Version != journalVersion:
			return nil, fmt.Errorf("%s is of version %d, want %d\n\thint: name another folder with -o, or remove this one", path, l.Run.Version, journalVersion)
		case err == nil && i == 0 && l.Run != nil:
			return nil, fmt.Errorf("%s is about other data, or another -limit or -seed\n\thint: name another folder with -o, or remove this one", path)
		case err == nil && i > 0 && l.Method != nil:
			known[l.Method.Name] = l.Method.By
		case err == nil && i > 0 && l.Result != nil:
			j.results[key{l.Result.Task, l.Result.Method}] = *l.Result
		default:
			return nil, fmt.Errorf("%s:%d:1: not a line of a journal\n\thint: remove the file, or name another folder with -o", path, i+1)
		}
	}
	return known, nil
}

// begin drops a half line at the end and writes what the methods' results need before them.
func (j *Journal) begin(size int64, data *Data, methods []Method, known map[string]string) error {
	if err := j.file.Truncate(size); err != nil {
		return err
	}
	if _, err := j.file.Seek(size, io.SeekStart); err != nil {
		return err
	}
	if size == 0 {
		if err := j.write(line{Run: &header{journalVersion, data.Digest()}}); err != nil {
			return err
		}
	}
	for _, m := range methods {
		if _, ok := known[m.Name]; !ok {
			if err := j.write(line{Method: &origin{m.Name, m.By}}); err != nil {
				return err
			}
		}
	}
	return nil
}

// has says whether a method is done with a task: it has answered, or refused.
func (j *Journal) has(t *Task, method string) bool {
	r, ok := j.result(t, method)
	return ok && (r.Refused != "" || len(r.Answers) == len(t.Rows))
}

func (j *Journal) result(t *Task, method string) (result, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	r, ok := j.results[key{t.ID(), method}]
	return r, ok
}

// add writes a result down.
func (j *Journal) add(r result) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.results[key{r.Task, r.Method}] = r
	return j.write(line{Result: &r})
}

func (j *Journal) write(l line) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(l); err != nil {
		return err
	}
	if _, err := j.file.Write(b.Bytes()); err != nil {
		return err
	}
	return j.file.Sync()
}

// Close closes the file and lets others have it.
func (j *Journal) Close() error { return j.file.Close() }
