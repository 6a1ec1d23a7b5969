package graph

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestRetriedBody: the second attempt carries the same plain JSON as the first. With the default middleware of the SDK
// it says gzip and is not in about 3 of 4 processes (Graph notes §4.1).
func TestRetriedBody(t *testing.T) {
	for name, call := range calls() {
		if name == "GET" || name == "DELETE" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			s := newScript(t, reply{Status: http.StatusTooManyRequests}, reply{Status: http.StatusTooManyRequests}, call.good)
			c, _ := s.client()
			if err := call.do(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			got := s.Done()
			for _, r := range got {
				if !json.Valid([]byte(r.Body)) || r.Body != got[0].Body || r.Length != int64(len(r.Body)) {
					t.Errorf("sent %q of length %d", r.Body, r.Length)
				}
				if encoding := r.Header.Get("Content-Encoding"); encoding != "" {
					t.Errorf("sent with Content-Encoding %s", encoding)
				}
				if kind := r.Header.Get("Content-Type"); kind != "application/json" {
					t.Errorf("sent with Content-Type %s", kind)
				}
			}
		})
	}
}

// TestRetryRules: what is asked again after which answer: a request that was throttled was not processed, whatever it is;
// one that may have been is sent again only if that does nothing twice.
func TestRetryRules(t *testing.T) {
	safe := []string{"GET", "PATCH", "DELETE", "$batch"}
	tests := map[string]struct {
		first reply
		again []string
	}{
		"429 was not processed": {reply{Status: 429}, append([]string{"POST"}, safe...)},
		"502":                   {reply{Status: 502}, safe},
		"503":                   {reply{Status: 503}, safe},
		"503 that says when":    {reply{Status: 503, Header: map[string]string{"Retry-After": "1"}}, safe},
		"504":                   {reply{Status: 504}, safe},
		"lost":                  {reply{Lost: true}, safe},
		"cut off":               {reply{Status: 200, Body: `{"id":`, Cut: true}, safe},
		"408":                   {reply{Status: 408}, nil},
		"500":                   {reply{Status: 500}, nil},
		"400":                   {refusal(400, "Request_BadRequest", "does not reference a valid application object"), nil},
		"403":                   {refusal(403, "Authorization_RequestDenied", "the backing application"), nil},
		"404":                   {reply{Status: 404}, nil},
		"409":                   {reply{Status: 409}, nil},
		"a redirect":            {reply{Status: 307, Header: map[string]string{"Location": "/elsewhere"}}, nil},
	}
	for name, tt := range tests {
		for method, call := range calls() {
			t.Run(name+" to "+method, func(t *testing.T) {
				replies := []reply{tt.first}
				again := slices.Contains(tt.again, method)
				if again {
					replies = append(replies, call.good)
				}
				s := newScript(t, replies...)
				c, _ := s.client()
				if err := call.do(t.Context(), c); (err == nil) != again {
					t.Errorf("got %v, want it to be asked again: %v", err, again)
				}
				s.Done()
			})
		}
	}
}

