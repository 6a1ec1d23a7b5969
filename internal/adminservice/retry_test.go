package adminservice

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// callsOf are one call of each kind of request, with the reply that satisfies it.
func callsOf() map[string]struct {
	do   func(context.Context, *Client) error
	read bool
	good reply
} {
	type call = struct {
		do   func(context.Context, *Client) error
		read bool
		good reply
	}
	return map[string]call{
		"list":         {func(ctx context.Context, c *Client) error { _, err := c.Environments(ctx); return err }, true, wiretest.List(`{"ID":1}`)},
		"get":          {func(ctx context.Context, c *Client) error { _, err := c.Collection(ctx, "X"); return err }, true, wiretest.List(`{"CollectionID":"X"}`)},
		"probe":        {func(ctx context.Context, c *Client) error { _, err := c.Identification(ctx); return err }, true, proof},
		"metadata":     {func(ctx context.Context, c *Client) error { _, err := c.Capabilities(ctx); return err }, true, wiretest.OK(smallMetadata)},
		"read method":  {func(ctx context.Context, c *Client) error { _, err := c.CollectionMapping(ctx, testTenant); return err }, true, method("")},
		"write method": {func(ctx context.Context, c *Client) error { return c.AddCollectionMapping(ctx, testTenant, "X") }, false, method("")},
		"create":       {func(ctx context.Context, c *Client) error { _, err := c.CreateTenant(ctx, Tenant{}); return err }, false, reply{Status: 201, Body: `{"ID":1,"TenantID":"x"}`}},
		"update":       {func(ctx context.Context, c *Client) error { return c.UpdateTenant(ctx, Tenant{RowID: 1}) }, false, reply{Status: 200}},
		"delete":       {func(ctx context.Context, c *Client) error { return c.DeleteTenant(ctx, 1) }, false, reply{Status: 204}},
	}
}

// TestRetryRules: reads are asked again when that may help; writes are sent once.
func TestRetryRules(t *testing.T) {
	tests := map[string]struct {
		first reply
		again bool
	}{
		"429":        {reply{Status: 429}, true},
		"503":        {reply{Status: 503}, true},
		"504":        {reply{Status: 504}, true},
		"lost":       {reply{Lost: true}, true},
		"500":        {refusal(500, "500", "WMI failed"), false},
		"502":        {reply{Status: 502}, false},
		"400":        {refusal(400, "400", "bad"), false},
		"401":        {reply{Status: 401}, false},
		"403":        {reply{Status: 403}, false},
		"denied":     {denied, false},
		"a redirect": {reply{Status: 302, Header: map[string]string{"Location": "/AdminService/wmi/x"}}, false},
	}
	for name, tt := range tests {
		for kind, call := range callsOf() {
			t.Run(name+" to "+kind, func(t *testing.T) {
				again := tt.again && call.read
				replies := []reply{tt.first}
				if again {
					replies = append(replies, tt.first, tt.first, call.good)
				}
				s := newScript(t, replies...)
				c, clock := s.client()
				if err := call.do(t.Context(), c); (err == nil) != again {
					t.Errorf("got %v, want it to be asked again: %v", err, again)
				}
				s.Done()
				for i, wait := range clock.Waited() {
					if base := retryDelay << i; wait < base/2 || wait > base*3/2 {
						t.Errorf("wait %d took %s", i, wait)
					}
				}
			})
		}
	}
	t.Run("cut off", func(t *testing.T) {
		s := newScript(t, reply{Status: 200, Body: `{"value":[`, Cut: true}, wiretest.List(`{"ID":1}`))
		c, _ := s.client()
		if _, err := c.Environments(t.Context()); err != nil {
			t.Error(err)
		}
		s.Done()
	})
}

