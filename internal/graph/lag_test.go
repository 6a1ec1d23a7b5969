package graph

import (
	"context"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestLag: which refusals count as a replica that lags, and are asked again; for a limited time, and never for an
// application that is not ours, where the same refusal is final (Graph notes §2.1).
func TestLag(t *testing.T) {
	const (
		backing = "When using this permission, the backing application of the service principal being created must be in the local tenant"
		invalid = "The appId 'x' of the service principal does not reference a valid application object."
	)
	principal := func(own bool) func(context.Context, *Client) error {
		return func(ctx context.Context, c *Client) error {
			_, _, err := c.UpsertServicePrincipal(ctx, testApp, own)
			return err
		}
	}
	expecting := func(name string) func(context.Context, *Client) error {
		call := calls()[name]
		return func(ctx context.Context, c *Client) error { return call.do(Expecting(ctx), c) }
	}
	removal := func(ctx context.Context, c *Client) error {
		return c.RemovePassword(Expecting(ctx), "app-object", testKey)
	}
	created := reply{Status: http.StatusCreated, Body: spJSON}
	absent := refusal(404, "Request_ResourceNotFound", "Resource 'app-object' does not exist")
	tests := map[string]struct {
		do      func(context.Context, *Client) error
		refusal reply
		good    *reply // nil: the refusal is final
	}{
		"our app, 403 of the backing application":       {principal(true), refusal(403, "Authorization_RequestDenied", backing), &created},
		"foreign app, 403 of the backing application":   {principal(false), refusal(403, "Authorization_RequestDenied", backing), nil},
		"our app, 403 of another kind":                  {principal(true), refusal(403, "Authorization_RequestDenied", "Insufficient privileges"), nil},
		"our app, 400 of an unknown application":        {principal(true), refusal(400, "Request_BadRequest", invalid), &created},
		"foreign app, 400 of an unknown application":    {principal(false), refusal(400, "Request_BadRequest", invalid), nil},
		"our app, 400 of another kind":                  {principal(true), refusal(400, "Request_BadRequest", "Invalid value"), nil},
		"404 of a read of what is known to exist":       {expecting("GET"), absent, ptr(wiretest.OK(appJSON))},
		"404 of an update of what is known to exist":    {expecting("PATCH"), absent, &reply{Status: http.StatusNoContent}},
		"404 of an action on what is known to exist":    {expecting("POST"), absent, ptr(calls()["POST"].good)},
		"404 of a deletion of what is known to exist":   {expecting("DELETE"), absent, nil},
		"400 of an action that refers to a known thing": {removal, refusal(400, "Request_BadRequest", "No password credential found with keyId."), &reply{Status: http.StatusNoContent}},
		"409 of what is known to exist":                 {expecting("PATCH"), refusal(409, "Request_MultipleObjectsWithSameKeyValue", "exists"), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			replies := []reply{tt.refusal}
			if tt.good != nil {
				replies = []reply{tt.refusal, tt.refusal, *tt.good}
			}
			s := newScript(t, replies...)
			c, _ := s.client()
			if err := tt.do(t.Context(), c); (err == nil) != (tt.good != nil) || err != nil && !hasStatus(err, tt.refusal.Status) {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
}

// TestLagIsLimited: lag is believed for Lag.Limit, then the refusal is the answer. Throttling in between does not
// count, but takes time.
func TestLagIsLimited(t *testing.T) {
	denied := refusal(403, "Authorization_RequestDenied", "the backing application must be in the local tenant")
	throttled := reply{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "60"}}
	s := newScript(t, denied, throttled, throttled, denied)
	c, clock := s.client(func(o *Options) { o.Lag.Limit = 2 * time.Minute })
	if _, _, err := c.UpsertServicePrincipal(t.Context(), testApp, true); !IsForbidden(err) {
		t.Errorf("got %v", err)
	}
	s.Done()
	if waits := clock.Waited(); len(waits) != 3 {
		t.Errorf("waited %v", waits)
	}
}

// TestAwait: replicas answer by turns, so "not found" is "not yet", and one good read is not enough.
func TestAwait(t *testing.T) {
	absent := refusal(404, "Request_ResourceNotFound", "absent")
	tests := map[string]struct {
		replies []reply
		fails   bool
	}{
		"at once":            {[]reply{wiretest.OK(appJSON), wiretest.OK(appJSON)}, false},
		"by turns":           {[]reply{absent, wiretest.OK(appJSON), absent, wiretest.OK(appJSON), wiretest.OK(appJSON)}, false},
		"another error ends": {[]reply{absent, refusal(403, "Authorization_RequestDenied", "no")}, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, slices.Clone(tt.replies)...)
			c, _ := s.client()
			err := c.Await(t.Context(), "the application", 2, func(ctx context.Context) (bool, error) {
				_, err := c.Application(ctx, "app-object")
				return err == nil, err
			})
			if (err != nil) != tt.fails {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
}

func ptr[T any](v T) *T { return &v }
