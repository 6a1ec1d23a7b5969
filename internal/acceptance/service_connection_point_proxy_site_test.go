package acceptance

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// connectionPoint is what finds the row of the service connection point.
func connectionPoint() map[string]any { return map[string]any{"RoleName": "SMS Dmp Connector"} }

// arrange changes the tables of contoso's site, which the test then starts from.
func (e *Env) arrange(change func(*world.Tables)) {
	e.t.Helper()
	if err := e.Tenant("contoso").Hierarchy.Update(func(tables *world.Tables) error { change(tables); return nil }); err != nil {
		e.t.Fatal(err)
	}
	e.initial = e.dump()
}

// copyRow adds a copy of a row of the system roles with some properties changed.
func copyRow(tables *world.Tables, role string, set map[string]any) {
	for _, row := range tables.Rows[systemRoleClass] {
		if row["RoleName"] == role && row["NetworkOSPath"] == `\\`+connectionServer {
			copied := world.Row{}
			for _, from := range []world.Row{row, set} {
				for name, v := range from {
					copied[name] = v
				}
			}
			tables.Rows[systemRoleClass] = append(tables.Rows[systemRoleClass], copied)
			return
		}
	}
}

// dropRows removes rows of a role.
func dropRows(tables *world.Tables, match func(world.Row) bool) {
	kept := []world.Row{}
	for _, row := range tables.Rows[systemRoleClass] {
		if !match(row) {
			kept = append(kept, row)
		}
	}
	tables.Rows[systemRoleClass] = kept
}

// putBelow puts the site of a hierarchy below another, of which all is the same but what makes it the top.
func putBelow(tables *world.Tables, code string) {
	site := tables.Rows["SMS_Site"][0]
	top := maps.Clone(site)
	top["SiteCode"], top["Type"], top["ReportingSiteCode"] = code, 4, ""
	site["ReportingSiteCode"] = code
	tables.Rows["SMS_Site"] = append(tables.Rows["SMS_Site"], top)
}

