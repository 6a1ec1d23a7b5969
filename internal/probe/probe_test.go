package probe

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/probe/probetest"
)

const gateway = "gateway.configmgr.manage.microsoft.com"

// look probes the public cloud and returns the results by id.
func look(t *testing.T, o Options, n *probetest.Internet) map[string]Result {
	t.Helper()
	o.Resolver, o.Dial = n, n.Dial
	if o.Roots == nil {
		o.Roots = n.Authority.Pool()
	}
	targets, err := Targets("public")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]Result{}
	for i, r := range Run(t.Context(), targets, o) {
		if r.ID != targets[i].ID {
			t.Errorf("result %d is that of %s", i, r.ID)
		}
		out[r.ID] = r
	}
	return out
}

// find is a check of a result.
func (r Result) find(name string) Check {
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	return Check{}
}

func TestTargets(t *testing.T) {
	for _, cloud := range []string{"public", "gcc", "usgovernment", "dod", "china"} {
		entries, err := endpoint.For(cloud)
		if err != nil {
			t.Fatal(err)
		}
		targets, err := Targets(cloud)
		if err != nil || len(targets) == 0 && cloud != "china" {
			t.Fatalf("%s: %d targets, %v", cloud, len(targets), err)
		}
		for _, target := range targets {
			if _, allowed := endpoint.Match(target.URL.String(), entries); !allowed {
				t.Errorf("%s: the list does not allow %s", cloud, target.URL)
			}
			if (target.Pattern != "") != strings.Contains(target.Pattern, "*") || strings.Contains(target.URL.String(), "*") {
				t.Errorf("%s: %+v", cloud, target)
			}
		}
	}
	if _, err := Targets("mars"); err == nil {
		t.Error("there is no such cloud")
	}
}

// TestAllPass: everything is reached, directly and through a proxy, and nothing is asked for that the list does not have.
func TestAllPass(t *testing.T) {
	n := probetest.NewInternet(t)
	p := probetest.NewProxy(t, n)
	for name, o := range map[string]Options{"direct": {}, "proxy": {Proxy: p.Address(t)}} {
		for id, r := range look(t, o, n) {
			if r.Status() != Pass || r.HTTPStatus != 200 || r.Remedy() != "" || r.Inspected {
				t.Errorf("%s: %s: %+v", name, id, r)
			}
			if r.secure() && (r.find("crl").Status != Pass || r.find("ocsp").Status != Pass || !strings.Contains(r.Issuer, "DigiCert Inc")) {
				t.Errorf("%s: %s: %+v", name, id, r)
			}
		}
	}
	entries, _ := endpoint.For("public")
	for _, asked := range p.Asked() {
		scheme := map[bool]string{true: "https://", false: "http://"}[strings.HasPrefix(asked, "CONNECT ")]
		_, host, _ := strings.Cut(asked, " ")
		if _, ok := endpoint.Match(scheme+host, endpoint.HostOnly(entries)); !ok && host != "www.microsoft.com" {
			t.Errorf("asked for %s", asked)
		}
	}
}

