package hosted

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/answer/program"
	"github.com/pawgen/pawgen/internal/buildtime/retry"
	"github.com/pawgen/pawgen/internal/run/gguf"
	"github.com/pawgen/pawgen/internal/run/lora"
)

const (
	// maxProgram is the size of the largest program, as the official SDK has it.
	maxProgram = 256 << 20
	// patience is how long to wait for the files of a program that is being made.
	patience = 60 * time.Second
	// usualWait is how long to wait if the server does not say.
	usualWait = 3 * time.Second
)

// programID is the form of a program's ID.
var programID = regexp.MustCompile(`^[a-f0-9]{16,64}$`)

// IsID says whether a reference is a program's ID and not its name.
func IsID(reference string) bool { return programID.MatchString(reference) }

// name is the form of a program's name: the owner, the name, the version.
var name = regexp.MustCompile(`^([A-Za-z0-9][A-Za-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*(@v[0-9]+)?$`)

// official is where names without an owner are.
const official = "programasweights/"

// Resolve gives the ID of a program, "user/name@v2". An ID is its own.
func (c *Client) Resolve(ctx context.Context, reference string) (string, error) {
	if IsID(reference) {
		return reference, nil
	}
	if !name.MatchString(reference) {
		return "", fmt.Errorf("%.80q is neither the name of a program, such as user/name@v2, nor an ID of 16 to 64 hex digits", reference)
	}
	full := reference
	if !strings.Contains(full, "/") {
		full = official + full
	}
	var answer struct {
		ID string `json:"program_id"`
	}
	err := c.call(ctx, queryTimeout, http.MethodGet, "/programs/resolve/"+url.PathEscape(full), nil, &answer)
	var failed *Error
	if errors.As(err, &failed) && failed.Status == http.StatusNotFound {
		return "", fmt.Errorf("no program %q on %s", full, c.base())
	}
	if err != nil {
		return "", err
	}
	if !IsID(answer.ID) {
		return "", fmt.Errorf("%s says that %q is program %.80q, want 16 to 64 hex digits", c.base(), full, answer.ID)
	}
	return answer.ID, nil
}

// Download gets a program and checks all of it. If the server is still making
// its files, it waits for them, up to a minute.
func (c *Client) Download(ctx context.Context, id string) (*program.Program, error) {
	if !IsID(id) {
		return nil, fmt.Errorf("program ID is %.80q, want 16 to 64 hex digits", id)
	}
	data, err := c.bundle(ctx, id)
	if err != nil {
		return nil, err
	}
	p, err := program.ParseDownload(data, id)
	if err != nil {
		return nil, fmt.Errorf("program %s: %w", id, err)
	}
	file, err := gguf.Parse(p.GGUF)
	if err == nil {
		_, err = lora.FromGGUF(file)
	}
	if err != nil {
		return nil, fmt.Errorf("program %s: adapter: %w", id, err)
	}
	return p, nil
}

// bundle gets the archive of a program.
func (c *Client) bundle(ctx context.Context, id string) ([]byte, error) {
	var waited time.Duration
	for {
		data, wait, err := c.tryBundle(ctx, id)
		if wait == 0 || ctx.Err() != nil {
			return data, err
		}
		if waited += wait; waited > patience && err != nil {
			return nil, err
		}
		if waited > patience {
			return nil, fmt.Errorf("program %s is not ready after %v\n\thint: it may still be generating; try again shortly, asking for the same spec is safe", id, patience)
		}
		if err := c.sleep(ctx, wait); err != nil {
			return nil, err
		}
	}
}

// tryBundle asks for the archive once. If wait is not 0, it is not there, or err
// kept it from coming, and asking again after the wait may help.
func (c *Client) tryBundle(ctx context.Context, id string) (data []byte, wait time.Duration, err error) {
	response, cancel, err := c.request(ctx, downloadTimeout, http.MethodGet, "/programs/"+id+"/download", nil)
	if err != nil {
		return nil, usualWait, err
	}
	defer cancel()
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusOK:
		return c.readBundle(response, id)
	case http.StatusAccepted:
		wait = retry.After(response.Header)
		if response.Header.Get("Retry-After") == "" {
			wait = usualWait
		}
		return nil, max(wait, time.Second), nil
	}
	err = readError(response)
	var failed *Error
	switch {
	case !errors.As(err, &failed):
	case failed.Status == http.StatusNotFound && strings.Contains(strings.ToLower(failed.Message), "not found"):
		return nil, 0, fmt.Errorf("no program %s on %s", id, c.base())
	case failed.Status == http.StatusNotFound: // its files have not arrived where they are served
		return nil, usualWait, nil
	case retry.BusyStatus(failed.Status):
		return nil, max(failed.Wait, usualWait), err
	}
	return nil, 0, err
}

// readBundle reads the archive, which must have the length that was announced.
func (c *Client) readBundle(response *http.Response, id string) (data []byte, wait time.Duration, err error) {
	if n := response.ContentLength; n > maxProgram {
		return nil, 0, fmt.Errorf("program %s is %d bytes, want at most %d", id, n, maxProgram)
	}
	data, err = io.ReadAll(io.LimitReader(response.Body, maxProgram+1))
	if err != nil {
		return nil, usualWait, fmt.Errorf("program %s: the download ended after %d of %d bytes: %w", id, len(data), response.ContentLength, c.unreachable(response.Request.Context(), err))
	}
	if len(data) > maxProgram {
		return nil, 0, fmt.Errorf("program %s is more than %d bytes", id, maxProgram)
	}
	return data, 0, nil
}
