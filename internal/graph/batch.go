package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// part is one read: the request and what to do with its answer. In a $batch, one that answers 404 is left out.
type part struct {
	operation operation
	request   *abstractions.RequestInformation
	take      func(json.RawMessage) error
}

// partOf is a part whose answer is a T.
func partOf[T any](c *Client, o operation, request *abstractions.RequestInformation, take func(T) error) part {
	return part{o, request, func(body json.RawMessage) error {
		var answered T
		if err := c.decode(o, body, &answered); err != nil {
			return err
		}
		return take(answered)
	}}
}

// maxBatch is how many requests a $batch takes (Graph notes §2.2).
const maxBatch = 20

// The bodies of a $batch. The SDK has its own, which loses every number in an answer, and panics on a header that is no
// text.
type (
	batchRequest struct {
		Requests []batchItem `json:"requests"`
	}
	batchItem struct {
		ID     string `json:"id"`
		Method string `json:"method"`
		URL    string `json:"url"`
	}
	batchAnswer struct {
		Responses []partAnswer `json:"responses"`
	}
	partAnswer struct {
		ID      string          `json:"id"`
		Status  int             `json:"status"`
		Headers map[string]any  `json:"headers"`
		Body    json.RawMessage `json:"body"`
	}
)

// batch reads parts of one version of Graph together; take is called in their order.
func (c *Client) batch(ctx context.Context, version string, parts []part) error {
	addresses, byAddress := make([]string, len(parts)), make(map[string]part, len(parts))
	for i, p := range parts {
		uri, err := p.request.GetUri()
		if err != nil {
			return fmt.Errorf("building a $batch: %w", err)
		}
		addresses[i], byAddress[uri.String()] = uri.String(), p
	}
	answers, err := c.answersTo(ctx, addresses, func(ctx context.Context, asked []string) (map[string]partAnswer, error) {
		b := &batched{client: c, version: version, parts: byAddress, answers: make(map[string]partAnswer, len(asked))}
		return b.answers, b.read(ctx, asked)
	})
	if err != nil {
		return err
	}
	for i, p := range parts {
		if a := answers[addresses[i]]; a.Status != http.StatusNotFound {
			if err := p.take(a.Body); err != nil {
				return err
			}
		}
	}
	return nil
}

// batched are reads that are sent together.
type batched struct {
	client  *Client
	version string
	parts   map[string]part // by address
	answers map[string]partAnswer
}

// read sends as few requests as the parts fit into. Those that are throttled or meet an outage are sent again, after the
// longest time that any of them asks for, under the deadline of ctx.
func (b *batched) read(ctx context.Context, addresses []string) error {
	for asked := range slices.Chunk(addresses, maxBatch) {
		pauses := newPauses(b.client.options.Clock, b.client.options.Pace)
		for len(asked) > 0 {
			again, refusal, err := b.once(ctx, asked)
			if err != nil {
				return err
			}
			if len(again) > 0 {
				if err := pauses.after(ctx, refusal); err != nil {
					return err
				}
			}
			asked = again
		}
	}
	return nil
}

// once returns the addresses to ask again, and of their refusals the one that asks for the longest wait.
func (b *batched) once(ctx context.Context, addresses []string) (again []string, refusal *Error, failure error) {
	answers, err := b.send(ctx, addresses)
	if err != nil {
		return nil, nil, err
	}
	now := b.client.options.Clock.Now()
	for i, address := range addresses {
		op := b.parts[address].operation
		a, ok := answers[strconv.Itoa(i)]
		if !ok {
			failure = cmp.Or(failure, fmt.Errorf("could not %s in tenant %s: the answer to a $batch lacks this part", op.text, b.client.options.TenantID))
			continue
		}
		if a.Status == http.StatusOK || a.Status == http.StatusNotFound {
			b.answers[address] = a
			continue
		}
		switch e := b.client.partError(op, address, a); {
		case !passing(a.Status):
			failure = cmp.Or[error](failure, e)
		case refusal == nil || retryAfter(e, now) > retryAfter(refusal, now):
			refusal = e
			fallthrough
		default:
			again = append(again, address)
		}
	}
	return again, refusal, failure
}

// passing reports whether a status says that a read may be answered later.
func passing(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusBadGateway, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

// send posts a $batch and returns the answers by the id of the part: its place in the list.
func (b *batched) send(ctx context.Context, addresses []string) (map[string]partAnswer, error) {
	c := b.client
	var body batchRequest
	for i, address := range addresses {
		body.Requests = append(body.Requests, batchItem{ID: strconv.Itoa(i), Method: http.MethodGet, URL: "/" + strings.TrimPrefix(address, c.root(b.version))})
	}
	uri, err := url.Parse(c.root(b.version) + "$batch")
	if err != nil {
		return nil, fmt.Errorf("building a $batch: %w", err)
	}
	answered, err := c.send(during(readBatch(ctx, len(addresses)), operation{text: "read several objects"}), abstractions.POST, uri, body)
	if err != nil {
		return nil, err
	}
	var answer batchAnswer
	if err := json.Unmarshal(answered, &answer); err != nil {
		return nil, fmt.Errorf("reading from tenant %s: the answer to a $batch is not what Microsoft Graph answers: %w", c.options.TenantID, err)
	}
	byID := make(map[string]partAnswer, len(answer.Responses))
	headings := make([]heading, 0, len(answer.Responses))
	for _, a := range answer.Responses {
		byID[a.ID] = a
		headings = append(headings, heading{a.Status, a.header()})
	}
	c.options.Pace.heed(headings...)
	return byID, nil
}

// partError is the error that an answer to a part is.
func (c *Client) partError(o operation, address string, a partAnswer) *Error {
	e := &Error{Op: o.text, Permissions: o.permissions, Method: http.MethodGet, Status: a.Status, TenantID: c.options.TenantID}
	if target, err := url.Parse(address); err == nil {
		e.Path = target.Path
	}
	e.take(a.header())
	e.parse(a.Body)
	return e
}

func (a partAnswer) header() http.Header {
	header := http.Header{}
	for name, value := range a.Headers {
		header.Set(name, fmt.Sprint(value))
	}
	return header
}