// TestChecks: what goes wrong is told from what does not, with a remedy, and stops no other endpoint.
func TestChecks(t *testing.T) {
	const tenantService = "tenant_attach_service"
	later, before := time.Now().Add(time.Hour), time.Now().Add(-time.Minute)
	tests := map[string]struct {
		arrange func(*probetest.Internet, *probetest.Proxy, *Options)
		id      string
		check   string
		status  Status
		says    string // in answer or remedy
	}{
		"name does not resolve": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Unknown[gateway] = true }, tenantService, "dns", Fail, "does not resolve here"},
		"name, behind a proxy": {func(n *probetest.Internet, p *probetest.Proxy, o *Options) {
			n.Unknown[gateway], o.Proxy = true, p.Address(t)
		}, tenantService, "dns", Skipped, "The proxy looks the name up"},
		"http 404 is reached": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Status[gateway] = 404 }, tenantService, "http", Pass, "404"},
		"redirect is reached": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Status["aka.ms"] = 302 }, "tenant_attach_discovery", "http", Pass, "302"},
		"blocked by a proxy": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Refuse[gateway], o.Proxy = 403, p.Address(t)
		}, tenantService, "proxy", Fail, "its rules do not allow " + gateway},
		"proxy wants a login": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Refuse[gateway], o.Proxy = 407, p.Address(t)
		}, tenantService, "proxy", Fail, "The proxy wants a login (407)"},
		"proxy wants a login, http": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Refuse["www.d-trust.net"], o.Proxy = 407, p.Address(t)
		}, "crl_d_trust", "http", Fail, "The proxy wants a login (407)"},
		"forbidden, http": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Refuse["www.d-trust.net"], o.Proxy = 403, p.Address(t)
		}, "crl_d_trust", "http", Warn, "the rules of the proxy"},
		"proxy cannot reach it": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Refuse[gateway], o.Proxy = 503, p.Address(t)
		}, tenantService, "proxy", Fail, "could not reach"},
		"unknown issuer": {func(n *probetest.Internet, _ *probetest.Proxy, o *Options) {
			o.Roots = n.Authority.Pool()
			n.Authority = probetest.NewAuthority(t, "Zscaler Inc.")
		}, tenantService, "tls", Fail, "A TLS-inspecting proxy reads this connection: the certificate is issued by CN=Zscaler Inc. test root"},
		"trusted private issuer": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.Authority = probetest.NewAuthority(t, "Contoso")
		}, tenantService, "tls", Warn, "This machine trusts the issuer"},
		"public issuer, not trusted": {func(_ *probetest.Internet, _ *probetest.Proxy, o *Options) { o.Roots = x509.NewCertPool() }, tenantService, "tls", Fail, "is not valid here"},
		"crl out of date": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.CRL = func() []byte { return n.Authority.CRL(before, false) }
		}, tenantService, "crl", Fail, "is out of date"},
		"crl revokes": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.CRL = func() []byte { return n.Authority.CRL(later, true) }
		}, tenantService, "crl", Fail, "is revoked"},
		"crl is a page": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.CRL = func() []byte { return []byte("<html>") }
		}, tenantService, "crl", Fail, "6 bytes that are no revocation list"},
		"crl of another": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			other := probetest.NewAuthority(t, "Other")
			n.CRL = func() []byte { return other.CRL(later, false) }
		}, tenantService, "crl", Fail, "not signed by the issuer"},
		"crl is not there": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Status["crl3.digicert.com"] = 404 }, tenantService, "crl", Fail, "it answered 404"},
		"ocsp revokes": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.OCSP = func() []byte { return n.Authority.OCSP(ocsp.Revoked, later) }
		}, tenantService, "ocsp", Fail, "is revoked"},
		"ocsp does not know": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.OCSP = func() []byte { return n.Authority.OCSP(ocsp.Unknown, later) }
		}, tenantService, "ocsp", Warn, "does not know the certificate"},
		"ocsp is out of date": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.OCSP = func() []byte { return n.Authority.OCSP(ocsp.Good, before) }
		}, tenantService, "ocsp", Fail, "is out of date"},
		"ocsp is a page": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) {
			n.OCSP = func() []byte { return []byte("no") }
		}, tenantService, "ocsp", Fail, "no answer to be trusted"},
		"ocsp, no such name": {func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Unknown["ocsp.digicert.com"] = true }, tenantService, "ocsp", Fail, "no such host"},
		"idle, cut": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			p.Idle, o.Idle, o.Proxy = 3*time.Second, time.Minute, p.Address(t)
		}, "notification_channel", "idle", Fail, "The proxy cuts idle connections too early"},
		"idle, open": {func(_ *probetest.Internet, p *probetest.Proxy, o *Options) {
			o.Idle, o.Proxy = 200*time.Millisecond, p.Address(t)
		}, "notification_channel", "idle", Pass, "still open after 200ms"},
		"idle, direct": {func(_ *probetest.Internet, _ *probetest.Proxy, o *Options) { o.Idle = 200 * time.Millisecond }, "notification_channel", "idle", Pass, "less than the 3m0s"},
	}
	for status := range failing() {
		tests[fmt.Sprintf("http %d", status)] = tests["http 404 is reached"]
		tt := tests["http 404 is reached"]
		tt.arrange = func(n *probetest.Internet, _ *probetest.Proxy, _ *Options) { n.Status[gateway] = status }
		tt.status, tt.says = Fail, fmt.Sprintf("(%d", status)
		tests[fmt.Sprintf("http %d", status)] = tt
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := probetest.NewInternet(t)
			p, o := probetest.NewProxy(t, n), Options{}
			tt.arrange(n, p, &o)
			results := look(t, o, n)
			c := results[tt.id].find(tt.check)
			if c.Status != tt.status || !strings.Contains(c.Answered+" "+c.Remedy, tt.says) || c.Asked == "" || (c.Status > Pass) != (c.Remedy != "") {
				t.Errorf("%+v", c)
			}
			if other := results["crl_microsoft"]; other.Status() != Pass {
				t.Errorf("another endpoint: %+v", other)
			}
		})
	}
}

// TestNoConnection: refused, silent, and a proxy that is none.
func TestNoConnection(t *testing.T) {
	n := probetest.NewInternet(t)
	targets, _ := Targets("public")
	refused := func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("connection refused") }
	for _, r := range Run(t.Context(), targets, Options{Resolver: n, Dial: refused}) {
		if c := r.find("tcp"); c.Status != Fail || !strings.Contains(c.Answered, "connection refused") || len(r.Checks) != 2 {
			t.Errorf("%+v", r)
		}
	}
	silent := func(context.Context, string, string) (net.Conn, error) { c, _ := net.Pipe(); return c, nil }
	start := time.Now()
	for _, r := range Run(t.Context(), targets, Options{Resolver: n, Dial: silent, Timeout: 100 * time.Millisecond, AtATime: 2}) {
		if r.Status() != Fail || r.Remedy() == "" {
			t.Errorf("%+v", r)
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("took %s", took)
	}
}

// TestFailing: the statuses are those that Microsoft lists.
func TestFailing(t *testing.T) {
	for _, status := range []int{407, 408, 426, 451, 502, 511, 598, 599} {
		if failing()[status] == "" {
			t.Errorf("%d is no failure", status)
		}
	}
	if len(failing()) != 8 || failing()[http.StatusForbidden] != "" {
		t.Error("there are others")
	}
}
