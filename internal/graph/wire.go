package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/keyed"
)

const (
	betaVersion = "/beta"
	// maxPages bounds a list: one whose links go in a circle must not be read for ever.
	maxPages = 1000
)

// v1 reads and beta sends what the SDK has no request builder for, or only in packages that are not worth their size: on
// the way of every other request, so that the host, the pace, the retries and the errors are the same. path is below the
// version, with its query; out may be nil.
func (c *Client) v1(ctx context.Context, path string, out any) error {
	return c.ofVersion(ctx, abstractions.GET, version, path, nil, out)
}

func (c *Client) beta(ctx context.Context, method abstractions.HttpMethod, path string, body, out any) error {
	return c.ofVersion(ctx, method, betaVersion, path, body, out)
}

func (c *Client) ofVersion(ctx context.Context, method abstractions.HttpMethod, version, path string, body, out any) error {
	uri, err := url.Parse(c.root(version) + path)
	if err != nil {
		return fmt.Errorf("could not %s: %q is no address: %w", operationOf(ctx).text, path, err)
	}
	return c.raw(ctx, method, uri, body, out)
}

// betaPart is a part of a $batch of the beta, whose path is below the version.
func (c *Client) betaPart(o operation, path string, take func(json.RawMessage) error) (part, error) {
	uri, err := url.Parse(c.root(betaVersion) + path)
	if err != nil {
		return part{}, fmt.Errorf("could not %s: %q is no address: %w", o.text, path, err)
	}
	request := abstractions.NewRequestInformation()
	request.Method = abstractions.GET
	request.SetUri(*uri)
	return part{o, request, take}, nil
}

// to sends to where a request builder of the SDK points; body and out may be nil.
func (c *Client) to(ctx context.Context, method abstractions.HttpMethod, b abstractions.BaseRequestBuilder, body, out any) error {
	uri, err := addressOf(b)
	if err != nil {
		return fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
	}
	return c.raw(ctx, method, uri, body, out)
}

// addressOf is where a request builder points, without a query.
func addressOf(b abstractions.BaseRequestBuilder) (*url.URL, error) {
	return abstractions.NewRequestInformationWithMethodAndUrlTemplateAndPathParameters(abstractions.GET, b.UrlTemplate, b.PathParameters).GetUri()
}

// upsert makes an object where a key points, or writes to the one that is there. Only of one that it made is there an answer.
func upsert[T any](ctx context.Context, c *Client, b abstractions.BaseRequestBuilder, body any) (T, error) {
	var made T
	uri, err := addressOf(b)
	if err != nil {
		return made, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
	}
	answered, err := c.send(ctx, abstractions.PATCH, uri, body, [2]string{"Prefer", "create-if-missing"})
	if err != nil || len(answered) == 0 {
		return made, err
	}
	return made, c.decode(operationOf(ctx), answered, &made)
}

// readOne reads an object.
func readOne[T any](ctx context.Context, c *Client, o operation, request *abstractions.RequestInformation) (T, error) {
	var w T
	uri, err := request.GetUri()
	if err != nil {
		return w, fmt.Errorf("could not %s: %w", o.text, err)
	}
	return w, c.raw(during(ctx, o), abstractions.GET, uri, nil, &w)
}

// listAt reads a list where a request builder of the SDK points.
func listAt[T any](ctx context.Context, c *Client, b abstractions.BaseRequestBuilder) ([]T, error) {
	uri, err := addressOf(b)
	if err != nil {
		return nil, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
	}
	return follow(ctx, c, listPage[T]{Next: uri.String()})
}

// root is where a version of Graph is, with a slash at its end.
func (c *Client) root(of string) string {
	return strings.TrimSuffix(c.base, version) + of + "/"
}

func (c *Client) raw(ctx context.Context, method abstractions.HttpMethod, uri *url.URL, body, out any) error {
	var answered []byte
	var err error
	if method == abstractions.GET {
		answered, err = c.get(ctx, uri)
	} else {
		answered, err = c.send(ctx, method, uri, body)
	}
	if err != nil || out == nil {
		return err
	}
	return c.decode(operationOf(ctx), answered, out)
}

