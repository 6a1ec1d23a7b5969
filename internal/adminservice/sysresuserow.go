package adminservice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// SystemRow is a whole row of a site system role, to be changed in some places and written back. Rows of the class may hold
// certificates and secrets (AdminService notes §0), so its text never prints; what is known to be none is in Role.
type SystemRow struct {
	Role SystemRole
	text secret.Secret
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *SystemRow) UnmarshalJSON(data []byte) error {
	var known systemRoleRow
	if err := json.Unmarshal(data, &known); err != nil {
		return formError(plain(err).Error())
	}
	r.Role, r.text = known.role(), secret.New(string(data))
	return nil
}

// SystemRow reads one row by its key, with the properties that lists leave out. It is never cached: what is written back
// must be what is there. An answer with other rows is an error, so that a service that takes the keys for something else
// is noticed before anything is written.
func (c *Client) SystemRow(ctx context.Context, key SystemRoleKey) (SystemRow, error) {
	const op = "read the row of a site system role by its keys"
	body, err := c.call(ctx, op, http.MethodGet, key.path(), nil, nil)
	if err != nil {
		return SystemRow{}, c.proveAccess(ctx, err)
	}
	found, _, err := decode[SystemRow](body)
	if err != nil {
		return SystemRow{}, c.unreadable(op, systemRoleClass, err)
	}
	if len(found) != 1 || found[0].Role.Key != key {
		return SystemRow{}, &otherRowError{op: op, rows: len(found)}
	}
	return found[0], nil
}

// otherRowError says that an address with keys did not lead to the row with these keys.
type otherRowError struct {
	op   string
	rows int
}

// Error implements error.
func (e *otherRowError) Error() string {
	return fmt.Sprintf("could not %s: %d rows came back, or another one than was asked for", e.op, e.rows)
}

// keysNotTaken reports whether a row that a list shows could not be had by its keys: the site then does not take an address
// with several keys, or not in the form that is inferred.
func keysNotTaken(err error) bool {
	var other *otherRowError
	var e *Error
	switch {
	case errors.As(err, &other):
		return true
	case !errors.As(err, &e):
		return false
	case e.Status == http.StatusNotFound:
		return e.proven && !e.saysDenied()
	default:
		return slices.Contains([]int{http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotImplemented}, e.Status)
	}
}

// CheckSystemRow proves, at plan, that a row can be had by its keys, as a write will need. A site that does not take them is
// an error that says what to do instead.
func (c *Client) CheckSystemRow(ctx context.Context, key SystemRoleKey) error {
	_, err := c.SystemRow(ctx, key)
	if keysNotTaken(err) {
		return fmt.Errorf("%w\n\nThe site was asked so: %w", &MissingCapability{NeedProxyWrite()}, err)
	}
	return err
}

// UpdateSystemRow writes a whole row. There is no way to make the site refuse it if somebody else has written meanwhile:
// its etag is only the key (AdminService notes §1.4).
func (c *Client) UpdateSystemRow(ctx context.Context, row SystemRow) error {
	const op = "write the row of the site system role"
	body, err := row.body()
	if err != nil {
		return fmt.Errorf("could not %s: %w", op, err)
	}
	_, err = c.call(ctx, op, http.MethodPut, row.Role.Key.path(), nil, body)
	return c.proveAccess(ctx, row.withoutQuotes(err))
}

// body is the row as it is sent. What belongs to the service, and what is empty, is left out: null, and an empty list, are
// said to raise errors, and mean the same as leaving them out, whatever a site does with what is left out (AdminService
// notes §1.4).
func (r SystemRow) body() (json.RawMessage, error) {
	all, err := parseObject([]byte(r.text.Reveal()))
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(m member) bool { return m.ofService() || m.empty() }).bytes(), nil
}

// Refused reports whether the service has turned a write down, and will not do it later either. Where a gateway gave up, or
// nothing was answered at all, that is not known.
func Refused(err error) bool {
	var e *Error
	return errors.As(err, &e) && !slices.Contains([]int{http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout}, e.Status)
}
