package pull

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/answer/catalog"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

const (
	// attempts is how often a download that brings nothing new is tried.
	attempts = 5
	// patience is how long a server may be silent.
	patience = time.Minute
	// longestWait is the most that a server's Retry-After is obeyed.
	longestWait = 10 * time.Minute
)

// errNotPublished is returned for a file that the server does not have.
var errNotPublished = errors.New("the server has no such file")

// A statusError is an answer other than the file.
type statusError struct {
	url, status string
	code        int
	wait        time.Duration // that the server asks for
}

func (e *statusError) Error() string { return fmt.Sprintf("%s answers %s", e.url, e.status) }

// Is makes a missing file [errNotPublished].
func (e *statusError) Is(target error) bool {
	return target == errNotPublished && e.code == http.StatusNotFound
}

// download brings a file over the network, in as many attempts as it takes as
// long as there is progress. What has come stays for the next time.
func (p *Puller) download(ctx context.Context, url string, part *part, a catalog.Asset) error {
	for failed := 0; ; {
		before := part.size()
		err := p.attempt(ctx, url, part, a)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			return nil
		}
		if failed++; part.size() > before {
			failed = 1
		}
		wait, again := another(err, failed)
		if !again {
			return err
		}
		if failed == attempts {
			return fmt.Errorf("%w (tried %d times)\n\thint: %d bytes are kept; pulling again continues there", err, attempts, part.size())
		}
		if err := p.sleep(ctx, wait); err != nil {
			return err
		}
	}
}

// another says whether another attempt may help, and how long to wait for it.
func another(err error, failed int) (wait time.Duration, again bool) {
	wait = time.Second << failed
	var status *statusError
	var reading *readError
	switch {
	case errors.As(err, &status):
		again = status.code >= 500 || status.code == http.StatusTooManyRequests || status.code == http.StatusRequestedRangeNotSatisfiable
		return max(wait, min(status.wait, longestWait)), again
	case errors.As(err, &reading):
		return wait, true
	}
	return 0, false
}

// attempt makes one request for what is missing.
func (p *Puller) attempt(ctx context.Context, url string, part *part, a catalog.Asset) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.AfterFunc(patience, func() { cancel(fmt.Errorf("no answer for %v", patience)) })
	defer silence.Stop()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	have, etag := part.size(), part.etag()
	if have > 0 && (etag != "" || a.SHA256 != "") { // else nothing would tell if the file changed
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
		if etag != "" {
			request.Header.Set("If-Range", etag)
		}
	}
	response, err := p.client(part).Do(request)
	if err != nil {
		return &readError{reason(ctx, err)}
	}
	defer response.Body.Close()
	switch {
	case response.StatusCode == http.StatusPartialContent && startsAt(response, have):
	case response.StatusCode == http.StatusOK:
		have = 0
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable && a.Size != 0 && have == a.Size:
		return nil // all of it is here; its checksum tells
	case response.StatusCode == http.StatusRequestedRangeNotSatisfiable:
		part.remove()
		fallthrough
	default:
		return &statusError{url, response.Status, response.StatusCode, retry.After(response.Header)}
	}
	total, err := totalSize(response, have, a)
	if err == nil && have == 0 {
		err = part.begin(strongTag(response))
	}
	if err != nil {
		return err
	}
	body := &patientReader{response.Body, silence}
	if err := part.add(body, total, p.progress(a, total)); err != nil {
		return reason(ctx, err)
	}
	if have := part.size(); have < total {
		return &readError{fmt.Errorf("the connection ended after %d of %d bytes: %w", have, total, io.ErrUnexpectedEOF)}
	}
	return nil
}

// client is the client with a look at redirections: the hub gives a file's
// checksum in the answer that sends to where the file lies.
func (p *Puller) client(part *part) *http.Client {
	client := http.Client{} // its transport asks http.ProxyFromEnvironment
	if p.Client != nil {
		client = *p.Client
	}
	client.CheckRedirect = func(request *http.Request, via []*http.Request) error {
		if sum := strings.Trim(request.Response.Header.Get("X-Linked-ETag"), `"`); len(sum) == 64 {
			part.sum = sum
		}
		if len(via) > 10 {
			return errors.New("more than 10 redirections")
		}
		return nil
	}
	return &client
}

// reason is the cause of a context's end, if that is what went wrong.
func reason(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil && cause != ctx.Err() {
		return &readError{cause}
	}
	return err
}

// startsAt says whether a partial answer begins where ours ends.
func startsAt(r *http.Response, at int64) bool {
	return strings.HasPrefix(r.Header.Get("Content-Range"), fmt.Sprintf("bytes %d-", at))
}

// strongTag is an answer's ETag if equal tags mean equal bytes, else "".
func strongTag(r *http.Response) string {
	if tag := r.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		return tag
	}
	return ""
}

// totalSize is the size of the whole file, 0 if nobody says it.
func totalSize(r *http.Response, have int64, a catalog.Asset) (int64, error) {
	total := a.Size
	if r.ContentLength >= 0 {
		if total = have + r.ContentLength; a.Size != 0 && total != a.Size {
			return 0, &wrongFile{fmt.Sprintf("%s has %d bytes, want %d", r.Request.URL.Redacted(), total, a.Size)}
		}
	}
	return total, nil
}

// sleep waits as [Puller.Sleep] says.
func (p *Puller) sleep(ctx context.Context, d time.Duration) error {
	if p.Sleep != nil {
		return p.Sleep(ctx, d)
	}
	return retry.Sleep(ctx, d)
}

// A patientReader puts off the end of patience whenever something comes.
type patientReader struct {
	r       io.Reader
	silence *time.Timer
}

func (r *patientReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if n > 0 {
		r.silence.Reset(patience)
	}
	return n, err
}
