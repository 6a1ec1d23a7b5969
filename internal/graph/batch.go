package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoft/kiota-abstractions-go/serialization"
)

// part is one read of a batch: the request and what to do with its answer. A part that answers 404 is left out.
type part struct {
	operation operation
	request   *abstractions.RequestInformation
	take      func(json.RawMessage) error
}

// modelPart is a part whose answer is taken as a model of the SDK.
func (c *Client) modelPart(o operation, request *abstractions.RequestInformation, constructor serialization.ParsableFactory, take func(serialization.Parsable) error) part {
	return part{o, request, func(body json.RawMessage) error {
		node, err := c.json.GetRootParseNode("application/json", body)
		if err != nil {
			return fmt.Errorf("could not %s in tenant %s: reading a part of a $batch: %w", o.text, c.options.TenantID, err)
		}
		m, err := node.GetObjectValue(constructor)
		if err != nil {
			return fmt.Errorf("could not %s in tenant %s: reading a part of a $batch: %w", o.text, c.options.TenantID, err)
		}
		return take(m)
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

// batch sends reads together. Parts that are throttled or meet an outage are sent again, after the longest time that
// any of them asks for, under the deadline of ctx.
func (c *Client) batch(ctx context.Context, parts []part) error {
	for len(parts) > maxBatch {
		if err := c.batch(ctx, parts[:maxBatch]); err != nil {
			return err
		}
		parts = parts[maxBatch:]
	}
	pauses := newPauses(c.options.Clock, c.options.Pace)
	for {
		again, refusal, err := c.batchOnce(ctx, parts)
		if err != nil || len(again) == 0 {
			return err
		}
		if err := pauses.after(ctx, refusal); err != nil {
			return err
		}
		parts = again
	}
}

// batchOnce returns the parts to send again, and of their refusals the one that asks for the longest wait.
func (c *Client) batchOnce(ctx context.Context, parts []part) (again []part, refusal *Error, err error) {
	answers, err := c.send(ctx, parts)
	if err != nil {
		return nil, nil, err
	}
	now := c.options.Clock.Now()
	for i, p := range parts {
		a, ok := answers[strconv.Itoa(i)]
		if !ok {
			return nil, nil, fmt.Errorf("could not %s in tenant %s: the answer to a $batch lacks this part", p.operation.text, c.options.TenantID)
		}
		err := c.takePart(p, a)
		var e *Error
		switch {
		case errors.As(err, &e) && passing(e.Status):
			if again = append(again, p); refusal == nil || retryAfter(e, now) > retryAfter(refusal, now) {
				refusal = e
			}
		case err != nil:
			return nil, nil, err
		}
	}
	return again, refusal, nil
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
func (c *Client) send(ctx context.Context, parts []part) (map[string]partAnswer, error) {
	var body batchRequest
	for i, p := range parts {
		target, err := p.request.GetUri()
		if err != nil {
			return nil, fmt.Errorf("building a $batch: %w", err)
		}
		body.Requests = append(body.Requests, batchItem{ID: strconv.Itoa(i), Method: p.request.Method.String(), URL: strings.TrimPrefix(target.String(), c.base)})
	}
	content, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("building a $batch: %w", err)
	}
	request := abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.POST, "{+baseurl}/$batch", c.parameters())
	request.SetStreamContentAndContentType(content, "application/json")
	request.Headers.TryAdd("Accept", "application/json")
	raw, err := c.adapter.SendPrimitive(during(readBatch(ctx, len(parts)), operation{text: "read several objects"}), request, "[]byte", nil)
	if err != nil {
		return nil, clean(err)
	}
	answered, _ := raw.([]byte)
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

func (c *Client) takePart(p part, a partAnswer) error {
	switch a.Status {
	case http.StatusOK:
		return p.take(a.Body)
	case http.StatusNotFound:
		return nil
	default:
		return c.partError(p, a)
	}
}

func (c *Client) partError(p part, a partAnswer) *Error {
	e := &Error{Op: p.operation.text, Permissions: p.operation.permissions, Method: http.MethodGet, Status: a.Status, TenantID: c.options.TenantID}
	if target, err := p.request.GetUri(); err == nil {
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
