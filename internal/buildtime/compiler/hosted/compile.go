package hosted

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// A compileRequest asks for a program. Public is always sent: leaving it out
// means yes.
type compileRequest struct {
	Spec     string `json:"spec"`
	Compiler string `json:"compiler,omitempty"`
	Public   bool   `json:"public"`
}

// Job is the state of a compilation, as all requests about it answer. Fields
// that a request does not have are zero.
type Job struct {
	ID        string  `json:"job_id"`
	Status    string  `json:"status"` // "queued", "compiling", "ready", "compiled", "failed", "cancelled"
	ProgramID string  `json:"program_id"`
	Snapshot  string  `json:"compiler_snapshot"`
	Error     string  `json:"error"`
	Percent   float64 `json:"percent"`
	Cached    bool    `json:"cached"`
	Queue     int     `json:"queue_position"`
	Wait      float64 `json:"estimated_wait_s"`
}

// The states of a job.
const (
	statusReady     = "ready"
	statusCompiled  = "compiled" // what other servers say for ready
	statusFailed    = "failed"
	statusCancelled = "cancelled"
)

// finetune is the kind of compiler that trains, for about a minute.
const finetune = "finetune_lora"

// Precheck is what the server would do with a spec.
type Precheck struct {
	Cached    bool    `json:"cached"` // the server has the program already
	ProgramID string  `json:"program_id"`
	Snapshot  string  `json:"compiler_snapshot"`
	Kind      string  `json:"compiler_kind"` // "mapper_lora" or "finetune_lora"
	Queue     int     `json:"queue_length"`
	Wait      float64 `json:"estimated_wait_s"`
}

// Precheck asks what the server would do with a spec.
func (c *Client) Precheck(ctx context.Context, spec, compiler string) (p Precheck, err error) {
	body := struct {
		Spec     string `json:"spec"`
		Compiler string `json:"compiler,omitempty"`
	}{spec, compiler}
	err = c.call(ctx, queryTimeout, http.MethodPost, "/compile/precheck", body, &p)
	return p, err
}

// Compile asks for a program and waits for it. It is sent once, whatever
// happens: a request that got no answer may have been heard. Sending it again
// later is safe, the server knows specs that it compiled.
func (c *Client) Compile(ctx context.Context, spec, compiler string, public bool) (j Job, err error) {
	err = c.call(ctx, compileTimeout, http.MethodPost, "/compile", compileRequest{spec, compiler, public}, &j)
	return j, err
}

// Start asks for a program without waiting for it; only compilers that train
// can do so. [Client.Job] tells how far it is.
func (c *Client) Start(ctx context.Context, spec, compiler string, public bool) (j Job, err error) {
	err = c.call(ctx, asyncTimeout, http.MethodPost, "/compile/async", compileRequest{spec, compiler, public}, &j)
	return j, err
}

// Job asks how far a job is.
func (c *Client) Job(ctx context.Context, id string) (j Job, err error) {
	err = c.call(ctx, queryTimeout, http.MethodGet, "/compile/"+url.PathEscape(id), nil, &j)
	return j, err
}

// Cancel takes a job back; once started, a job goes on.
func (c *Client) Cancel(ctx context.Context, id string) error {
	var j Job
	return c.call(ctx, queryTimeout, http.MethodDelete, "/compile/"+url.PathEscape(id), nil, &j)
}

// pollEvery is how often a job is asked about.
const pollEvery = 2 * time.Second