func TestRetryAfter(t *testing.T) {
	now := wiretest.NewClock().Now().UTC()
	date := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	tests := map[string]struct {
		header map[string]string
		want   time.Duration // zero: an interval of our own; negative: it is not asked again
	}{
		"none":                         {nil, 0},
		"seconds":                      {map[string]string{"Retry-After": "37"}, 37 * time.Second},
		"zero":                         {map[string]string{"Retry-After": "0"}, 0},
		"negative":                     {map[string]string{"Retry-After": "-1"}, 0},
		"junk":                         {map[string]string{"Retry-After": "soon"}, 0},
		"long":                         {map[string]string{"Retry-After": "61"}, 61 * time.Second},
		"longer than there is time":    {map[string]string{"Retry-After": "301"}, -1},
		"absurd":                       {map[string]string{"Retry-After": "9223372036854775807"}, -1},
		"date, by the service's clock": {map[string]string{"Retry-After": date(time.Hour + 42*time.Second), "Date": date(time.Hour)}, 42 * time.Second},
		"date that is over":            {map[string]string{"Retry-After": date(-time.Hour)}, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			replies := []reply{{Status: 503, Header: tt.header}}
			if tt.want >= 0 {
				replies = append(replies, wiretest.List(`{"ID":1}`))
			}
			s := newScript(t, replies...)
			clock := wiretest.NewClockAt(now)
			c, _ := s.client(func(o *Options) { o.Clock = clock })
			if _, err := c.Environments(t.Context()); (err == nil) != (tt.want >= 0) {
				t.Errorf("got %v", err)
			}
			s.Done()
			switch got := clock.Waited(); {
			case tt.want < 0 && len(got) == 0:
			case tt.want == 0 && len(got) == 1 && got[0] < time.Second:
			case tt.want > 0 && len(got) == 1 && got[0] == tt.want:
			default:
				t.Errorf("waited %v, want %v", got, tt.want)
			}
		})
	}
}

// answers is a transport that answers the nth request, from 1, with a status, or not at all for 0.
type answers func(n int) int

type counting struct {
	answer answers
	sent   int
}

// Do implements policy.Transporter.
func (c *counting) Do(req *http.Request) (*http.Response, error) {
	c.sent++
	status := c.answer(c.sent)
	if status == 0 {
		return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(`{"value":[{"ID":1}]}`)), Request: req}, nil
}

// TestPatience: an outage is waited for as long as there is time, a service that has never answered is not.
func TestPatience(t *testing.T) {
	always := func(status int) answers { return func(int) int { return status } }
	tests := map[string]struct {
		answer   answers
		min, max time.Duration // how long was waited in all
		good     bool
	}{
		"throttled all the time":     {always(429), time.Minute, 2*time.Minute + 2*time.Second, false},
		"stopped all the time":       {always(503), time.Minute, 2*time.Minute + 2*time.Second, false},
		"never there":                {always(0), 0, 10 * time.Second, false},
		"there, and then gone":       {func(n int) int { return map[bool]int{true: 503}[n == 1] }, time.Minute, 2*time.Minute + 2*time.Second, false},
		"back after many tries":      {func(n int) int { return map[bool]int{true: 503, false: 200}[n < 9] }, 30 * time.Second, 2 * time.Minute, true},
		"there after a second's try": {func(n int) int { return map[bool]int{false: 200}[n < 3] }, time.Second / 2, 5 * time.Second, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, clock := newScript(t).client(func(o *Options) { o.Transport = &counting{answer: tt.answer} })
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			if _, err := c.Environments(ctx); (err == nil) != tt.good {
				t.Errorf("got %v", err)
			}
			var waited time.Duration
			for _, w := range clock.Waited() {
				waited += w
			}
			if waited < tt.min || waited > tt.max {
				t.Errorf("waited %s", waited)
			}
		})
	}
}

// TestRetryEnds: a wait that the deadline leaves no time for is not begun, and one that is interrupted ends.
func TestRetryEnds(t *testing.T) {
	busy := reply{Status: 503, Header: map[string]string{"Retry-After": "30"}}
	t.Run("no time left", func(t *testing.T) {
		s := newScript(t, busy)
		c, clock := s.client()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		var e *Error
		if _, err := c.Environments(ctx); !errors.As(err, &e) || e.Status != 503 {
			t.Errorf("got %v", err)
		}
		if s.Done(); len(clock.Waited()) != 0 {
			t.Errorf("waited %v", clock.Waited())
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		s := newScript(t, busy)
		ctx, clock := wiretest.Interrupted(t)
		c, _ := s.client(func(o *Options) { o.Clock = clock })
		if _, err := c.Environments(ctx); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "could not list the Azure clouds at the hierarchy of tenant "+testTenant) {
			t.Errorf("got %v", err)
		}
		s.Done()
	})
}

// endless meets something first, and then gives no answer until the time is up.
type endless struct {
	first func(*http.Request) (*http.Response, error)
	sent  int
}

