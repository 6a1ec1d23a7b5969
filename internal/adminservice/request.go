package adminservice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"
)

// Bounds of what is read, in bytes.
const (
	maxAnswer = 64 << 20
	maxError  = 64 << 10
)

// call sends one request below /AdminService/wmi/ and returns the body of a success.
func (c *Client) call(ctx context.Context, op, method, path string, query url.Values, body any) ([]byte, error) {
	target := c.base + "/wmi/" + path
	if len(query) > 0 {
		target += "?" + strings.ReplaceAll(query.Encode(), "+", "%20")
	}
	req, err := runtime.NewRequest(ctx, method, target)
	if err != nil {
		return nil, fmt.Errorf("could not %s: building the request: %w", op, err)
	}
	req.Raw().Header.Set("Accept", "application/json")
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("could not %s: encoding the request: %w", op, err)
		}
		if err := req.SetBody(streaming.NopCloser(bytes.NewReader(encoded)), "application/json"); err != nil {
			return nil, fmt.Errorf("could not %s: %w", op, err)
		}
	}
	pipeline := c.reads
	if !isRead(req.Raw()) {
		pipeline = c.writes
		defer c.Forget() // whatever came of it: what was read before may no longer be so
	}
	res, err := pipeline.Do(req)
	if err != nil {
		return nil, c.wireError(op, req.Raw(), err)
	}
	defer res.Body.Close()
	return c.answer(op, req.Raw(), res)
}

func (c *Client) answer(op string, req *http.Request, res *http.Response) ([]byte, error) {
	limit := int64(maxAnswer)
	failed := res.StatusCode >= http.StatusMultipleChoices
	if failed {
		limit = maxError
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	switch {
	case failed:
		return nil, c.newError(op, req, res, body)
	case err != nil:
		return nil, c.wireError(op, req, err)
	case int64(len(body)) > limit:
		return nil, fmt.Errorf("could not %s: the answer of %s %s is larger than %d bytes", op, req.Method, req.URL.Path, limit)
	}
	return body, nil
}

// page is an answer with rows; a bare entity has none.
type page struct {
	Value *[]json.RawMessage `json:"value"`
}

// rows splits an answer into its rows: a list, an array of one, or a bare entity (AdminService notes §1.3).
func rows(body []byte) ([]json.RawMessage, error) {
	var p page
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, fmt.Errorf("the answer is not what the administration service answers: %w", err)
	}
	if p.Value != nil {
		return *p.Value, nil
	}
	return []json.RawMessage{body}, nil
}

// pageSize is how many rows are asked for at a time. Nothing says that the service has next links, so pages are read
// until one is short (AdminService notes §1.2).
const pageSize = 1000

// list reads all rows of a class, decoded to T. fields are selected where the class allows it.
func list[T any](ctx context.Context, c *Client, op, class string, fields []string) ([]T, error) {
	v, err := c.cache.get(ctx, "list "+class, func(ctx context.Context) (any, error) {
		return listPages[T](ctx, c, op, class, fields)
	})
	if err != nil {
		return nil, err
	}
	out, ok := v.([]T)
	if !ok {
		return nil, fmt.Errorf("could not %s: class %s is read as two types", op, class)
	}
	return append([]T(nil), out...), nil
}

func listPages[T any](ctx context.Context, c *Client, op, class string, fields []string) ([]T, error) {
	out := []T{}
	for skip := 0; ; skip += pageSize {
		query := url.Values{"$top": {strconv.Itoa(pageSize)}, "$skip": {strconv.Itoa(skip)}}
		if len(fields) > 0 {
			query.Set("$select", strings.Join(fields, ","))
		}
		body, err := c.call(ctx, op, http.MethodGet, class, query, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		decoded, err := decode[T](body)
		if err != nil {
			return nil, fmt.Errorf("could not %s: %s: %w", op, class, err)
		}
		if out = append(out, decoded...); len(decoded) < pageSize {
			break
		}
	}
	if len(out) == 0 { // nothing there, or nothing that the account may see (AdminService notes §1.7)
		if err := c.probe(ctx); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func decode[T any](body []byte) ([]T, error) {
	raw, err := rows(body)
	if err != nil {
		return nil, err
	}
	out := make([]T, 0, len(raw))
	for _, r := range raw {
		var row T
		if err := json.Unmarshal(r, &row); err != nil {
			return nil, fmt.Errorf("a row is not what the class has: %w", plain(err))
		}
		out = append(out, row)
	}
	return out, nil
}

// plain takes the value out of a JSON error: it may be a secret.
func plain(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("field %s is not of the type %s", wrong.Field, wrong.Type)
	}
	return errors.New("it is not valid JSON")
}

// get reads one instance by its key.
func get[T any](ctx context.Context, c *Client, op, class, key string) (T, error) {
	var none T
	v, err := c.cache.get(ctx, "get "+class+" "+key, func(ctx context.Context) (any, error) {
		body, err := c.call(ctx, op, http.MethodGet, class+"("+key+")", nil, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		found, err := decode[T](body)
		if err != nil {
			return nil, fmt.Errorf("could not %s: %s: %w", op, class, err)
		}
		if len(found) == 0 {
			return nil, c.proveAccess(ctx, &Error{Op: op, Method: http.MethodGet, Path: "/wmi/" + class + "(" + key + ")", TenantID: c.options.TenantID, Status: http.StatusNotFound, Message: "an empty answer"})
		}
		return found[0], nil
	})
	if err != nil {
		return none, err
	}
	row, ok := v.(T)
	if !ok {
		return none, fmt.Errorf("could not %s: class %s is read as two types", op, class)
	}
	return row, nil
}

// text quotes a key or a literal for a URL.
func text(s string) string { return "'" + url.PathEscape(strings.ReplaceAll(s, "'", "''")) + "'" }

func number(n int64) string { return strconv.FormatInt(n, 10) }
