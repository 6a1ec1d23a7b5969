package acceptance

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/probe/probetest"
)

// TestConnectivityProbe: the probe through a proxy that leads every name to a server on loopback.
func TestConnectivityProbe(t *testing.T) {
	t.Parallel()
	const gateway = "gateway.configmgr.manage.microsoft.com"
	tests := map[string]struct {
		arrange func(*probetest.Internet, *probetest.Proxy)
		attrs   Attrs
		status  string
		id      string
		want    map[string]knownvalue.Check
	}{
		"all pass": {func(*probetest.Internet, *probetest.Proxy) {}, nil, "pass", "crl_microsoft", map[string]knownvalue.Check{"status": knownvalue.StringExact("pass"), "http_status": knownvalue.Int64Exact(200), "remedy": knownvalue.Null()}},
		"one is blocked": {func(_ *probetest.Internet, p *probetest.Proxy) { p.Refuse["aka.ms"] = 403 }, nil, "fail", "tenant_attach_discovery", map[string]knownvalue.Check{
			"status": knownvalue.StringExact("fail"), "http_status": knownvalue.Null(), "remedy": knownvalue.StringRegexp(said("its rules do not allow aka.ms:443")),
		}},
		"a login is wanted": {func(_ *probetest.Internet, p *probetest.Proxy) { p.Refuse[""] = 407 }, nil, "fail", "telemetry", map[string]knownvalue.Check{
			"status": knownvalue.StringExact("fail"), "remedy": knownvalue.StringRegexp(said("The proxy wants a login (407)")),
		}},
		"inspected": {func(n *probetest.Internet, _ *probetest.Proxy) {
			n.Authority = probetest.NewAuthority(t, "Zscaler Inc.")
		}, nil, "fail", "tenant_attach_service", map[string]knownvalue.Check{
			"tls_inspected": knownvalue.Bool(true), "issuer": knownvalue.StringRegexp(said("Zscaler Inc.")), "remedy": knownvalue.StringRegexp(said("A TLS-inspecting proxy reads this connection")), "pattern": knownvalue.StringExact("https://*.manage.microsoft.com"),
		}},
		"idle is cut": {func(_ *probetest.Internet, p *probetest.Proxy) { p.Idle = 3 * time.Second }, Attrs{"idle_probe_seconds": "60"}, "fail", "notification_channel", map[string]knownvalue.Check{
			"url": knownvalue.StringExact("https://" + gateway + "/"), "remedy": knownvalue.StringRegexp(said("The proxy cuts idle connections too early")), "from": knownvalue.StringRegexp(said("not from the service connection point")),
		}},
		"idle is left": {func(*probetest.Internet, *probetest.Proxy) {}, Attrs{"idle_probe_seconds": "1"}, "pass", "notification_channel", map[string]knownvalue.Check{"status": knownvalue.StringExact("pass")}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e, n := New(t), probetest.NewInternet(t)
			p := probetest.NewProxy(t, n)
			trusted := e.trusting(n.Authority)
			tt.arrange(n, p)
			attrs := Attrs{"probe": "true", "proxy_url": Q(p.URL)}.With(tt.attrs)
			config := e.Provider("reader", Attrs{"ca_certificate_path": Q(trusted)}) + Data("connectivity", attrs) +
				"output \"one\" {\n  value = [for r in data.tenantattach_connectivity.this.probe_results : merge(r, { checks = null }) if r.endpoint_id == " + Q(tt.id) + "][0]\n}\n"
			e.Run(resource.TestStep{Config: config, ConfigStateChecks: []statecheck.StateCheck{
				value(connectivityData, "probe_status", knownvalue.StringExact(tt.status)),
				value(connectivityData, "status", knownvalue.StringExact("unknown")), // the site has found nothing, whatever is found here
				value(connectivityData, "probe_from", knownvalue.StringRegexp(said("the machine that runs Terraform"))),
				statecheck.ExpectKnownOutputValue("one", knownvalue.ObjectPartial(tt.want)),
			}})
			if len(p.Asked()) == 0 {
				t.Error("the proxy was not asked")
			}
		})
	}
}

// trusting is a file with the lab's authority and another one.
func (e *Env) trusting(a *probetest.Authority) string {
	e.t.Helper()
	lab, err := os.ReadFile(e.Lab.CAFile())
	if err != nil {
		e.t.Fatal(err)
	}
	file := filepath.Join(e.t.TempDir(), "trusted.pem")
	if err := os.WriteFile(file, append(lab, a.PEM()...), 0o600); err != nil {
		e.t.Fatal(err)
	}
	return file
}

// TestConnectivityProbeWithoutSite: a site that cannot be asked does not stop the probe, and without the probe is an error.
func TestConnectivityProbeWithoutSite(t *testing.T) {
	t.Parallel()
	e, n := New(t), probetest.NewInternet(t)
	p := probetest.NewProxy(t, n)
	provider := e.Provider("reader", Attrs{"ca_certificate_path": Q(e.trusting(n.Authority)), "admin_service": ""})
	e.Run(
		resource.TestStep{Config: provider + Data("connectivity"), ExpectError: said("has no admin_service.url")},
		resource.TestStep{Config: provider + Data("connectivity", Attrs{"probe": "true", "proxy_url": Q(p.URL)}), ConfigStateChecks: []statecheck.StateCheck{
			value(connectivityData, "probe_status", knownvalue.StringExact("pass")), value(connectivityData, "status", knownvalue.StringExact("unknown")),
			value(connectivityData, "reason", knownvalue.StringRegexp(said("has no admin_service.url"))),
		}},
	)
}

// TestConnectivityArguments: what cannot be used is refused before anything is contacted.
func TestConnectivityArguments(t *testing.T) {
	t.Parallel()
	e := New(t)
	step := func(words string, attrs Attrs) resource.TestStep {
		return resource.TestStep{Config: e.Provider("reader") + Data("connectivity", attrs), ExpectError: said(words)}
	}
	e.Run(
		step("is no duration above zero", Attrs{"max_age": Q("2 days")}),
		step("proxy_url is for the probe", Attrs{"proxy_url": Q("http://proxy.example:8080")}),
		step("idle_probe_seconds is for the probe", Attrs{"idle_probe_seconds": "1"}),
		step("value must be between 0 and 200", Attrs{"probe": "true", "idle_probe_seconds": "201"}),
		step("must be of the form http://proxy.example:8080", Attrs{"probe": "true", "proxy_url": Q("proxy.example:8080")}),
		step("holds a login", Attrs{"probe": "true", "proxy_url": Q("http://me:word@proxy.example:8080")}),
	)
}

// TestConnectivityProbeOfSickSite: a site that answers 503 all the time leaves the probe its time.
func TestConnectivityProbeOfSickSite(t *testing.T) {
	t.Parallel()
	e, n := New(t), probetest.NewInternet(t)
	p := probetest.NewProxy(t, n)
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Status: http.StatusServiceUnavailable})
	e.Run(resource.TestStep{
		Config: e.Provider("reader", Attrs{"ca_certificate_path": Q(e.trusting(n.Authority))}) +
			Data("connectivity", Attrs{"probe": "true", "proxy_url": Q(p.URL), "timeouts": `{ read = "16s" }`}),
		ConfigStateChecks: []statecheck.StateCheck{
			value(connectivityData, "probe_status", knownvalue.StringExact("pass")), value(connectivityData, "status", knownvalue.StringExact("unknown")),
			value(connectivityData, "reason", knownvalue.StringRegexp(said("SMS_EXECUTIVE"))),
		},
	})
}
