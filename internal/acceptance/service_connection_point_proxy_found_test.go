package acceptance

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// setProxy sets the five properties at the site, as somebody else does, or a write that is done late.
func (e *Env) setProxy(server string, port, anonymous int, account string) {
	e.t.Helper()
	for property, v := range map[string]any{"UseProxy.Value": 1, "ProxyName.Value2": server, "ProxyServerPort.Value": port, "AnonymousProxyAccess.Value": anonymous, "ProxyUserName.Value2": account} {
		e.Drift(proxyChange(property, v))
	}
}

// withoutAccount takes the two properties of the account out of the row.
func withoutAccount(tables *world.Tables) {
	for _, row := range tables.Rows[systemRoleClass] {
		if row["RoleName"] != "SMS Site System" || row["NetworkOSPath"] != `\\`+connectionServer {
			continue
		}
		list, _ := row["Props"].([]any)
		row["Props"] = slices.DeleteFunc(slices.Clone(list), func(element any) bool {
			p, _ := element.(map[string]any)
			return p["PropertyName"] == "AnonymousProxyAccess" || p["PropertyName"] == "ProxyUserName"
		})
	}
}

// TestProxyAdopted: an apply that finds its own proxy writes nothing, whatever stands where no account is used, and a
// destroy leaves it.
func TestProxyAdopted(t *testing.T) {
	t.Parallel()
	none := Attrs{"proxy_access_account": ""}
	for name, tt := range map[string]struct {
		anonymous int
		account   string
		before    func(*world.Tables)
		config    Attrs
		want      string
	}{
		"with the account":             {0, `CORP\svc-proxy`, func(*world.Tables) {}, Attrs{}, `1 proxy.example 8080 0 CORP\svc-proxy`},
		"with a name that is not used": {1, `CONTOSO\old`, func(*world.Tables) {}, none, `1 proxy.example 8080 1 CONTOSO\old`},
		"without the last properties":  {1, "", withoutAccount, none, "1 proxy.example 8080 <nil> <nil>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			e.setProxy("proxy.example", 8080, tt.anonymous, tt.account)
			e.arrange(tt.before)
			p := e.Process(e.proxyConfig("admin", tt.config))
			e.sees(p.plan(2), "Proxy is set already", "nothing is written, and destroying will leave it so")
			p.apply()
			p.plan(0)
			p.destroy()
			if err := resource.ComposeTestCheckFunc(e.writes(0), e.proxied(tt.want))(nil); err != nil {
				t.Error(err)
			}
			if err := e.RequireInitial(); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestProxyWrittenLate: a write whose answer never came, and which the site does only after it has been looked for, is not
// taken for what was there before.
func TestProxyWrittenLate(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]wire.Fault{"no answer": {Reset: true}, "a gateway gave up": {Status: http.StatusGatewayTimeout}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			e.setProxy("former.example", 81, 1, "")
			e.initial = e.dump()
			p := e.Process(e.proxyConfig("admin"))
			fault.Kind, fault.Method, fault.Path, fault.Times = wire.KindAdminService, http.MethodPut, systemRoleClass, 1
			e.Fault(fault)
			out := p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
			e.sees(out, "shows the proxy former.example:81 without an account, as before", "Whether the proxy of "+connectionServer+" was written is not known")
			if list := p.want(0, "state", "list"); !strings.Contains(list, connectionProxy) {
				t.Fatalf("in the state: %s", list)
			}
			e.setProxy("proxy.example", 8080, 0, `CORP\svc-proxy`)
			p.apply()
			p.plan(0)
			if err := e.proxied(`1 proxy.example 8080 0 CORP\svc-proxy`)(nil); err != nil {
				t.Error(err)
			}
			p.destroy()
			if err := e.RequireInitial(); err != nil {
				t.Error(fmt.Errorf("after the destroy: %w", err))
			}
		})
	}
}