// TestLostLater: the same when the connection has carried another answer before: net/http then sends some requests again
// by itself.
func TestLostLater(t *testing.T) {
	for method, call := range calls() {
		t.Run(method, func(t *testing.T) {
			replies := []reply{wiretest.OK(appJSON), {Lost: true}}
			if method != "POST" {
				replies = append(replies, call.good)
			}
			s := newScript(t, replies...)
			c, _ := s.client()
			if _, err := c.Application(t.Context(), "app-object"); err != nil {
				t.Fatal(err)
			}
			if err := call.do(t.Context(), c); (err == nil) != (method != "POST") {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
}

// TestPostsOnce: no POST that does something is sent twice when it may have been processed; the reads that look what has
// become of it may be.
func TestPostsOnce(t *testing.T) {
	grant := func(ctx context.Context, c *Client) error { return c.SetGrant(ctx, testApp, testKey, []string{"x"}) }
	posts := map[string]func(context.Context, *Client) error{writeGrant().text: grant}
	for _, op := range []operation{addPassword(), removePassword(), assignRole(), restoreDeleted()} {
		posts[op.text] = allCalls()[op.text].do
	}
	for failure, r := range map[string]reply{
		"500": {Status: 500}, "502": {Status: 502}, "503": {Status: 503}, "503 that says when": told(503, "1"), "504": {Status: 504},
		"lost": {Lost: true}, "cut off": {Status: 200, Body: `{"id":`, Cut: true},
	} {
		for op, post := range posts {
			t.Run(failure+" to "+op, func(t *testing.T) {
				s := newFailing(t, r)
				c, _ := s.client()
				if err := post(Expecting(t.Context()), c); err == nil {
					t.Error("a failure was taken for a success")
				}
				sent := 0
				for _, r := range s.Done() {
					if r.Method == http.MethodPost {
						sent++
					}
				}
				if sent != 1 {
					t.Errorf("sent %d times", sent)
				}
			})
		}
	}
}

// newFailing starts a Microsoft Graph that fails each POST alike and has what is read, but nothing that belongs to it.
func newFailing(t *testing.T, r reply) script {
	s := newScript(t)
	next := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost {
			s.Add(r)
		} else {
			s.Add(wiretest.OK(`{"id":"app-object","value":[],"passwordCredentials":[{"keyId":"` + testKey + `"}]}`))
		}
		next.ServeHTTP(w, req)
	})
	return s
}

// TestRetryAfter: a request is asked again when the service says; poll.RetryAfter knows the forms of that.
func TestRetryAfter(t *testing.T) {
	now := wiretest.NewClock().Now().UTC()
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		header map[string]string
		want   time.Duration // zero: an interval of our own
	}{
		"none":                          {nil, 0},
		"seconds":                       {map[string]string{"Retry-After": "37"}, 37 * time.Second},
		"fraction":                      {map[string]string{"Retry-After": "1.5"}, 1500 * time.Millisecond},
		"zero is no reason to hammer":   {map[string]string{"Retry-After": "0"}, 0},
		"junk":                          {map[string]string{"Retry-After": "soon"}, 0},
		"date, by the service's clock":  {map[string]string{"Retry-After": date(time.Hour + 42*time.Second), "Date": date(time.Hour)}, 42 * time.Second},
		"date, without one to go by":    {map[string]string{"Retry-After": date(42 * time.Second), "Date": ""}, 42 * time.Second},
		"on an outage, of an idle read": {map[string]string{"Retry-After": "9"}, 9 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			status := http.StatusTooManyRequests
			if strings.Contains(name, "outage") {
				status = http.StatusServiceUnavailable
			}
			s := newScript(t, reply{Status: status, Header: tt.header}, wiretest.OK(appJSON))
			clock := wiretest.NewClockAt(now)
			c, _ := s.client(func(o *Options) { o.Clock = clock })
			if _, err := c.Application(t.Context(), "app-object"); err != nil {
				t.Fatal(err)
			}
			got := clock.Waited()
			if len(got) != 1 || tt.want != 0 && got[0] != tt.want || tt.want == 0 && (got[0] < 250*time.Millisecond || got[0] > 750*time.Millisecond) {
				t.Errorf("waited %v, want %v", got, tt.want)
			}
		})
	}
}

// TestRetryEnds: the deadline of the context ends the attempts, no count does.
func TestRetryEnds(t *testing.T) {
	throttled := reply{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "2"}}

	lost, throttledParts := reply{Lost: true}, wiretest.OK(parts(`{"id":"%d","status":429,"headers":{"Retry-After":"2"}}`, 4))
	for method, failures := range map[string]map[string]reply{
		"GET": {"429": throttled, "503": {Status: 503}, "lost": lost}, "PATCH": {"429": throttled, "504": {Status: 504}, "lost": lost},
		"DELETE": {"429": throttled, "502": {Status: 502}, "lost": lost}, "POST": {"429": throttled},
		"$batch": {"429": throttled, "429 to parts": throttledParts, "503": {Status: 503}, "lost": lost},
	} {
		for failure, r := range failures {
			t.Run("not by a count of "+failure+" to "+method, func(t *testing.T) {
				s := newScript(t, append(slices.Repeat([]reply{r}, 40), calls()[method].good)...)
				c, _ := s.client()
				if err := calls()[method].do(t.Context(), c); err != nil {
					t.Error(err)
				}
				s.Done()
			})
		}
	}
	t.Run("when no time is left to wait", func(t *testing.T) {
		s := newScript(t, reply{Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "7200"}})
		c, clock := s.client()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err := c.Application(ctx, "app-object")
		if !hasStatus(err, http.StatusTooManyRequests) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "2h0m0s") {
			t.Errorf("got %v", err)
		}
		if s.Done(); len(clock.Waited()) != 0 {
			t.Errorf("waited %v", clock.Waited())
		}
	})
	t.Run("when no time is left to ask for a part again", func(t *testing.T) {
		s := newScript(t, wiretest.OK(answers(partOK(0, appJSON), throttledPart(1, `"7200"`), throttledPart(2, `"1"`), partOK(3, `{"value":[]}`))))
		c, clock := s.client()
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		_, err := c.Picture(ctx, testApp)
		if !hasStatus(err, http.StatusTooManyRequests) || !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "2h0m0s") || !strings.Contains(err.Error(), "read the service principal") {
			t.Errorf("got %v", err)
		}
		if s.Done(); len(clock.Waited()) != 0 {
			t.Errorf("waited %v", clock.Waited())
		}
	})
	t.Run("while it waits", func(t *testing.T) {
		s := newScript(t, throttled)
		ctx, clock := wiretest.Interrupted(t)
		c, _ := s.client(func(o *Options) { o.Clock = clock })
		_, err := c.Application(ctx, "app-object")
		if !hasStatus(err, http.StatusTooManyRequests) || !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		s.Done()
	})
	t.Run("before it begins", func(t *testing.T) {
		s := newScript(t)
		c, _ := s.client()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Application(ctx, "app-object")
		if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "read the application in tenant "+testTenant) {
			t.Errorf("got %v", err)
		}
		s.Done()
	})
}