// Do implements policy.Transporter.
func (e *endless) Do(req *http.Request) (*http.Response, error) {
	if e.sent++; e.sent == 1 {
		return e.first(req)
	}
	<-req.Context().Done()
	return nil, req.Context().Err()
}

// TestTimeIsUp: when the time ends in the middle of a try, what was met before is said, and what to do about it.
func TestTimeIsUp(t *testing.T) {
	tests := map[string]struct {
		first func(*http.Request) (*http.Response, error)
		says  []string
	}{
		"an answer": {func(req *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: http.StatusServiceUnavailable, Header: http.Header{}, Body: http.NoBody, Request: req}, nil
		}, []string{"it answered 503 Service Unavailable", "SMS_EXECUTIVE"}},
		"no answer": {func(*http.Request) (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
		}, []string{"refused", "Is the SMS Provider up"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := newScript(t).client(func(o *Options) { o.Transport = &endless{first: tt.first} })
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			_, err := c.Environments(ctx)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
			for _, text := range append(tt.says, "could not list the Azure clouds at the hierarchy of tenant "+testTenant) {
				if err == nil || !strings.Contains(err.Error(), text) {
					t.Errorf("%v does not say %q", err, text)
				}
			}
		})
	}
}

// TestWireErrors: what went wrong before there was an answer, whether it is tried again, and what to do.
func TestWireErrors(t *testing.T) {
	s := newScript(t) // its certificate is not trusted here, and names example.com and 127.0.0.1
	trusting := s.Client()
	_, port, _ := net.SplitHostPort(s.Listener.Addr().String())
	tests := map[string]struct {
		change func(*Options)
		again  bool
		says   string
	}{
		"unknown certificate": {func(o *Options) { o.Transport = defaultTransport() }, false, "ca_certificate_path"},
		"other name":          {func(o *Options) { o.Transport, o.BaseURL = trusting, "https://localhost:"+port+"/AdminService" }, false, "the FQDN that the certificate of the SMS Provider names"},
		"no such host": {func(o *Options) {
			o.Transport = wiretest.Broken{Err: &net.DNSError{Err: "no such host", IsNotFound: true}}
		}, false, "no such host"},
		"name server is down": {func(o *Options) {
			o.Transport = wiretest.Broken{Err: &net.DNSError{Err: "misbehaving", IsTemporary: true}}
		}, true, "Is the SMS Provider up"},
		"dropped by firewall": {func(o *Options) {
			o.Transport = wiretest.Broken{Err: &net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}}
		}, true, "Is the SMS Provider up"},
		"refused": {func(o *Options) {
			o.Transport = wiretest.Broken{Err: &net.OpError{Op: "dial", Err: errors.New("refused")}}
		}, true, "TCP 443"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			c, clock := s.client(tt.change)
			_, err := c.Environments(t.Context())
			var failed *WireError
			if !errors.As(err, &failed) || errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), testTenant) || IsNotFound(err) || IsAccessDenied(err) {
				t.Errorf("got %v", err)
			}
			if again := len(clock.Waited()) == firstTries-1; again != tt.again {
				t.Errorf("waited %v", clock.Waited())
			}
		})
	}
	s.Done()
}

// TestBounded: an answer without an end is given up, once.
func TestBounded(t *testing.T) {
	c, clock := newScript(t).client(func(o *Options) { o.Transport = wiretest.Broken{Err: bounded.ErrTooLarge} })
	if _, err := c.Environments(t.Context()); err == nil || !strings.Contains(err.Error(), "too large. Is this the administration service?") || len(clock.Waited()) != 0 {
		t.Errorf("got %v after %v", err, clock.Waited())
	}
}

// TestSignIn: without a token nothing is sent, and azidentity is not asked again.
func TestSignIn(t *testing.T) {
	s := newScript(t)
	c, clock := s.client(func(o *Options) { o.Auth = BearerAuth(wiretest.Token(""), testScope) })
	_, err := c.Environments(t.Context())
	failed, isSignIn := err.(*SignInError) //nolint:errorlint // nothing is to be wrapped around it
	if !isSignIn || failed.Unwrap() == nil || !strings.Contains(err.Error(), "AADSTS7000222") || !strings.Contains(err.Error(), testScope) {
		t.Errorf("got %v", err)
	}
	if s.Done(); len(clock.Waited()) != 0 {
		t.Error("it was tried again")
	}
}
