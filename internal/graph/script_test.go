package graph

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"
)

const (
	testTenant = "aaaaaaaa-0000-0000-0000-000000000000"
	testApp    = "bbbbbbbb-0000-0000-0000-000000000000"
	testKey    = "cccccccc-0000-0000-0000-000000000000"
	appJSON    = `{"id":"app-object","appId":"` + testApp + `","displayName":"ConfigMgr"}`
	spJSON     = `{"id":"sp-object","appId":"` + testApp + `","accountEnabled":true}`
)

// reply is one answer of the script.
type reply struct {
	status int
	header map[string]string // an empty value takes out what the server would set by itself
	body   string
	lost   bool // the connection ends before the answer
	cut    bool // the connection ends within the body
}

// sent is one request as it came over the wire.
type sent struct {
	method, uri, body string
	header            http.Header
	length            int64
}

// script is a Microsoft Graph, over TLS, that answers each request with the next of its replies and keeps the requests.
type script struct {
	*httptest.Server
	t       *testing.T
	mu      sync.Mutex
	replies []reply
	got     []sent
}

func newScript(t *testing.T, replies ...reply) *script {
	t.Helper()
	s := &script{t: t, replies: replies}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("reading a request: %v", err)
	}
	s.got = append(s.got, sent{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone(), r.ContentLength})
	if len(s.replies) == 0 {
		s.t.Errorf("unexpected request: %s %s %s", r.Method, r.URL, body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	next := s.replies[0]
	s.replies = s.replies[1:]
	next.write(w)
}

func (r reply) write(w http.ResponseWriter) {
	if r.lost {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range r.header {
		if w.Header().Set(name, value); value == "" {
			w.Header()[name] = nil
		}
	}
	if r.cut {
		w.Header().Set("Content-Length", "1000")
	}
	w.WriteHeader(r.status)
	_, _ = io.WriteString(w, r.body)
	if r.cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// done checks that all replies were fetched and returns the requests.
func (s *script) done() []sent {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.replies) > 0 {
		s.t.Errorf("%d of the replies were not asked for; requests: %v", len(s.replies), s.got)
	}
	return s.got
}

// leaps is a clock on which no wait takes time: it leaps ahead instead, and notes by how much.
type leaps struct {
	*clockwork.FakeClock
	mu    sync.Mutex
	waits []time.Duration
}

func newLeaps() *leaps {
	return &leaps{FakeClock: clockwork.NewFakeClockAt(time.Now().Truncate(time.Second))}
}

// After implements clockwork.Clock.
func (l *leaps) After(d time.Duration) <-chan time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = append(l.waits, d)
	at := l.FakeClock.After(d)
	l.Advance(d)
	return at
}

// waited returns the waits so far.
func (l *leaps) waited() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]time.Duration{}, l.waits...)
}

// token is a credential; the empty one fails.
type token string

func (c token) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c == "" {
		return azcore.AccessToken{}, errors.New("AADSTS7000222: the client secret has expired")
	}
	return azcore.AccessToken{Token: string(c) + " for " + o.Scopes[0]}, nil
}

// client builds a client of the script.
func (s *script) client(change ...func(*Options)) (*Client, *leaps) {
	s.t.Helper()
	clock := newLeaps()
	o := Options{Root: s.URL, Credential: token("t0ken"), Transport: s.Client().Transport, TenantID: testTenant, UserAgent: "agent/1", Clock: clock}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return c, clock
}

func (s *script) link(path string) string { return s.URL + path }

// refusal is an error answer in the form of Microsoft Graph.
func refusal(status int, code, message string) reply {
	return reply{status: status, body: `{"error":{"code":"` + code + `","message":"` + message + `","innerError":{"request-id":"from-body"}}}`}
}

func ok(body string) reply { return reply{status: http.StatusOK, body: body} }

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
		"GET": {func(ctx context.Context, c *Client) error { _, err := c.Application(ctx, "app-object"); return err }, ok(appJSON)},
		"PATCH": {func(ctx context.Context, c *Client) error {
			return c.UpdateApplication(ctx, "app-object", ApplicationSpec{DisplayName: &name})
		}, reply{status: http.StatusNoContent}},
		"DELETE": {func(ctx context.Context, c *Client) error { return c.DeleteApplication(ctx, "app-object") }, reply{status: http.StatusNoContent}},
		"POST": {func(ctx context.Context, c *Client) error {
			_, _, err := c.AddPassword(ctx, "app-object", name, time.Unix(0, 0), time.Unix(1, 0))
			return err
		}, ok(`{"keyId":"` + testKey + `","secretText":"s3cret"}`)},
		"$batch": {func(ctx context.Context, c *Client) error { _, err := c.Picture(ctx, testApp); return err }, ok(parts(`{"id":"%d","status":404}`, 4))},
	}
}
