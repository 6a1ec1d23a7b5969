package acceptance

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	connectionProxy  = "tenantattach_service_connection_point_proxy.this"
	connectionServer = "cm01.corp.contoso.example" // of the seed
	systemRoleClass  = "SMS_SCI_SysResUse"
)

// proxyConfig is a configuration of the proxy alone.
func (e *Env) proxyConfig(client string, changes ...Attrs) string {
	return e.Provider(client) + Resource("service_connection_point_proxy", append([]Attrs{ServiceConnectionPointProxyAttrs()}, changes...)...)
}

// siteSystem is what finds the row with the proxy of the service connection point's server.
func siteSystem() map[string]any {
	return map[string]any{"RoleName": "SMS Site System", "NetworkOSPath": `\\` + connectionServer}
}

// proxyChange is what somebody does to the row with the proxy.
func proxyChange(property string, value any) world.Change {
	return world.Change{Object: systemRoleClass, Match: siteSystem(), Set: map[string]any{"Props." + property: value}}
}

func TestServiceConnectionPointProxy(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Life(
		resource.TestStep{Config: e.proxyConfig("admin"), Check: e.proxied("1 proxy.example 8080 0 CORP\\svc-proxy"), ConfigStateChecks: []statecheck.StateCheck{
			value(connectionProxy, "id", knownvalue.StringExact(connectionServer)), value(connectionProxy, "server", knownvalue.StringExact(connectionServer)),
			value(connectionProxy, "site_code", knownvalue.StringExact("P01")), value(connectionProxy, "enabled", knownvalue.Bool(true)),
			value(connectionProxy, "winhttp_command", knownvalue.StringExact(`netsh winhttp set proxy proxy-server="proxy.example:8080" bypass-list="<local>"`)),
		}},
		resource.TestStep{ResourceName: connectionProxy, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"previous_proxy"}, ImportStateId: connectionServer},
		resource.TestStep{ResourceName: connectionProxy, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"previous_proxy"}, ImportStateId: "P01"},
		resource.TestStep{
			ResourceName: connectionProxy, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"tenant", "previous_proxy"},
			ImportStateIdFunc: importID(connectionProxy, "server"),
		},
		resource.TestStep{ResourceName: connectionProxy, ImportState: true, ImportStateId: "fabrikam/" + connectionServer, ExpectError: said("the service connection point of the hierarchy of tenant " + e.Tenant("fabrikam").ID + " is on cas01.corp.fabrikam.example (site CAS)")},
		resource.TestStep{
			Config: e.proxyConfig("admin", Attrs{"proxy_access_account": "", "proxy_port": "", "proxy_server": Q("10.0.0.7"), "bypass": `["*.corp.contoso.example", "<local>"]`}),
			Check:  e.proxied("1 10.0.0.7 80 1 CORP\\svc-proxy"), ConfigPlanChecks: action(connectionProxy, plancheck.ResourceActionUpdate), ConfigStateChecks: []statecheck.StateCheck{
				value(connectionProxy, "winhttp_command", knownvalue.StringExact(`netsh winhttp set proxy proxy-server="10.0.0.7:80" bypass-list="<local>;*.corp.contoso.example"`)),
			},
		},
		resource.TestStep{
			PreConfig: func() { e.Lab.Recorder().ClearJournal() },
			Config:    e.proxyConfig("admin", Attrs{"proxy_access_account": "", "proxy_port": "", "proxy_server": Q("10.0.0.7"), "bypass": "[]"}),
			Check:     e.writes(0), // what only the command has is not written
		},
		resource.TestStep{Config: e.proxyConfig("admin"), Check: e.proxied("1 proxy.example 8080 0 CORP\\svc-proxy")},
	)
}

// proxied checks at the site what the five properties hold.
func (e *Env) proxied(want string) resource.TestCheckFunc {
	return func(*state) error {
		p := e.proxyProps(connectionServer)
		got := fmt.Sprintf("%v %v %v %v %v", p["UseProxy"]["Value"], p["ProxyName"]["Value2"], p["ProxyServerPort"]["Value"], p["AnonymousProxyAccess"]["Value"], p["ProxyUserName"]["Value2"])
		if got != want {
			return fmt.Errorf("the site has the proxy %q, want %q", got, want)
		}
		return nil
	}
}

// proxyProps are the Props of a server's row of the role Site system, by name.
func (e *Env) proxyProps(server string) map[string]map[string]any {
	props := map[string]map[string]any{}
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		for _, row := range tables.Rows[systemRoleClass] {
			list, _ := row["Props"].([]any)
			for _, element := range list {
				p, _ := element.(map[string]any)
				if name, _ := p["PropertyName"].(string); row["RoleName"] == "SMS Site System" && row["NetworkOSPath"] == `\\`+server {
					props[name] = p
				}
			}
		}
	})
	return props
}

// writes checks how often the site was written to since the journal was cleared.
func (e *Env) writes(want int) resource.TestCheckFunc {
	return func(*state) error {
		n := 0
		for _, entry := range e.Lab.Recorder().Journal() {
			if entry.Kind == wire.KindAdminService && entry.Method == http.MethodPut {
				n++
			}
		}
		if n != want {
			return fmt.Errorf("the site was written to %d times, want %d", n, want)
		}
		return nil
	}
}
