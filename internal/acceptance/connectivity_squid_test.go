package acceptance

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/probe/probetest"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realproxies"
)

// TestConnectivitySquid: the probe through a real Squid. With the rules that the provider writes everything passes; a Squid
// that wants a login, cuts silent tunnels or reads what is in them is found to be that.
func TestConnectivitySquid(t *testing.T) {
	t.Parallel()
	realproxies.Require(t)
	entries, err := endpoint.For("public")
	if err != nil {
		t.Fatal(err)
	}
	rules, err := endpoint.Squid(entries, endpoint.SquidOptions{Cloud: "public"})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		squid  realproxies.SquidOptions
		attrs  Attrs
		status string
		id     string
		says   string // of its remedy; empty for none
	}{
		"with the rules of the provider": {realproxies.SquidOptions{ACL: rules}, nil, "pass", "notification_channel", ""},
		"without a rule for one":         {realproxies.SquidOptions{ACL: strings.ReplaceAll(rules, `services\.visualstudio`, `services\.elsewhere`)}, nil, "fail", "telemetry", "its rules do not allow dc.services.visualstudio.com:443"},
		"wants a login":                  {realproxies.SquidOptions{Login: map[string]string{"user": "word"}}, nil, "fail", "telemetry", "The proxy wants a login (407)"},
		"cuts silent tunnels":            {realproxies.SquidOptions{TunnelIdle: 2 * time.Second}, Attrs{"idle_probe_seconds": "60"}, "fail", "notification_channel", "The proxy cuts idle connections too early"},
		"inspects TLS":                   {realproxies.SquidOptions{InspectTLS: true}, nil, "fail", "telemetry", "A TLS-inspecting proxy reads this connection"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, n := New(t), probetest.NewInternet(t)
			tt.squid.Routes = map[string]string{}
			for _, entry := range entries {
				address := fmt.Sprintf("%s:%d", strings.Replace(entry.Host, "*.", "gateway.configmgr.", 1), entry.Port)
				tt.squid.Routes[address] = n.At(address)
			}
			squid := realproxies.StartSquid(t, tt.squid)
			config := e.Provider("reader", Attrs{"ca_certificate_path": Q(e.trusting(n.Authority))}) +
				Data("connectivity", Attrs{"probe": "true", "proxy_url": Q(squid.URL().String())}.With(tt.attrs)) +
				"output \"remedy\" {\n  value = [for r in data.tenantattach_connectivity.this.probe_results : coalesce(r.remedy, \"none\") if r.endpoint_id == " + Q(tt.id) + "][0]\n}\n"
			remedy := knownvalue.StringExact("none")
			checks := []statecheck.StateCheck{value(connectivityData, "probe_status", knownvalue.StringExact(tt.status))}
			if tt.says == "" {
				checks = append(checks, statecheck.ExpectKnownOutputValue("remedy", remedy))
			} else {
				checks = append(checks, statecheck.ExpectKnownOutputValue("remedy", knownvalue.StringRegexp(said(tt.says))))
			}
			e.Run(resource.TestStep{Config: config, ConfigStateChecks: checks})
			if len(squid.AccessLog()) == 0 {
				t.Error("the proxy was not asked")
			}
		})
	}
}
