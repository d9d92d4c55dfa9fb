package hosted

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/compiler"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// The service's limits for a spec, in characters.
const (
	minSpec = 10
	maxSpec = 16000
)

// Names are the compilers of the public service that can be asked for by name,
// with the base models that run what they make.
var Names = []struct{ Name, Base string }{
	{"paw-4b-qwen3-0.6b", "qwen3-0.6b-q6_k"},
	{"paw-4b-gpt2", "gpt2-q8_0"},
	{"paw-ft-bs48", "qwen3-0.6b-q6_k"}, // trains on examples that it makes up, about a minute
}

// DefaultBase is what runs the programs of the service if nothing else is asked for.
const DefaultBase = "qwen3-0.6b-q6_k"

// Compiler compiles on a server.
type Compiler struct {
	client *Client
	name   string // as the server knows it; "" leaves the choice to the server
	base   string // ID of the base model
	public bool
	notice func(string)
}

var _ compiler.Compiler = (*Compiler)(nil)

// New makes a compiler of a server's one called name, or of its default one if
// that is "", for a base model. Programs are private unless public is set. The
// notice is called with what the user should know before the first spec is sent.
func New(client *Client, name, base string, public bool, notice func(string)) *Compiler {
	if name == "" {
		for _, n := range Names {
			if n.Base == base {
				name = n.Name
				break
			}
		}
	}
	return &Compiler{client, name, base, public, notice}
}

// Snapshot returns the name that the compiler was asked for by; only the server
// knows the date.
func (c *Compiler) Snapshot() string { return c.name }

// Base returns the base model that programs must run on; its checksum is known
// for the published ones.
func (c *Compiler) Base() program.Base {
	b := program.Base{ID: c.base}
	if m, ok := catalog.FindKnown(c.base); ok && m.Kind == catalog.Interpreter {
		b.SHA256 = m.Files[0].SHA256
	}
	return b
}

// Compile sends the spec, waits for the program, downloads and checks it.
func (c *Compiler) Compile(ctx context.Context, spec compiler.Spec, progress func(compiler.Event)) (*program.Program, error) {
	if progress == nil {
		progress = func(compiler.Event) {}
	}
	text := spec.Prose()
	if n := utf8.RuneCountInString(text); n < minSpec || n > maxSpec {
		return nil, compiler.Refusef("the spec with its labels and examples has %d characters, the service takes %d to %d", n, minSpec, maxSpec)
	}
	if c.notice != nil {
		c.notice(Notice(c.client.base(), c.public))
	}
	job, err := c.job(ctx, text, progress)
	if err != nil {
		return nil, refusal(err)
	}
	progress(compiler.Event{Stage: "download", Done: .9})
	p, err := c.client.Download(ctx, job.ProgramID)
	if err != nil {
		return nil, err
	}
	if p.Base.ID != c.base {
		return nil, fmt.Errorf("the server's program runs on %q, want %q", p.Base.ID, c.base)
	}
	p.Compiler = cmp.Or(p.Compiler, job.Snapshot, c.name)
	if c.name != "" && p.Compiler != c.name && !strings.HasPrefix(p.Compiler, c.name+"-") {
		return nil, fmt.Errorf("the server's program is of compiler %q, want %q", p.Compiler, c.name)
	}
	p.Name, p.Spec, p.MaxTokens = spec.Name, text, spec.MaxTokens
	return p, nil
}

// job has the server make a program and returns it ready.
func (c *Compiler) job(ctx context.Context, text string, progress func(compiler.Event)) (Job, error) {
	progress(compiler.Event{Stage: "ask the server"})
	before, err := c.client.Precheck(ctx, text, c.name)
	var failed *Error
	if err != nil && (!errors.As(err, &failed) || failed.Status != http.StatusNotFound && failed.Status != http.StatusMethodNotAllowed) {
		return Job{}, err // not even the question was understood; other servers may not have it
	}
	progress(compiler.Event{Stage: stage("compile", before.Wait), Done: .1})
	if before.Kind == finetune && !before.Cached {
		return c.train(ctx, text, progress)
	}
	job, err := c.client.Compile(ctx, text, c.name, c.public)
	if err != nil {
		return job, compileError(err)
	}
	return job, job.problem()
}

// refusal is the error of a spec that the server does not take, or err.
func refusal(err error) error {
	var failed *Error
	if errors.As(err, &failed) && failed.ofSpec() {
		return &compiler.Refusal{Err: err}
	}
	return err
}

// compileError says what to do about a request that got no answer. Only one that
// nobody heard is safe to repeat at once, so the cause of others is not wrapped.
func compileError(err error) error {
	var failed *Error
	var network *net.OpError
	if errors.As(err, &failed) || errors.Is(err, context.Canceled) || errors.As(err, &network) && network.Op == "dial" {
		return err
	}
	return fmt.Errorf("%v\n\thint: the request may have been heard and is not sent again by itself; running pawgen again is safe, the server knows specs that it compiled", err)
}

// train runs a job that takes a minute. If the context ends, the job is taken back.
func (c *Compiler) train(ctx context.Context, text string, progress func(compiler.Event)) (job Job, err error) {
	if job, err = c.client.Start(ctx, text, c.name, c.public); err != nil {
		return job, compileError(err)
	}
	id := job.ID
	defer func() {
		if ctx.Err() != nil && id != "" {
			c.client.Cancel(context.WithoutCancel(ctx), id) // as a courtesy; once started, it goes on
		}
	}()
	for {
		if err := job.problem(); err != nil || job.done() {
			return job, err
		}
		progress(compiler.Event{Stage: stage(cmp.Or(job.Status, "queued"), job.Wait), Done: .1 + .8*min(max(job.Percent, 0), 100)/100})
		if err := c.client.sleep(ctx, pollEvery); err != nil {
			return job, err
		}
		next, err := c.client.Job(ctx, id)
		var failed *Error
		switch {
		case errors.As(err, &failed) && retry.BusyStatus(failed.Status):
			if err := c.client.sleep(ctx, failed.Wait); err != nil { // asking is free to repeat
				return job, err
			}
		case err != nil:
			return job, err
		default:
			next.Snapshot, next.ProgramID = cmp.Or(next.Snapshot, job.Snapshot), cmp.Or(next.ProgramID, job.ProgramID)
			job = next
		}
	}
}

// done says whether the program is there.
func (j Job) done() bool { return j.Status == statusReady || j.Status == statusCompiled }

// problem says what keeps a job from having a program, now or ever.
func (j Job) problem() error {
	switch {
	case j.Status == statusFailed:
		return &Failed{oneLine(j.Error)}
	case j.Status == statusCancelled:
		return errors.New("somebody cancelled the job on the server")
	case j.ID == "" && !IsID(j.ProgramID):
		return fmt.Errorf("the server gives the program ID %.80q, want 16 to 64 hex digits", j.ProgramID)
	case j.done() && !IsID(j.ProgramID):
		return fmt.Errorf("the server gives the program ID %.80q, want 16 to 64 hex digits", j.ProgramID)
	}
	return nil
}

// stage is a step with the time that the server expects it to take.
func stage(step string, seconds float64) string {
	if seconds < 1 || seconds > 1e6 {
		return step
	}
	return fmt.Sprintf("%s, about %v", step, time.Duration(seconds)*time.Second)
}
