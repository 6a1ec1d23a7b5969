package probe

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/probe/probetest"
)

// saying is a dialer whose connections answer a request with a text, whatever it is.
func saying(t *testing.T, text string, more func(io.Writer)) func(context.Context, string, string) (net.Conn, error) {
	return func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		t.Cleanup(func() { _ = server.Close() })
		go func() {
			_, _ = server.Read(make([]byte, 4096))
			_, _ = io.WriteString(server, text)
			if more != nil {
				more(server)
			}
			_ = server.Close()
		}()
		return client, nil
	}
}

func plainTarget(t *testing.T) []Target {
	t.Helper()
	all, err := Targets("public")
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range all {
		if !target.secure() {
			return []Target{target}
		}
	}
	t.Fatal("there is no target in clear text")
	return nil
}

// TestClearTextThroughProxy: an answer in clear text may be the proxy's own: its error is no success.
func TestClearTextThroughProxy(t *testing.T) {
	proxy := &url.URL{Scheme: "http", Host: "proxy.example:3128"}
	tests := map[string]struct {
		answer string
		want   Status
		says   string
	}{
		"the proxy cannot reach it": {"HTTP/1.1 503 Service Unavailable\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\nVia: 1.1 squid\r\n\r\n", Fail, "The proxy could not reach the endpoint itself"},
		"who says so is not known":  {"HTTP/1.1 504 Gateway Timeout\r\n\r\n", Warn, "it is not known whether the server says so"},
		"the server has no page":    {"HTTP/1.1 404 Not Found\r\n\r\n", Pass, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := Run(t.Context(), plainTarget(t), Options{Proxy: proxy, Dial: saying(t, tt.answer, nil)})[0]
			if c := r.find("http"); c.Status != tt.want || !strings.Contains(c.Remedy, tt.says) {
				t.Errorf("%+v", c)
			}
		})
	}
}

// TestHeaderIsBounded: a header without an end is given up.
func TestHeaderIsBounded(t *testing.T) {
	endless := func(w io.Writer) {
		for line := "X-Filler: " + strings.Repeat("x", 8000) + "\r\n"; ; {
			if _, err := io.WriteString(w, line); err != nil {
				return
			}
		}
	}
	n := probetest.NewInternet(t)
	r := Run(t.Context(), plainTarget(t), Options{Resolver: n, Dial: saying(t, "HTTP/1.1 200 OK\r\n", endless)})[0]
	if c := r.find("http"); c.Status != Fail || !strings.Contains(c.Answered, "is longer than") {
		t.Errorf("%+v", c)
	}
}

// resolver gives these addresses for every name.
type resolver []string

// LookupHost implements the resolver of the probe.
func (r resolver) LookupHost(context.Context, string) ([]string, error) { return r, nil }

// TestSecondAddress: an address that drops packets does not use up the time of the next one.
func TestSecondAddress(t *testing.T) {
	good := saying(t, "HTTP/1.1 200 OK\r\n\r\n", nil)
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if strings.HasPrefix(address, "[2001:db8::1]") {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		return good(ctx, network, address)
	}
	r := Run(t.Context(), plainTarget(t), Options{Resolver: resolver{"2001:db8::1", "127.0.0.1"}, Dial: dial, Timeout: 2 * time.Second})[0]
	if r.Status() != Pass || !strings.Contains(r.find("tcp").Asked, "127.0.0.1") {
		t.Errorf("%+v", r)
	}
}

// TestTimeIsUp: what is cut short says nothing of the endpoint.
func TestTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	dial := func(context.Context, string, string) (net.Conn, error) {
		cancel() // in the middle of it
		return nil, errors.New("operation was cancelled")
	}
	r := Run(ctx, plainTarget(t), Options{Resolver: resolver{"127.0.0.1"}, Dial: dial})[0]
	if r.Status() != Warn || !strings.Contains(r.Remedy(), "timeouts") || r.find("tcp").Status == Fail {
		t.Errorf("%+v", r)
	}
}

// TestIssuersRevocation: an issuer between the endpoint and the root is looked up, too, as Windows does it.
func TestIssuersRevocation(t *testing.T) {
	for name, tt := range map[string]struct {
		revoked bool
		want    Status
	}{"good": {false, Pass}, "revoked": {true, Fail}} {
		t.Run(name, func(t *testing.T) {
			n := probetest.NewInternet(t)
			n.CRL = func() []byte { return n.Authority.CRL(time.Now().Add(time.Hour), tt.revoked) }
			between := n.Authority.Between("Issuer 1")
			p := &probe{Options: Options{Resolver: n, Dial: n.Dial}.withDefaults(), result: Result{Target: plainTarget(t)[0]}}
			p.chain(t.Context(), []*x509.Certificate{{}, between, n.Authority.Certificate})
			found := false
			for _, c := range p.result.Checks {
				if c.Name == "crl" && strings.Contains(c.Asked, `of the issuer "Issuer 1"`) {
					if found = true; c.Status != tt.want {
						t.Errorf("%+v", c)
					}
				}
			}
			if !found {
				t.Errorf("%+v", p.result.Checks)
			}
		})
	}
}
