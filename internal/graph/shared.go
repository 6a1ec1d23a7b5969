package graph

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// maxKept is how long an answer may be that is kept for later reads, in bytes: longer ones are shared only by those who ask
// while it is on its way. The service principal of Microsoft Graph, with hundreds of permissions, is the longest.
const maxKept = 64 << 10

// Shared marks a context: its reads may be answered by what another read of this process was answered, as long as nothing
// was written since. It is for the refresh of what is in the state, and for plans. What lags is never shared: whoever waits
// for several reads that agree asks the service each time.
func Shared(ctx context.Context) context.Context { return context.WithValue(ctx, sharedKey, true) }

// fresh takes the mark back.
func fresh(ctx context.Context) context.Context { return context.WithValue(ctx, sharedKey, false) }

func isShared(ctx context.Context) bool { return ctx.Value(sharedKey) == true }

// forget says that what was read may no longer be so.
func (c *Client) forget() { c.cache.Forget() }

// wrote says that something may have been written.
func (c *Client) wrote() {
	c.forget()
	if c.options.Writes != nil {
		c.options.Writes.Done()
	}
}

// answersTo reads addresses with read, or shares what was read of them before.
func (c *Client) answersTo(ctx context.Context, addresses []string, read func(context.Context, []string) (map[string]partAnswer, error)) (map[string]partAnswer, error) {
	if !isShared(ctx) {
		return read(ctx, addresses)
	}
	return c.cache.GetAll(ctx, addresses, read)
}

// get reads one address.
func (c *Client) get(ctx context.Context, uri *url.URL) ([]byte, error) {
	address := uri.String()
	all, err := c.answersTo(ctx, []string{address}, func(ctx context.Context, _ []string) (map[string]partAnswer, error) {
		body, err := c.send(ctx, abstractions.GET, uri, nil)
		if err != nil {
			return nil, err
		}
		return map[string]partAnswer{address: {Status: http.StatusOK, Body: body}}, nil
	})
	if err != nil {
		return nil, err
	}
	if a := all[address]; a.Status != http.StatusOK { // a $batch has read it
		return nil, c.partError(operationOf(ctx), address, a)
	}
	return all[address].Body, nil
}

// one reads a part by itself.
func (c *Client) one(ctx context.Context, p part) error {
	uri, err := p.request.GetUri()
	if err != nil {
		return fmt.Errorf("could not %s: %w", p.operation.text, err)
	}
	body, err := c.get(during(ctx, p.operation), uri)
	if err != nil {
		return err
	}
	return p.take(body)
}

// noting is a transport that forgets what was read with every write, whatever comes of it.
type noting struct {
	next  http.RoundTripper
	wrote func()
}

// RoundTrip implements http.RoundTripper.
func (n *noting) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Method != http.MethodGet && !isReadBatch(req.Context()) {
		defer n.wrote()
	}
	return n.next.RoundTrip(req)
}
