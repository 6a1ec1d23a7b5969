package graph

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// foreignHost is a service that holds a certificate which the client trusts: that nothing comes to it is the client's doing.
func foreignHost(t *testing.T) (script, string) {
	foreign := newScript(t) // any request to it fails the test
	return foreign, strings.TrimPrefix(foreign.URL, "https://")
}

// TestForeignHost: a link to another place than the endpoint is refused before a token is fetched or anything sent.
func TestForeignHost(t *testing.T) {
	foreign, host := foreignHost(t)
	tests := map[string]struct {
		link func(own *url.URL) string
		host func(own *url.URL) string // as the error names it
	}{
		"other host":             {func(*url.URL) string { return foreign.URL + "/v1.0/x" }, nil},
		"other host in capitals": {func(*url.URL) string { return "HTTPS://" + host + "/v1.0/x" }, nil},
		"other host, no scheme":  {func(*url.URL) string { return "//" + host + "/v1.0/x" }, nil},
		"our host as user":       {func(own *url.URL) string { return "https://" + own.Host + "@" + host + "/v1.0/x" }, nil},
		"our name as user":       {func(own *url.URL) string { return "https://" + own.Hostname() + "@" + host + "/v1.0/x" }, nil},
		"our host in the query":  {func(own *url.URL) string { return "https://" + host + "?x=https://" + own.Host }, nil},
		"our host as a path":     {func(own *url.URL) string { return "https://" + host + "/" + own.Host + "/v1.0/x" }, nil},
		"our host as a part":     {func(own *url.URL) string { return "https://" + own.Hostname() + ".example:" + own.Port() + "/x" }, func(own *url.URL) string { return own.Hostname() + ".example" }},
		"without TLS":            {func(own *url.URL) string { return "http://" + own.Host + "/v1.0/x" }, func(own *url.URL) string { return own.Host }},
		"other port":             {func(own *url.URL) string { return "https://" + own.Hostname() + ":1/v1.0/x" }, func(own *url.URL) string { return own.Hostname() + ":1" }},
		"no port":                {func(own *url.URL) string { return "https://" + own.Hostname() + "/v1.0/x" }, (*url.URL).Hostname},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			own, _ := url.Parse(s.URL)
			s.Add(wiretest.OK(`{"value":[],"@odata.nextLink":` + strconv.Quote(tt.link(own)) + `}`))
			c, clock := s.client()
			list, err := c.AssignedTo(t.Context(), "resource")
			want := host
			if tt.host != nil {
				want = tt.host(own)
			}
			if _, isForeign := err.(*ForeignHostError); len(list) != 0 || !isForeign || !strings.Contains(err.Error(), "to "+want) || !strings.Contains(err.Error(), testTenant) { //nolint:errorlint // nothing is to be wrapped around it
				t.Errorf("got %v, %v, want %s to be named", list, err, want)
			}
			if s.Done(); len(clock.Waited()) != 0 {
				t.Error("it was tried again")
			}
		})
	}
	foreign.Done()
}

// TestForeignLinkOfPart: so is a link in a part of a $batch.
func TestForeignLinkOfPart(t *testing.T) {
	foreign, host := foreignHost(t)
	s := newScript(t, wiretest.OK(answers(partOK(0, appJSON), partOK(1, spJSON), partOK(2, `{"value":[],"@odata.nextLink":"`+foreign.URL+`/x"}`), partOK(3, `{"value":[]}`))))
	c, _ := s.client()
	var refused *ForeignHostError
	if _, err := c.Picture(t.Context(), testApp); !errors.As(err, &refused) || refused.Host != host {
		t.Errorf("got %v", err)
	}
	s.Done()
	foreign.Done()
}

// TestOwnHost: a link to the endpoint is followed with the token, in whatever case its host is written.
func TestOwnHost(t *testing.T) {
	for _, link := range []string{"https://example.com/v1.0/more", "https://EXAMPLE.com/v1.0/more", "HTTPS://Example.COM/v1.0/more"} {
		t.Run(link, func(t *testing.T) {
			s := newScript(t, wiretest.OK(`{"value":[],"@odata.nextLink":"`+link+`"}`), wiretest.List(roleJSON))
			transport := s.Client().Transport.(*http.Transport).Clone()
			transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, s.Listener.Addr().String())
			}
			c, _ := s.client(func(o *Options) { o.Root, o.Transport = "https://example.com", transport })
			if list, err := c.AssignedTo(t.Context(), "resource"); err != nil || len(list) != 1 {
				t.Errorf("got %v, %v", list, err)
			}
			if got := s.Done(); got[1].URI != "/v1.0/more" || got[1].Header.Get("Authorization") != "Bearer t0ken for https://example.com/.default" {
				t.Errorf("sent %+v", got[1])
			}
		})
	}
}

// TestRedirect: a redirect is an answer that is no success, whatever it asks for and wherever it points. The error names
// the host, and no more of the address.
func TestRedirect(t *testing.T) {
	foreign, host := foreignHost(t)
	tests := map[string]struct{ location, names string }{ // OWN is the URL of the endpoint
		"other host":  {foreign.URL + "/v1.0/x?token=hush", foreign.URL},
		"no scheme":   {"//" + host + "/hush", foreign.URL},
		"as user":     {"OWN@" + host + "/hush", foreign.URL},
		"without TLS": {"http://" + host + "/hush", "http://" + host},
		"own host":    {"OWN/hush", "OWN"},
		"own path":    {"/hush", "OWN"},
		"nowhere":     {"", "nowhere"},
		"junk":        {"https://[hush", "nowhere"},
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		for name, tt := range tests {
			for method, call := range calls() {
				t.Run(strconv.Itoa(status)+" to "+name+" of "+method, func(t *testing.T) {
					s := newScript(t)
					s.Add(reply{Status: status, Header: map[string]string{"Location": strings.Replace(tt.location, "OWN", s.URL, 1)}})
					c, _ := s.client()
					err := call.do(t.Context(), c)
					says := "It redirects to " + strings.Replace(tt.names, "OWN", s.URL, 1) + ", which is not followed"
					if !hasStatus(err, status) || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "hush") {
						t.Errorf("got %v, want %q", err, says)
					}
					s.Done()
				})
			}
		}
	}
	foreign.Done()
}