// send sends one request and returns the body of a success.
func (c *Client) send(ctx context.Context, method abstractions.HttpMethod, uri *url.URL, body any, headers ...[2]string) ([]byte, error) {
	request := abstractions.NewRequestInformation()
	request.Method = method
	request.SetUri(*uri)
	request.Headers.TryAdd("Accept", "application/json")
	if isAdvanced(ctx) {
		request.Headers.TryAdd("ConsistencyLevel", "eventual")
	}
	for _, h := range headers {
		request.Headers.Add(h[0], h[1])
	}
	if body != nil {
		content, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
		}
		request.SetStreamContentAndContentType(content, "application/json")
	}
	raw, err := c.adapter.SendPrimitive(ctx, request, "[]byte", nil)
	if err != nil {
		return nil, clean(err)
	}
	answered, _ := raw.([]byte)
	return answered, nil
}

func (c *Client) decode(o operation, answered []byte, out any) error {
	err := json.Unmarshal(answered, out)
	if err == nil {
		err = keyed.Check(out)
	}
	if err != nil {
		return fmt.Errorf("could not %s in tenant %s: the answer is not what Microsoft Graph answers: %w", o.text, c.options.TenantID, err)
	}
	return nil
}

// listPage is one answer of a list.
type listPage[T any] struct {
	Value []T    `json:"value"`
	Next  string `json:"@odata.nextLink"`
}

// list reads a list of a version of Graph from its first page to its last.
func list[T any](ctx context.Context, c *Client, version, path string) ([]T, error) {
	return follow(ctx, c, listPage[T]{Next: c.root(version) + path})
}

// rest reads a list whose first page has come already: no list is not an empty one.
func rest[T any](ctx context.Context, c *Client, first listPage[T]) ([]T, error) {
	if first.Value == nil {
		return nil, c.empty(operationOf(ctx))
	}
	return follow(ctx, c, first)
}

// follow reads what comes after a page. A link to another host is refused before anything is sent.
func follow[T any](ctx context.Context, c *Client, page listPage[T]) ([]T, error) {
	uri, err := url.Parse(c.base)
	if err != nil {
		return nil, err
	}
	out := append([]T{}, page.Value...)
	for range maxPages {
		if page.Next == "" {
			return out, nil
		}
		if uri, err = uri.Parse(page.Next); err != nil {
			return nil, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
		}
		page = listPage[T]{}
		if err := c.raw(ctx, abstractions.GET, uri, nil, &page); err != nil {
			return nil, err
		}
		if page.Value == nil { // no list is not an empty one
			return nil, c.empty(operationOf(ctx))
		}
		out = append(out, page.Value...)
	}
	return nil, fmt.Errorf("could not %s in tenant %s: the list has more than %d pages", operationOf(ctx).text, c.options.TenantID, maxPages)
}

// advanced marks a request as an advanced query, which an index answers that may be behind (Graph notes §2.3): never one
// that is to confirm a write. Casts of memberships are documented to need it (learn, user-list-transitivememberof).
func advanced(ctx context.Context) context.Context { return context.WithValue(ctx, advancedKey, true) }

func isAdvanced(ctx context.Context) bool { return ctx.Value(advancedKey) == true }

// segment makes an id a segment of a path.
func segment(id string) string { return url.PathEscape(id) }

// keySegment makes a text the string of a key in a path, as in users('…').
func keySegment(text string) string { return "'" + segment(strings.ReplaceAll(text, "'", "''")) + "'" }

// literal makes a text a string of OData, in which a quote is doubled.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// query makes the options of a request, of pairs of name and value. Blanks are written as %20, and commas stay.
func query(pairs ...string) string {
	out := make([]string, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, pairs[i]+"="+strings.NewReplacer("+", "%20", "%2C", ",").Replace(url.QueryEscape(pairs[i+1])))
	}
	return "?" + strings.Join(out, "&")
}
