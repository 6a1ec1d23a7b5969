package acceptance

import (
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// raise adds a status message of a worker of the service connection point to the site of contoso, raised so long ago.
func (e *Env) raise(id int64, machine string, ago time.Duration, texts ...string) {
	e.t.Helper()
	severity := map[int64]int64{11410: 0x40000000, 11411: 0x80000000, 11412: 0xC0000000, 11488: 0xC0000000}[id]
	m := world.StatusMessage{ID: id, Severity: severity, Component: "SMS_SERVICE_CONNECTOR", Machine: machine, Time: time.Now().Add(-ago), Texts: texts}
	if err := e.Tenant("contoso").Raise(m); err != nil {
		e.t.Fatal(err)
	}
}

// TestConnectivityOfSite: what the service connection point has found, as its status messages say.
func TestConnectivityOfSite(t *testing.T) {
	t.Parallel()
	const server, short = "cm01.corp.contoso.example", "CM01"
	offline := world.Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Set: map[string]any{"Props.OfflineMode.Value": 1}}
	tests := map[string]struct {
		client  string
		arrange func(*Env)
		attrs   Attrs
		status  string
		reason  string
	}{
		"never checked":      {"reader", func(*Env) {}, nil, "unknown", "it was never checked"},
		"pass":               {"reader", func(e *Env) { e.raise(11412, short, 2*time.Hour); e.raise(11410, short, time.Hour) }, nil, "pass", "all checks are successful"},
		"warning":            {"reader", func(e *Env) { e.raise(11411, server, time.Hour, "https://dc.services.visualstudio.com") }, nil, "warn", "names https://dc.services.visualstudio.com: one or more checks failed that are not critical"},
		"error":              {"reader", func(e *Env) { e.raise(11412, short, time.Hour) }, nil, "fail", "one or more critical checks failed"},
		"critical":           {"reader", func(e *Env) { e.raise(11410, short, time.Hour); e.raise(11488, short, time.Hour) }, nil, "fail", "a required endpoint of a cloud service cannot be reached"},
		"old":                {"reader", func(e *Env) { e.raise(11410, short, 25*time.Hour) }, Attrs{"max_age": Q("24h")}, "unknown", "older than max_age (24h0m0s)"},
		"clock a little off": {"reader", func(e *Env) { e.raise(11410, short, -time.Minute) }, nil, "pass", "all checks are successful"},
		"clock far off":      {"reader", func(e *Env) { e.raise(11410, short, -2*time.Hour) }, nil, "unknown", "one of the two clocks is wrong"},
		"moved":              {"reader", func(e *Env) { e.raise(11412, "OLD01", time.Hour); e.raise(11410, short, 2*time.Hour) }, nil, "pass", "all checks are successful"},
		"only elsewhere":     {"reader", func(e *Env) { e.raise(11410, "OLD01", time.Hour) }, nil, "unknown", "come from OLD01, which is not, or no longer"},
		"offline":            {"reader", func(e *Env) { e.raise(11410, short, time.Hour); e.Drift(offline) }, nil, "unknown", "is in offline mode"},
		"no rights":          {"registrar", func(e *Env) { e.raise(11410, short, time.Hour) }, nil, "unknown", "The account is no administrative user of ConfigMgr"},
		"no point": {"reader", func(e *Env) {
			e.Drift(world.Change{Object: "SMS_SCI_SysResUse", Match: map[string]any{"RoleName": "SMS Dmp Connector"}, Delete: true})
		}, nil, "unknown", "shows no service connection point"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			e := New(t)
			tt.arrange(e)
			e.RunLeaving(func() error { return nil }, resource.TestStep{
				Config: e.Provider(tt.client) + Data("connectivity", tt.attrs),
				ConfigStateChecks: []statecheck.StateCheck{
					value(connectivityData, "status", knownvalue.StringExact(tt.status)), value(connectivityData, "reason", knownvalue.StringRegexp(said(tt.reason))),
					value(connectivityData, "probe_status", knownvalue.Null()), value(connectivityData, "probe_results", knownvalue.ListSizeExact(0)),
				},
			})
		})
	}
}

const connectivityData = "data.tenantattach_connectivity.this"

// TestConnectivityFindings: what the messages name, what was last said of it, and the proxy that the site has set.
func TestConnectivityFindings(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.raise(11411, "CM01", 3*time.Hour, "gateway.configmgr.manage.microsoft.com", "timed out")
	e.raise(11412, "CM01", 2*time.Hour, "407 from https://aka.ms/configmgrgateway.", "cm01.corp.contoso.example")
	endpoint := func(state, address, id string) knownvalue.Check {
		return knownvalue.ObjectPartial(map[string]knownvalue.Check{"state": knownvalue.StringExact(state), "endpoint": knownvalue.StringExact(address), "endpoint_id": knownvalue.StringExact(id)})
	}
	e.RunLeaving(func() error { return nil }, resource.TestStep{
		Config: e.Provider("reader") + Data("connectivity"),
		ConfigStateChecks: []statecheck.StateCheck{
			value(connectivityData, "status", knownvalue.StringExact("fail")),
			value(connectivityData, "endpoints", knownvalue.ListExact([]knownvalue.Check{
				endpoint("error", "https://aka.ms/configmgrgateway", "tenant_attach_discovery"), endpoint("warning", "https://gateway.configmgr.manage.microsoft.com", "notification_channel"),
			})),
			value(connectivityData, "findings", knownvalue.ListExact([]knownvalue.Check{
				knownvalue.ObjectPartial(map[string]knownvalue.Check{
					"message_id": knownvalue.Int64Exact(11412), "severity": knownvalue.StringExact("error"), "server": knownvalue.StringExact("CM01"), "texts": knownvalue.ListSizeExact(2),
					"endpoints": knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("https://aka.ms/configmgrgateway")}),
				}),
				knownvalue.ObjectPartial(map[string]knownvalue.Check{"message_id": knownvalue.Int64Exact(11411), "severity": knownvalue.StringExact("warning")}),
			})),
			value(connectivityData, "service_connection_point", knownvalue.ObjectPartial(map[string]knownvalue.Check{
				"server": knownvalue.StringExact("cm01.corp.contoso.example"), "mode": knownvalue.StringExact("online"), "proxy_enabled": knownvalue.Bool(false),
			})),
		},
	})
}