// TestProxyRefused: what cannot be done is said at plan, in words, and nothing is written.
func TestProxyRefused(t *testing.T) {
	t.Parallel()
	noPoint := func(e *Env) {
		e.arrange(func(tables *world.Tables) {
			dropRows(tables, func(r world.Row) bool { return r["RoleName"] == "SMS Dmp Connector" })
		})
	}
	byKeys := wire.Fault{Kind: wire.KindAdminService, Path: `SMS_SCI_SysResUse\(`}
	with := func(f wire.Fault, status int, body string) func(*Env) {
		f.Status, f.Body = status, []byte(body)
		return func(e *Env) { e.Fault(f) }
	}
	tests := map[string]struct {
		seed   func(*world.Seed)
		before func(*Env)
		client string
		want   []string
	}{
		"no service connection point": {nil, noPoint, "admin", []string{"the hierarchy shows no service connection point", "Add-CMServiceConnectionPoint -Mode Online"}},
		"no service connection point here, but perhaps above": {
			nil, func(e *Env) {
				noPoint(e)
				e.arrange(func(tables *world.Tables) {
					putBelow(tables, "CAS")
				})
			}, "admin", []string{"This administration service is that of site P01; the top site is CAS"},
		},
		"two service connection points": {
			nil, func(e *Env) {
				e.arrange(func(tables *world.Tables) {
					copyRow(tables, "SMS Dmp Connector", map[string]any{"NetworkOSPath": `\\old.example`, "ItemName": "old"})
				})
			}, "admin", []string{"the hierarchy shows 2 service connection points", connectionServer + " (site P01), old.example (site P01)"},
		},
		"no site system row": {
			nil, func(e *Env) {
				e.arrange(func(tables *world.Tables) {
					dropRows(tables, func(r world.Row) bool {
						return r["RoleName"] == "SMS Site System" && r["NetworkOSPath"] == `\\`+connectionServer
					})
				})
			}, "admin", []string{connectionServer + " has the service connection point, but no row of the role SMS Site System"},
		},
		"two site system rows": {
			nil, func(e *Env) {
				e.arrange(func(tables *world.Tables) { copyRow(tables, "SMS Site System", map[string]any{"ItemName": "other"}) })
			}, "admin", []string{"the hierarchy shows 2 rows of the role SMS Site System for " + connectionServer},
		},
		"service connection point below the top site": {
			nil, func(e *Env) {
				e.arrange(func(tables *world.Tables) {
					putBelow(tables, "CAS")
				})
			}, "admin", []string{"belongs to site P01, but the top site of the hierarchy is CAS"},
		},
		"another site's administration service": {
			nil, func(e *Env) {
				e.arrange(func(tables *world.Tables) { tables.Rows["SMS_Identification"][0]["ThisSiteCode"] = "P02" })
			}, "admin", []string{"this administration service is that of site P02", "Set admin_service.url to an SMS Provider of site P01"},
		},
		"a site without writes": {
			func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoWrites = true }, nil, "admin",
			[]string{"does not expose: SMS_SCI_SysResUse (update, by the keys FileType, ItemName, ItemType, SiteCode)", "tab Proxy", "Set-CMSiteSystemServer -EnableProxy $true", "terraform import tenantattach_service_connection_point_proxy.NAME [TENANT/]<FQDN of the server>"},
		},
		"keys are not found":     {nil, with(byKeys, http.StatusNotFound, `{"error":{"code":"404","message":"No HTTP resource was found."}}`), "admin", []string{"does not expose: SMS_SCI_SysResUse", "tab Proxy", "The site was asked so:", "No HTTP resource was found"}},
		"keys are ignored":       {nil, with(byKeys, http.StatusOK, `{"value":[{"RoleName":"a"},{"RoleName":"b"}]}`), "admin", []string{"does not expose: SMS_SCI_SysResUse", "2 rows came back, or another one than was asked for"}},
		"no administrative user": {nil, nil, "registrar", []string{"The account is no administrative user of ConfigMgr"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			change := []func(*world.Seed){}
			if tt.seed != nil {
				change = append(change, tt.seed)
			}
			e := New(t, change...)
			if tt.before != nil {
				tt.before(e)
			}
			e.sees(e.Process(e.proxyConfig(tt.client)).plan(1), tt.want...)
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestProxyInvalid: what neither the site nor the command can take is refused before anything is asked.
func TestProxyInvalid(t *testing.T) {
	t.Parallel()
	e := New(t)
	tests := map[string]struct {
		change Attrs
		want   string
	}{
		"scheme":               {Attrs{"proxy_server": Q("http://proxy.example")}, "Leave the scheme out"},
		"port":                 {Attrs{"proxy_server": Q("proxy.example:8080")}, "Leave the port out: it is in proxy_port"},
		"IPv6":                 {Attrs{"proxy_server": Q("fd00::1")}, "An IPv6 address is not taken"},
		"quotes":               {Attrs{"proxy_server": Q(`proxy" & calc`)}, "It is neither a host name nor an IPv4 address"},
		"other letters":        {Attrs{"proxy_server": Q("pröxy.example")}, "It is neither a host name nor an IPv4 address"},
		"nothing":              {Attrs{"proxy_server": Q("")}, "It is neither a host name nor an IPv4 address"},
		"wildcard":             {Attrs{"proxy_server": Q("*.proxy.example")}, "no wildcard is possible"},
		"port 0":               {Attrs{"proxy_port": "0"}, "value must be between 1 and 65535"},
		"port too large":       {Attrs{"proxy_port": "65536"}, "value must be between 1 and 65535"},
		"account as UPN":       {Attrs{"proxy_access_account": Q("svc@contoso.example")}, "Give it as ConfigMgr shows it among its accounts"},
		"account is empty":     {Attrs{"proxy_access_account": Q("")}, "Give it as ConfigMgr shows it among its accounts"},
		"bypass with quotes":   {Attrs{"bypass": `["a\"b"]`}, "It cannot stand in the command that sets the proxy of Windows"},
		"bypass with a port":   {Attrs{"bypass": `["a.example:80"]`}, "scheme, port and path are not possible here"},
		"bypass of a registry": {Attrs{"bypass": `["*.com"]`}, "stands for every name of a registry"},
		"bypass null":          {Attrs{"bypass": `[null]`}, "null is no name"},
		"bypass twice":         {Attrs{"bypass": `["<local>", "<local>"]`}, "duplicate"},
		"bypass of Microsoft":  {Attrs{"bypass": `["*.microsoft.com"]`}, "past the proxy: make it narrower"},
	}
	blocks := map[string]refusal{}
	for name, tt := range tests {
		blocks[name] = refusal{"resource service_connection_point_proxy", ServiceConnectionPointProxyAttrs().With(tt.change), tt.want}
	}
	refuses(t, e.Provider("admin"), blocks)
	if journal := e.Lab.Recorder().Journal(); len(journal) != 0 {
		t.Errorf("%d requests were sent, the first to %s", len(journal), journal[0].Path)
	}
}

// TestProxyOffline: in offline mode the proxy is set all the same, which is right before the mode changes, and the plan says
// what is missing.
func TestProxyOffline(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Drift(world.Change{Object: systemRoleClass, Match: connectionPoint(), Set: map[string]any{"Props.OfflineMode.Value": 1}})
	e.initial = e.dump()
	p := e.Process(e.proxyConfig("admin"))
	e.sees(p.plan(2), "Service connection point is offline", "Set-CMServiceConnectionPoint -Mode Online")
	p.apply()
	e.hides(p.plan(0), "is offline")
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestProxyRights: an account that may only read plans, and its write is refused in words.
func TestProxyRights(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.proxyConfig("reader"))
	p.plan(2)
	e.sees(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "Cannot set the proxy of "+connectionServer, "its security role or scopes do not include this", "after the write "+connectionServer+" shows no proxy, as before")
	if out := p.want(0, "state", "list"); strings.Contains(out, "proxy") {
		t.Errorf("in the state: %s", out)
	}
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestProxyReadOnly: with read_only nothing is sent that could change anything.
func TestProxyReadOnly(t *testing.T) {
	t.Parallel()
	e := New(t)
	readOnly := e.Provider("admin", Attrs{"read_only": "true"}) + Resource("service_connection_point_proxy", ServiceConnectionPointProxyAttrs())
	const refused = "read_only = true. Nothing was sent"
	e.Run(
		resource.TestStep{Config: readOnly, ExpectError: said(refused)},
		resource.TestStep{PreConfig: e.requireReadsOnly, Config: e.proxyConfig("admin")},
		resource.TestStep{
			PreConfig: func() { e.Lab.Recorder().ClearJournal() },
			Config:    readOnly, ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{}}},
		},
		resource.TestStep{PreConfig: func() { e.Drift(proxyChange("UseProxy.Value", 0)) }, Config: readOnly, ExpectError: said(refused)},
		resource.TestStep{Config: readOnly, Destroy: true, ExpectError: said(refused)},
		resource.TestStep{PreConfig: e.requireReadsOnly, Config: e.proxyConfig("admin")},
	)
}

// TestProxyCAS: in a hierarchy with a central administration site the service connection point is at that one.
func TestProxyCAS(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.Life(
		resource.TestStep{Config: e.proxyConfig("admin", Attrs{"tenant": Q("fabrikam")}), ConfigStateChecks: []statecheck.StateCheck{
			value(connectionProxy, "server", knownvalue.StringExact("cas01.corp.fabrikam.example")), value(connectionProxy, "site_code", knownvalue.StringExact("CAS")),
		}},
		resource.TestStep{ResourceName: connectionProxy, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"previous_proxy"}, ImportStateId: "fabrikam/CAS"},
		resource.TestStep{ // to another tenant: the one is put back, the other set
			Config: e.proxyConfig("admin", Attrs{"tenant": Q("contoso")}), ConfigPlanChecks: action(connectionProxy, plancheck.ResourceActionReplace), Check: e.proxied("1 proxy.example 8080 0 CORP\\svc-proxy"),
		},
	)
}

// TestProxyUnknown: what is known only at apply does not stop the plan.
func TestProxyUnknown(t *testing.T) {
	t.Parallel()
	e := New(t)
	later := `resource "terraform_data" "later" {
  input = { server = "later.example", port = 3128, account = "CORP\\later", bypass = ["*.later.example"], secret = ` + Q(e.Client("admin").Secret) + ` }
}
`
	attrs := Attrs{"proxy_server": "terraform_data.later.output.server", "proxy_port": "terraform_data.later.output.port", "proxy_access_account": "terraform_data.later.output.account", "bypass": "terraform_data.later.output.bypass"}
	e.Run(resource.TestStep{
		Config: later + e.Provider("admin", Attrs{"client_secret": "terraform_data.later.output.secret"}) + Resource("service_connection_point_proxy", attrs),
		Check:  e.proxied("1 later.example 3128 0 CORP\\later"), ConfigStateChecks: []statecheck.StateCheck{
			value(connectionProxy, "winhttp_command", knownvalue.StringExact(`netsh winhttp set proxy proxy-server="later.example:3128" bypass-list="*.later.example"`)),
		},
	})
}
