package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

const betaVersion = "/beta"

// beta sends a request to Graph's beta, which the SDK of v1.0 does not have: in JSON, on the way of every other request, so
// that the host, the pace, the retries and the errors are the same. path is below the version; out may be nil.
func (c *Client) beta(ctx context.Context, method abstractions.HttpMethod, path string, body, out any) error {
	uri, err := url.Parse(c.betaRoot() + path)
	if err != nil {
		return fmt.Errorf("could not %s: %q is no address: %w", operationOf(ctx).text, path, err)
	}
	return c.raw(ctx, method, uri, body, out)
}

func (c *Client) betaRoot() string { return strings.TrimSuffix(c.base, version) + betaVersion + "/" }

func (c *Client) raw(ctx context.Context, method abstractions.HttpMethod, uri *url.URL, body, out any) error {
	request := abstractions.NewRequestInformation()
	request.Method = method
	request.SetUri(*uri)
	request.Headers.TryAdd("Accept", "application/json")
	if body != nil {
		content, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
		}
		request.SetStreamContentAndContentType(content, "application/json")
	}
	raw, err := c.adapter.SendPrimitive(ctx, request, "[]byte", nil)
	if err != nil {
		return clean(err)
	}
	answered, _ := raw.([]byte)
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answered, out); err != nil {
		return fmt.Errorf("could not %s in tenant %s: the answer is not what Microsoft Graph answers: %w", operationOf(ctx).text, c.options.TenantID, err)
	}
	return nil
}

// betaList reads a list from its first page to its last. A link to another host is refused before anything is sent.
func betaList[T any](ctx context.Context, c *Client, path string) ([]T, error) {
	out := []T{}
	uri, err := url.Parse(c.betaRoot() + path)
	for err == nil {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := c.raw(ctx, abstractions.GET, uri, nil, &page); err != nil {
			return nil, err
		}
		out = append(out, page.Value...)
		if page.Next == "" {
			return out, nil
		}
		uri, err = uri.Parse(page.Next)
	}
	return nil, fmt.Errorf("could not %s: %w", operationOf(ctx).text, err)
}

// segment makes an id a segment of a path.
func segment(id string) string { return url.PathEscape(id) }
