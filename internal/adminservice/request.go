package adminservice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/streaming"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/keyed"
)

// call sends one request below /AdminService/wmi/ and returns the body of a success.
func (c *Client) call(ctx context.Context, op, method, path string, query url.Values, body any) ([]byte, error) {
	body, secret := opened(body)
	req, err := c.newRequest(ctx, method, path, query, body)
	if err != nil {
		return nil, fmt.Errorf("could not %s: building the request: %w", op, err)
	}
	if !isRead(req.Raw()) {
		defer c.wrote() // whatever came of it
	}
	res, err := c.pipeline.Do(req)
	if err != nil {
		return nil, c.wireError(op, req.Raw(), err)
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := bounded.Read(res.Body, maxAnswer)
	if err != nil {
		return nil, c.wireError(op, req.Raw(), err)
	}
	if res.StatusCode < http.StatusMultipleChoices && !utf8.Valid(answer) {
		return nil, c.unreadable(op, path, errors.New("the answer is not what the administration service answers: it is not UTF-8"))
	}
	if res.StatusCode >= http.StatusMultipleChoices {
		return nil, redacted(c.newError(op, res, answer), secret)
	}
	return answer, nil
}

func (c *Client) newRequest(ctx context.Context, method, path string, query url.Values, body any) (*policy.Request, error) {
	target := c.base + "/wmi/" + path
	if len(query) > 0 {
		target += "?" + readable.Replace(query.Encode())
	}
	req, err := runtime.NewRequest(ctx, method, target)
	if err != nil {
		return nil, err
	}
	req.Raw().Header.Set("Accept", accept(path))
	if body == nil {
		return req, nil
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return req, req.SetBody(streaming.NopCloser(bytes.NewReader(encoded)), "application/json")
}

// readable leaves in a query what may stand there, as the published clients send it.
var readable = strings.NewReplacer("+", "%20", "%24", "$", "%2C", ",") //nolint:gochecknoglobals // constant

// metadataPath is the document that says what the site exposes. It is XML: OData 4.0 has no other form of it.
const metadataPath = "$metadata"

// accept is the form of an answer. A number alone is a text in OData; a service that gives it as JSON is understood, too.
func accept(path string) string {
	switch {
	case path == metadataPath:
		return "application/xml"
	case strings.HasSuffix(path, countPath):
		return "text/plain, application/json"
	default:
		return "application/json"
	}
}

// page is an answer with rows; a bare entity has none. Nothing says that the service sends next links; one that is
// there means that rows are missing (AdminService notes §1.2).
type page struct {
	Value json.RawMessage `json:"value"`
	Next  string          `json:"@odata.nextLink"`
}

// rows splits an answer into its rows: a list, an array of one, or a bare entity (AdminService notes §1.3).
func rows(body []byte) (list []json.RawMessage, more bool, err error) {
	var p page
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, false, fmt.Errorf("the answer is not what the administration service answers: %w", plain(err))
	}
	if bytes.Equal(bytes.TrimSpace(body), []byte("null")) {
		return nil, false, errors.New("the answer is not what the administration service answers: it is null")
	}
	if p.Value == nil {
		return []json.RawMessage{body}, false, nil
	}
	if bytes.Equal(p.Value, []byte("null")) { // no list is not an empty one
		return nil, false, errors.New("the answer is not what the administration service answers: its list is null")
	}
	if err := json.Unmarshal(p.Value, &list); err != nil {
		return nil, false, fmt.Errorf("the answer is not what the administration service answers: %w", plain(err))
	}
	return list, p.Next != "", nil
}

// pageSize is how many rows are asked for at a time. Nothing says that the service has next links, so pages are read
// until one is short (AdminService notes §1.2).
const (
	pageSize = 1000
	// maxRows is how many rows of a class are read, devices and messages aside: no class has as many.
	maxRows = 100_000
)

// list reads all rows of a class, decoded to T. fields are selected where the class allows it.
func list[T any](ctx context.Context, c *Client, op, class string, fields []string) ([]T, error) {
	v, err := c.cache.Get(ctx, "list "+class, func(ctx context.Context) (any, error) {
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

// listPages reads until a page is the last. A site that skips nothing would give the same page for ever: what all pages
// have is bounded, too.
func listPages[T any](ctx context.Context, c *Client, op, class string, fields []string) ([]T, error) {
	out, size := []T{}, 0
	for {
		query := url.Values{"$top": {strconv.Itoa(pageSize)}, "$skip": {strconv.Itoa(len(out))}}
		if len(fields) > 0 {
			query.Set("$select", strings.Join(fields, ","))
		}
		body, err := c.call(ctx, op, http.MethodGet, class, query, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		decoded, more, err := decode[T](body)
		if err != nil {
			return nil, c.unreadable(op, class, err)
		}
		if size += len(body); size > maxAnswer || len(out) >= maxRows {
			return nil, c.unreadable(op, class, fmt.Errorf("%w: %d rows have come, and there are more. Does the site leave out $skip?", bounded.ErrTooLarge, len(out)))
		}
		// A page of another size is the last: a short one, or all rows from a service that does not page.
		if out = append(out, decoded...); len(decoded) == 0 || len(decoded) != pageSize && !more {
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

// decode decodes the rows of an answer, and reports whether it says itself that there are more.
func decode[T any](body []byte) (out []T, more bool, err error) {
	raw, more, err := rows(body)
	if err != nil {
		return nil, false, err
	}
	out = make([]T, 0, len(raw))
	for _, r := range raw {
		var row *T
		if err := json.Unmarshal(r, &row); err != nil {
			return nil, false, fmt.Errorf("a row is not what the class has: %w", plain(err))
		}
		if row == nil {
			return nil, false, errors.New("a row is not what the class has: it is null")
		}
		if err := keyed.Check(row); err != nil {
			return nil, false, fmt.Errorf("a row is not what the class has: %w", err)
		}
		out = append(out, *row)
	}
	return out, more, nil
}

// plain takes the value out of a JSON error: it may be a secret.
func plain(err error) error {
	var wrong *json.UnmarshalTypeError
	var ours formError
	switch {
	case errors.As(err, &wrong):
		return fmt.Errorf("field %s is not of the type %s", wrong.Field, wrong.Type)
	case errors.As(err, &ours):
		return ours
	default:
		return errors.New("it is not valid JSON")
	}
}

// get reads one instance by its key.
func get[T any](ctx context.Context, c *Client, op, class, key string) (T, error) {
	var none T
	v, err := c.cache.Get(ctx, "get "+class+" "+key, func(ctx context.Context) (any, error) {
		body, err := c.call(ctx, op, http.MethodGet, class+"("+key+")", nil, nil)
		if err != nil {
			return nil, c.proveAccess(ctx, err)
		}
		found, _, err := decode[T](body)
		if err != nil {
			return nil, c.unreadable(op, class, err)
		}
		if len(found) == 0 {
			return nil, c.proveAccess(ctx, c.notShown(op, class, "an empty answer"))
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

// literal quotes a text for OData. In a query it is encoded with it.
func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// text quotes a key for the path of a URL.
func text(s string) string { return "'" + url.PathEscape(strings.ReplaceAll(s, "'", "''")) + "'" }

func number(n int64) string { return strconv.FormatInt(n, 10) }
