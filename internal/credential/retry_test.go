package credential

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestRetry: a token request is sent again until it is answered or the time of the operation is up, but not when that
// cannot help.
func TestRetry(t *testing.T) {
	reset := errors.New("connection reset by peer")
	many := slices.Repeat([]error{reset}, 12)
	tests := map[string]struct {
		fails    []error
		statuses []int
		deadline time.Duration
		tries    int    // requests for tokens
		want     string // empty: it works
	}{
		"at once":                     {tries: 1, deadline: time.Minute},
		"a short outage":              {fails: many[:3], tries: 1, deadline: time.Minute},
		"more than three times":       {statuses: []int{503, 500, 429, 502, 504, 408, 503}, tries: 8, deadline: 10 * time.Minute},
		"a long outage of the host":   {fails: append([]error{nil}, many...), tries: 1, deadline: time.Hour},
		"a host that never answers":   {fails: many[:4], tries: 0, deadline: time.Hour, want: "login.example gave no answer (4 tries"},
		"longer than the operation":   {statuses: slices.Repeat([]int{503}, 50), deadline: 2 * time.Minute, tries: -1, want: "the sign-in host login.example answered 503 ("},
		"no answer for too long":      {fails: append([]error{nil}, slices.Repeat(many, 9)...), deadline: time.Minute, tries: 0, want: "login.example gave no answer ("},
		"no deadline":                 {statuses: slices.Repeat([]int{503}, 50), tries: -1, want: "answered 503 ("},
		"a refusal":                   {statuses: []int{401}, tries: 1, deadline: time.Minute, want: "answered 401"},
		"an untrusted certificate":    {fails: []error{&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}, deadline: time.Minute, want: "ca_certificate_path"},
		"a host that is not known":    {fails: []error{&net.DNSError{Err: "no such host", Name: "login.example", IsNotFound: true}}, deadline: time.Minute, want: "no such host. Check that environment and authority_host are right"},
		"a resolver that is not sure": {fails: []error{&net.DNSError{Err: "server misbehaving", IsTemporary: true}}, tries: 1, deadline: time.Minute},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clock := wiretest.NewClock()
			statuses := tt.statuses
			e := &entra{t: t, fails: slices.Clone(tt.fails), answer: func(form url.Values) (int, string) {
				if len(statuses) == 0 {
					return granted(form)
				}
				status := statuses[0]
				statuses = statuses[1:]
				return status, "{}"
			}}
			ctx := t.Context()
			if tt.deadline > 0 {
				var cancel context.CancelFunc
				ctx, cancel = context.WithDeadline(ctx, clock.Now().Add(tt.deadline))
				defer cancel()
			}
			start := clock.Now()
			_, err := token(t, ctx, e.options(func(o *Options) { withSecret(o); o.Clock = clock }))
			if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v", err)
			}
			if len(e.forms) != tt.tries && tt.tries >= 0 {
				t.Errorf("sent %d requests, want %d", len(e.forms), tt.tries)
			}
			if limit := max(tt.deadline, noDeadline); clock.Since(start) > limit+2*time.Second && tt.deadline < time.Hour {
				t.Errorf("waited %s", clock.Since(start))
			}
		})
	}
}

// TestEndlessAnswer: a sign-in host that sends without end is given up at once, be it at the discovery or at the token.
func TestEndlessAnswer(t *testing.T) {
	long := strings.Repeat(" ", maxAnswer) + accessToken(testTenant)
	for name, change := range map[string]func(*Options){
		"client secret":    withSecret,
		"managed identity": func(o *Options) { o.UseMSI = true },
	} {
		clock := wiretest.NewClock()
		e := &entra{t: t, answer: func(url.Values) (int, string) { return 200, long }}
		_, err := token(t, t.Context(), e.options(func(o *Options) { change(o); o.Clock = clock }))
		if err == nil || !strings.Contains(err.Error(), "the answer is too large") || len(clock.Waited()) > 0 || len(e.forms) != 1 {
			t.Errorf("%s: got %v after %v", name, err, clock.Waited())
		}
	}
}

// TestRetryCancelled: somebody who waits can give up.
func TestRetryCancelled(t *testing.T) {
	ctx, clock := wiretest.Interrupted(t)
	e := &entra{t: t, answer: func(url.Values) (int, string) { return 503, "" }}
	if _, err := token(t, ctx, e.options(func(o *Options) { withSecret(o); o.Clock = clock })); err == nil || len(e.forms) != 1 {
		t.Errorf("got %v after %d requests", err, len(e.forms))
	}
}
