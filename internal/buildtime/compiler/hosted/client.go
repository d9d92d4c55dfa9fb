// Package hosted compiles with the public service, or with any server that
// speaks its REST protocol.
//
// It is the one way of compiling that sends anything anywhere: the spec leaves
// the machine, and whoever runs the server may keep it and publish the program.
// So nothing happens unless the compiler was asked for by name, the program is
// private unless asked otherwise, and the user is told once what that is worth
// ([Notice]). Inputs and tests are never sent.
//
// [Client] is the protocol, one method for each request; [Compiler] is the
// whole way from a spec to a verified program. The protocol's facts come from
// the documentation and the open SDK of the service.
package hosted

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pawgen/pawgen/internal/buildtime/retry"
)

// DefaultURL is the public service.
const DefaultURL = "https://programasweights.com"

// The times that the service may take, as the official SDK has them.
const (
	connectTimeout  = 120 * time.Second
	compileTimeout  = 2400 * time.Second // a compilation, before its answer begins
	asyncTimeout    = 30 * time.Second
	queryTimeout    = 10 * time.Second
	downloadTimeout = 60 * time.Second // one request for a program
)

// maxJSON is the most bytes that an answer in JSON may have.
const maxJSON = 8 << 20

// Client makes the requests of the protocol. Its fields must not change while
// it is in use.
type Client struct {
	// URL is the server, without /api/v1; "" is [DefaultURL].
	URL string
	// Key, if not "", is the API key.
	Key string
	// HTTP makes the requests; nil is one that honours the environment's proxies.
	HTTP *http.Client
	// Sleep waits; nil is the real clock.
	Sleep func(ctx context.Context, d time.Duration) error
}

// base is the server's address.
func (c *Client) base() string {
	if c.URL == "" {
		return DefaultURL
	}
	return strings.TrimSuffix(c.URL, "/")
}

// transport gives up on servers that cannot be reached. What takes long is the
// work of the server, which each request's own time bounds.
var transport = func() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone() // with http.ProxyFromEnvironment
	t.DialContext = (&net.Dialer{Timeout: connectTimeout, KeepAlive: 30 * time.Second}).DialContext
	return t
}()

func (c *Client) http() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return &http.Client{Transport: transport, CheckRedirect: withoutKey}
}

// withoutKey keeps the API key from other servers: programs are downloaded
// from where the service sends us.
func withoutKey(request *http.Request, via []*http.Request) error {
	if len(via) > 10 {
		return errors.New("more than 10 redirections")
	}
	if request.URL.Host != via[0].URL.Host {
		request.Header.Del(keyHeader)
	}
	return nil
}

const keyHeader = "X-API-Key"

// request sends one request and returns the answer, whatever its status. The
// caller closes its body and calls cancel when it is done.
func (c *Client) request(ctx context.Context, timeout time.Duration, method, path string, body any) (*http.Response, context.CancelFunc, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, timeout, fmt.Errorf("no answer in %v", timeout))
	var data io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			cancel()
			return nil, nil, err
		}
		data = bytes.NewReader(b)
	}
	request, err := http.NewRequestWithContext(ctx, method, c.base()+"/api/v1"+path, data)
	if err != nil {
		cancel()
		return nil, nil, err
	}
	request.GetBody = nil // so that the transport never sends a request twice
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.Key != "" {
		request.Header.Set(keyHeader, c.Key)
	}
	response, err := c.http().Do(request)
	if err != nil {
		defer cancel()
		return nil, nil, c.unreachable(ctx, err)
	}
	return response, cancel, nil
}

// unreachable is the error of a request that got no answer.
func (c *Client) unreachable(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		err = cause
	}
	return &Unreachable{c.base(), err}
}

// call sends a request and reads the JSON answer into out. Statuses of 400 and
// above are an [*Error].
func (c *Client) call(ctx context.Context, timeout time.Duration, method, path string, body, out any) error {
	response, cancel, err := c.request(ctx, timeout, method, path, body)
	if err != nil {
		return err
	}
	defer cancel()
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		return readError(response)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxJSON+1))
	if err != nil {
		return c.unreachable(response.Request.Context(), err)
	}
	if len(data) > maxJSON {
		return fmt.Errorf("%s: answer has more than %d bytes", c.base(), maxJSON)
	}
	if err := json.Unmarshal(data, out); err != nil {
		return fmt.Errorf("%s: answer is not what the protocol says: %w", c.base(), err)
	}
	return nil
}

// sleep waits as [Client.Sleep] says.
func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	return retry.Sleep(ctx, d)
}
