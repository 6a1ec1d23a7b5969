package graph

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const (
	testTenant = "aaaaaaaa-0000-0000-0000-000000000000"
	testApp    = "bbbbbbbb-0000-0000-0000-000000000000"
	testKey    = "cccccccc-0000-0000-0000-000000000000"
	appJSON    = `{"id":"app-object","appId":"` + testApp + `","displayName":"ConfigMgr"}`
	spJSON     = `{"id":"sp-object","appId":"` + testApp + `","accountEnabled":true}`
)

// reply is one answer of the script.
type reply = wiretest.Reply

// script is a Microsoft Graph.
type script struct {
	*wiretest.Script
	t *testing.T
}

func newScript(t *testing.T, replies ...reply) script {
	t.Helper()
	return script{wiretest.NewScript(t, replies...), t}
}

// client builds a client of the script.
func (s script) client(change ...func(*Options)) (*Client, *wiretest.Clock) {
	s.t.Helper()
	clock := wiretest.NewClock()
	o := Options{Root: s.URL, Credential: wiretest.Token("t0ken"), Transport: s.Client().Transport, TenantID: testTenant, UserAgent: "agent/1", Clock: clock}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return c, clock
}

// refusal is an error answer in the form of Microsoft Graph.
func refusal(status int, code, message string) reply {
	return reply{Status: status, Body: `{"error":{"code":"` + code + `","message":"` + message + `","innerError":{"request-id":"from-body"}}}`}
}

// calls are one call of each kind of request, with the reply that satisfies it.
func calls() map[string]struct {
	do   func(context.Context, *Client) error
	good reply
} {
	type call = struct {
		do   func(context.Context, *Client) error
		good reply
	}
	name := "ConfigMgr"
	return map[string]call{
		"GET": {func(ctx context.Context, c *Client) error { _, err := c.Application(ctx, "app-object"); return err }, wiretest.OK(appJSON)},
		"PATCH": {func(ctx context.Context, c *Client) error {
			return c.UpdateApplication(ctx, "app-object", ApplicationSpec{DisplayName: &name})
		}, reply{Status: http.StatusNoContent}},
		"DELETE": {func(ctx context.Context, c *Client) error { return c.DeleteApplication(ctx, "app-object") }, reply{Status: http.StatusNoContent}},
		"POST": {func(ctx context.Context, c *Client) error {
			_, _, err := c.AddPassword(ctx, "app-object", name, time.Unix(1, 0))
			return err
		}, wiretest.OK(`{"keyId":"` + testKey + `","secretText":"s3cret"}`)},
		"$batch": {func(ctx context.Context, c *Client) error { _, err := c.Picture(ctx, testApp); return err }, wiretest.OK(parts(`{"id":"%d","status":404}`, 4))},
	}
}