// TestRewind: each attempt has a body of its own, and net/http can have another one: it sends a request again by itself
// when the service had closed the idle connection before it came.
func TestRewind(t *testing.T) {
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example", io.NopCloser(strings.NewReader("body")))
	if err != nil {
		t.Fatal(err)
	}
	attempt, err := rewind(req)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		one := attempt()
		again, err := one.GetBody()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []io.Reader{one.Body, again} {
			if got, err := io.ReadAll(r); err != nil || string(got) != "body" || one.ContentLength != 4 {
				t.Errorf("got %q of length %d, %v", got, one.ContentLength, err)
			}
		}
	}
	req.Body = io.NopCloser(iotest.ErrReader(errors.New("broken")))
	if _, err := rewind(req); err == nil {
		t.Error("a request is sent whose body cannot be read")
	}
}

// TestWireErrors: what went wrong before there was an answer, and whether it is tried again.
func TestWireErrors(t *testing.T) {
	stranger := newScript(t) // its certificate is not trusted here
	tests := map[string]struct {
		transport http.RoundTripper
		again     bool
		says      string
	}{
		"unknown certificate": {http.DefaultTransport, false, "ca_certificate_path"},
		"no such host":        {wiretest.Broken{Err: &net.DNSError{Err: "no such host", Name: "graph.example", IsNotFound: true}}, false, "no such host"},
		"name server is down": {wiretest.Broken{Err: &net.DNSError{Err: "server misbehaving", IsTemporary: true}}, true, "server misbehaving"},
		"refused":             {wiretest.Broken{Err: &net.OpError{Op: "dial", Err: errors.New("connection refused")}}, true, "connection refused"},
		"dialling too long":   {wiretest.Broken{Err: &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}}, true, "timeout"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, clock := stranger.client(func(o *Options) { o.Transport = tt.transport })
			_, _, err := c.AddPassword(t.Context(), "app-object", "n", time.Now())
			var failed *WireError
			if !errors.As(err, &failed) || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "could not add a client secret in tenant "+testTenant) {
				t.Errorf("got %v", err)
			}
			if len(clock.Waited()) != 0 {
				t.Error("a POST was sent again")
			}
			ctx, cancel := context.WithDeadline(t.Context(), clock.Now().Add(time.Hour))
			defer cancel()
			if _, err = c.Application(ctx, "app-object"); !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			if again := len(clock.Waited()) > 10; again != tt.again {
				t.Errorf("waited %d times", len(clock.Waited()))
			}
		})
	}
	stranger.Done()
}

// endless answers once, and then not until the time is up.
type endless struct{ sent int }

// RoundTrip implements http.RoundTripper.
func (e *endless) RoundTrip(req *http.Request) (*http.Response, error) {
	if e.sent++; e.sent == 1 {
		return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{"Request-Id": {"id-of-503"}}, Body: http.NoBody, Request: req}, nil
	}
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// TestTimeIsUp: when the time ends in the middle of a try, what was met before is said, and is not taken for the outcome.
func TestTimeIsUp(t *testing.T) {
	c, _ := newScript(t).client(func(o *Options) { o.Transport = &endless{} })
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
	defer cancel()
	_, err := c.Application(ctx, "app-object")
	var answer *Error
	if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, &answer) || !strings.Contains(err.Error(), "Before that: could not read the application") || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "id-of-503") {
		t.Errorf("got %v", err)
	}
}
