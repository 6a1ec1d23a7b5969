package adminservice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// countPath is below a class.
const countPath = "/$count"

// countAtSite asks for the number alone.
func (c *Client) countAtSite(ctx context.Context, q DeviceQuery) (int64, error) {
	op := "count the devices of the collection " + q.Collection
	where := append([]string{equals("CollectionID", literal(q.Collection))}, q.Filter.atSite()...)
	body, err := c.call(ctx, op, http.MethodGet, deviceClass+countPath, url.Values{"$filter": {strings.Join(where, " and ")}}, nil)
	if err != nil {
		return 0, c.proveAccess(ctx, err)
	}
	n, err := parseCount(body)
	if err != nil {
		return 0, c.unreadable(op, deviceClass, err)
	}
	if n == 0 { // no members, or none that the account may see
		return 0, c.probe(ctx)
	}
	return n, nil
}

// parseCount reads a bare number, which may come with a byte order mark.
func parseCount(body []byte) (int64, error) {
	var n *integer
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	if err := json.Unmarshal(body, &n); err != nil || n == nil || *n < 0 {
		return 0, errors.New("the answer is not a number")
	}
	return int64(*n), nil
}
