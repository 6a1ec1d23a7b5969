package graph

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestReadOnly: a read-only client sends no write, not even for a token, and reads as ever.
func TestReadOnly(t *testing.T) {
	restrict := func(o *Options) { o.ReadOnly = true }
	for op, call := range allCalls() {
		t.Run(op, func(t *testing.T) {
			if call.read {
				s := newScript(t, wiretest.OK(`{"value":[],"id":"x"}`))
				c, _ := s.client(restrict)
				var refused *ReadOnlyError
				if err := call.do(t.Context(), c); errors.As(err, &refused) {
					t.Errorf("got %v", err)
				}
				s.Done()
				return
			}
			s := newScript(t)
			c, _ := s.client(restrict, func(o *Options) { o.Credential = wiretest.Token("") })
			err := call.do(t.Context(), c)
			refused, isRefused := err.(*ReadOnlyError) //nolint:errorlint // nothing is to be wrapped around it
			if !isRefused || refused.Method == http.MethodGet || refused.Path == "" || !strings.Contains(err.Error(), "read_only = true") || !strings.Contains(err.Error(), testTenant) {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
	t.Run("batch of reads", func(t *testing.T) {
		s := newScript(t, calls()["$batch"].good)
		c, _ := s.client(restrict)
		if _, err := c.Picture(t.Context(), testApp); err != nil {
			t.Error(err)
		}
		s.Done()
	})
	t.Run("any other batch", func(t *testing.T) {
		gate := &readOnly{next: wiretest.Broken{Err: errors.New("it was sent")}, tenantID: testTenant}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example/v1.0/$batch", http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		var refused *ReadOnlyError
		if _, err := gate.RoundTrip(req); !errors.As(err, &refused) { //nolint:bodyclose // there is no answer
			t.Errorf("got %v", err)
		}
	})
}

// TestToken: each attempt is signed with a token for the scope of the configured endpoint.
func TestToken(t *testing.T) {
	s := newScript(t, reply{Status: http.StatusTooManyRequests}, wiretest.OK(appJSON))
	c, _ := s.client(func(o *Options) { o.Root += "/" })
	if _, err := c.Application(t.Context(), "app-object"); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Done() {
		if got := r.Header.Get("Authorization"); got != "Bearer t0ken for "+s.URL+"/.default" {
			t.Errorf("Authorization %q", got)
		}
		if got := r.Header.Get("User-Agent"); got != "agent/1" {
			t.Errorf("User-Agent %q", got)
		}
	}
}

// TestSignIn: without a token nothing is sent, and azidentity is not asked again.
func TestSignIn(t *testing.T) {
	s := newScript(t)
	c, clock := s.client(func(o *Options) { o.Credential = wiretest.Token("") })
	_, err := c.Application(t.Context(), "app-object")
	failed, isSignIn := err.(*SignInError) //nolint:errorlint // nothing is to be wrapped around it
	if !isSignIn || failed.Unwrap() == nil || !strings.Contains(err.Error(), "AADSTS7000222") || !strings.Contains(err.Error(), testTenant) {
		t.Errorf("got %v", err)
	}
	if s.Done(); len(clock.Waited()) != 0 {
		t.Error("it was tried again")
	}
}

func TestNew(t *testing.T) {
	for root, good := range map[string]bool{
		"https://graph.microsoft.com": true, "https://dod-graph.microsoft.us/": true,
		"http://graph.microsoft.com": false, "graph.microsoft.com": false, "https://": false, "": false, "https://\x7f": false,
	} {
		c, err := New(Options{Root: root, Credential: wiretest.Token("t")})
		if (err == nil) != good {
			t.Errorf("%q: %v", root, err)
		}
		if good && (c.base != strings.TrimRight(root, "/")+"/v1.0" || c.options.Clock == nil || c.options.Lag.Limit != defaultLimit) {
			t.Errorf("%q: %+v", root, c)
		}
	}
}
