package acceptance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// proxyNames are the properties of the proxy.
func proxyNames() []string {
	return []string{"UseProxy", "ProxyName", "ProxyServerPort", "AnonymousProxyAccess", "ProxyUserName"}
}

// untouched is the JSON of all rows of the system roles, without the proxy in that of the service connection point's server.
func (e *Env) untouched() string {
	e.t.Helper()
	text := ""
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		for _, row := range tables.Rows[systemRoleClass] {
			shown := world.Row{}
			for name, v := range row {
				shown[name] = v
			}
			if row["RoleName"] == "SMS Site System" && row["NetworkOSPath"] == `\\`+connectionServer {
				list, _ := row["Props"].([]any)
				shown["Props"] = slices.DeleteFunc(slices.Clone(list), func(element any) bool {
					p, _ := element.(map[string]any)
					name, _ := p["PropertyName"].(string)
					return slices.Contains(proxyNames(), name)
				})
			}
			data, err := json.Marshal(shown)
			if err != nil {
				e.t.Fatal(err)
			}
			text += string(data) + "\n"
		}
	})
	return text
}

// oddRow fills the row with what a write must not harm: windows, odd texts and numbers, a property that has no name, and the
// proxy's in another order, one of them missing.
func oddRow(tables *world.Tables) {
	for _, row := range tables.Rows[systemRoleClass] {
		if row["RoleName"] != "SMS Site System" || row["NetworkOSPath"] != `\\`+connectionServer {
			continue
		}
		odd := func(name string, value any, value1, value2 any) any {
			return map[string]any{"PropertyName": name, "Value": value, "Value1": value1, "Value2": value2}
		}
		list, _ := row["Props"].([]any)
		list = slices.DeleteFunc(slices.Clone(list), func(element any) bool {
			p, _ := element.(map[string]any)
			return p["PropertyName"] == "ProxyServerPort"
		})
		slices.Reverse(list)
		row["Props"] = append(list, odd("", 4294967295, nil, `<&> "\\" é 😀 %2C`), odd("useproxy", 7, "", nil), odd("Änderung, (1)='x'", 0, "\t", ""))
		row["ServiceWindows"] = []any{map[string]any{"Name": "at night", "StartTime": "2026-01-02T03:04:05Z"}}
		row["NALType"], row["SslState"], row["RoleCount"] = "", int64(4294967295), 3
	}
}

// TestProxyLeavesTheRest: through create, change, drift, repair and destroy, everything but the five properties keeps every
// byte, in the row itself and in those of other servers; and a destroy leaves no trace.
func TestProxyLeavesTheRest(t *testing.T) {
	t.Parallel()
	e := New(t)
	e.arrange(oddRow)
	before := e.untouched()
	if strings.Count(before, "\n") != 6 || !strings.Contains(before, "other-proxy.example") || strings.Contains(before, `"UseProxy","Value":0`) {
		t.Fatalf("this would show nothing: %s", before)
	}
	same := func(want string) resource.TestCheckFunc {
		return func(s *state) error {
			if after := e.untouched(); after != before {
				return fmt.Errorf("before\n%s\nafter\n%s", before, after)
			}
			return e.proxied(want)(s)
		}
	}
	const all = "1 proxy.example 8080 0 CORP\\svc-proxy"
	steps := []resource.TestStep{
		{Config: e.proxyConfig("admin"), Check: same(all)},
		{Config: e.proxyConfig("admin", Attrs{"proxy_access_account": "", "proxy_port": "3128"}), Check: same("1 proxy.example 3128 1 CORP\\svc-proxy")},
		{Config: e.proxyConfig("admin"), Check: same(all)},
	}
	for _, property := range []string{"UseProxy.Value", "ProxyServerPort.Value", "AnonymousProxyAccess.Value"} {
		steps = append(steps, resource.TestStep{PreConfig: func() { e.Drift(proxyChange(property, 1-e.number(property))) }, Config: e.proxyConfig("admin"), Check: same(all)})
	}
	for _, property := range []string{"ProxyName.Value2", "ProxyUserName.Value2"} {
		steps = append(steps, resource.TestStep{PreConfig: func() { e.Drift(proxyChange(property, "x")) }, Config: e.proxyConfig("admin"), Check: same(all)})
	}
	e.Run(steps...)
}

// number is 1 if the property of the proxy has the number 1, else 0.
func (e *Env) number(property string) int {
	name, field, _ := strings.Cut(property, ".")
	if fmt.Sprint(e.proxyProps(connectionServer)[name][field]) == "1" {
		return 1
	}
	return 0
}

// TestProxySays: the plan says, once, what the proxy is not, and what is there already.
func TestProxySays(t *testing.T) {
	t.Parallel()
	e := New(t)
	const windows = "The proxy of Windows is not set by this"
	p := e.Process(e.proxyConfig("admin"))
	e.sees(p.plan(2), windows, "The check of certificate revocation uses that of Windows (WinHTTP) instead", `netsh winhttp set proxy proxy-server="proxy.example:8080" bypass-list="<local>"`)
	p.apply()
	e.hides(p.plan(0), windows)

	e.Drift(proxyChange("ProxyName.Value2", "drifted.example"))
	e.hides(p.plan(2), windows) // the command is what it was
	p.apply()
	p.configure(e.proxyConfig("admin"), e.proxyConfig("admin", Attrs{"proxy_access_account": ""}))
	e.hides(p.plan(2), windows)
	p.configure(e.proxyConfig("admin", Attrs{"proxy_access_account": ""}), e.proxyConfig("admin", Attrs{"proxy_port": "81"}))
	e.sees(p.plan(2), windows, `proxy-server="proxy.example:81"`)
	p.apply()
	e.sees(p.want(0, "plan", "-no-color", "-input=false", "-destroy"), "Destroying puts back what was there", connectionServer+" then has no proxy again")

	p.want(0, "state", "rm", connectionProxy)
	e.sees(p.plan(2), "Proxy is set already", "destroying will leave it so", "terraform import tenantattach_service_connection_point_proxy.NAME [TENANT/]"+connectionServer)
	e.Drift(proxyChange("ProxyName.Value2", "former.example"))
	e.sees(p.plan(2), "Server has another proxy", connectionServer+` has the proxy former.example:81 with the account CORP\svc-proxy now; apply changes that to the proxy proxy.example:81`)
	p.apply()
	e.sees(p.destroy(), `then has the proxy former.example:81 with the account CORP\svc-proxy again`)
	if err := e.proxied("1 former.example 81 0 CORP\\svc-proxy")(nil); err != nil {
		t.Error(err)
	}
}

// TestProxyImported: a destroy after an import switches the proxy off and leaves the rest of it, unless it is another by then.
func TestProxyImported(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.proxyConfig("admin"))
	p.apply()
	p.want(0, "state", "rm", connectionProxy)
	p.want(0, "import", "-no-color", "-input=false", connectionProxy, "p01")
	p.plan(0)

	e.Drift(proxyChange("ProxyName.Value2", "other.example"))
	e.sees(p.want(0, "destroy", "-no-color", "-input=false", "-auto-approve", "-refresh=false"), "Proxy stays as it is", "and not the one in the state")
	if err := e.proxied("1 other.example 8080 0 CORP\\svc-proxy")(nil); err != nil {
		t.Error(err)
	}

	e.Drift(proxyChange("ProxyName.Value2", "proxy.example"))
	p.want(0, "import", "-no-color", "-input=false", connectionProxy, strings.ToUpper(connectionServer))
	p.plan(0)
	e.sees(p.destroy(), "Destroying switches the proxy off")
	if err := e.proxied("0 proxy.example 8080 0 CORP\\svc-proxy")(nil); err != nil {
		t.Error(err)
	}

	p.want(0, "import", "-no-color", "-input=false", connectionProxy, connectionServer)
	e.sees(p.plan(2), "enabled = false -> true")
	p.destroy()
	if err := e.proxied("0 proxy.example 8080 0 CORP\\svc-proxy")(nil); err != nil {
		t.Error(err)
	}
}

// TestProxyMoved: a service connection point that moves takes the proxy along; the former server gets back what it had.
func TestProxyMoved(t *testing.T) {
	t.Parallel()
	const other = "mp01.contoso.example"
	e := New(t)
	move := func(server string) func() {
		return func() {
			e.Drift(world.Change{Object: systemRoleClass, Match: connectionPoint(), Set: map[string]any{"NetworkOSPath": `\\` + server}})
		}
	}
	former := e.proxyProps(other)
	p := e.Process(e.proxyConfig("admin"))
	p.apply()
	move(other)()
	e.sees(p.plan(2), "Service connection point has moved", "It was on "+connectionServer+", and is on "+other+" now", "forces replacement", "Server has another proxy", "former back")
	p.apply()
	p.plan(0)
	if err := e.proxied("0  80 1 ")(nil); err != nil {
		t.Error(err)
	}
	if got := e.proxyProps(other)["ProxyName"]["Value2"]; got != "proxy.example" {
		t.Errorf("the new server has %v", got)
	}
	move(connectionServer)()
	p.apply()
	if got := e.proxyProps(other); fmt.Sprint(got) != fmt.Sprint(former) {
		t.Errorf("the server has %v, not %v as at first", got, former)
	}

	dropPoint := func(tables *world.Tables) {
		dropRows(tables, func(r world.Row) bool { return r["RoleName"] == "SMS Dmp Connector" })
	}
	rows := e.keepRows()
	e.change(dropPoint) // the role is removed: nothing to write yet, so a warning
	e.sees(p.plan(0), "Service connection point is not found", "the hierarchy shows no service connection point")
	p.configure(e.proxyConfig("admin"), e.proxyConfig("admin", Attrs{"proxy_port": "81"}))
	e.sees(p.plan(1), "the hierarchy shows no service connection point")
	e.change(rows)

	e.change(func(tables *world.Tables) { // the server is gone
		dropPoint(tables)
		dropRows(tables, func(r world.Row) bool { return r["NetworkOSPath"] == `\\`+connectionServer })
		copied := tables.Rows[systemRoleClass][0]
		tables.Rows[systemRoleClass] = append(tables.Rows[systemRoleClass], world.Row{"RoleName": "SMS Dmp Connector", "NetworkOSPath": copied["NetworkOSPath"], "SiteCode": "P01", "Props": []any{}})
	})
	e.sees(p.plan(2), "will be created", other)
	e.change(func(tables *world.Tables) { delete(tables.Rows, systemRoleClass) })
	e.sees(p.plan(1), "the hierarchy shows no server at all of site P01", "is not known. Nothing was changed")
	e.change(rows)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// change is a change of the tables that a test undoes.
func (e *Env) change(do func(*world.Tables)) {
	e.t.Helper()
	if err := e.Tenant("contoso").Hierarchy.Update(func(tables *world.Tables) error { do(tables); return nil }); err != nil {
		e.t.Fatal(err)
	}
}

// keepRows keeps the system roles as they are now, and returns what brings them back.
func (e *Env) keepRows() func(*world.Tables) {
	var rows []world.Row
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) { rows = slices.Clone(tables.Rows[systemRoleClass]) })
	return func(tables *world.Tables) { tables.Rows[systemRoleClass] = rows }
}

// TestProxyWrite: a write is sent once, and what the site shows afterwards decides.
func TestProxyWrite(t *testing.T) {
	t.Parallel()
	put := func(f wire.Fault) wire.Fault {
		f.Kind, f.Method, f.Path = wire.KindAdminService, http.MethodPut, systemRoleClass
		return f
	}
	look := wire.Fault{Kind: wire.KindAdminService, Method: http.MethodGet, Path: systemRoleClass + `\(`, Status: http.StatusInternalServerError}
	tests := map[string]struct {
		faults func(*Env) []wire.Fault
		says   []string
		fails  bool
		tries  int
	}{
		"answer is lost":  {func(*Env) []wire.Fault { return []wire.Fault{put(wire.Fault{LoseAnswer: true})} }, nil, false, 1},
		"request is lost": {func(*Env) []wire.Fault { return []wire.Fault{put(wire.Fault{Reset: true, Times: 1})} }, []string{"after the write " + connectionServer + " shows no proxy, as before"}, true, 1},
		"site fails":      {func(*Env) []wire.Fault { return []wire.Fault{put(wire.Fault{Status: 500, Times: 1})} }, []string{"answered 500", "SMSProv.log"}, true, 1},
		"nothing is done": {func(*Env) []wire.Fault {
			return []wire.Fault{put(wire.Fault{Status: 204, Times: 1, Body: []byte(" ")})}
		}, []string{"shows no proxy, as before, not the proxy proxy.example:8080"}, true, 1},
		"look fails": {func(*Env) []wire.Fault {
			f := look
			f.Skip, f.Times = 3, 1 // those of the plan, of the plan within the apply, and the one before the write
			return []wire.Fault{f}
		}, []string{"Whether the proxy of " + connectionServer + " was written is not known"}, true, 1},
		"somebody else changes the proxy": {func(e *Env) []wire.Fault {
			return []wire.Fault{put(wire.Fault{LoseAnswer: true, OnStrike: func() { e.Drift(proxyChange("ProxyServerPort.Value", 99)) }})}
		}, []string{"somebody else may have written at the same time"}, true, 1},
		"somebody else changes something": {func(e *Env) []wire.Fault {
			return []wire.Fault{put(wire.Fault{LoseAnswer: true, OnStrike: func() { e.Drift(proxyChange("UserName.Value2", "x")) }})}
		}, []string{"Other settings of the server differ from what was sent", "are not as they were sent back: Props: UserName"}, false, 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			before := e.proxyProps(connectionServer)
			p := e.Process(e.proxyConfig("admin"))
			p.plan(2)
			for _, f := range tt.faults(e) {
				e.Fault(f)
			}
			e.Lab.Recorder().ClearJournal()
			exit := 0
			if tt.fails {
				exit = 1
			}
			e.sees(p.want(exit, "apply", "-no-color", "-input=false", "-auto-approve"), tt.says...)
			if err := e.writes(tt.tries)(nil); err != nil {
				t.Error(err)
			}
			e.Lab.Recorder().ClearFaults()
			p.apply()
			p.plan(0)
			if err := e.proxied("1 proxy.example 8080 0 CORP\\svc-proxy")(nil); err != nil {
				t.Error(err)
			}
			p.destroy()
			after := e.proxyProps(connectionServer)
			for _, n := range proxyNames() {
				if fmt.Sprint(after[n]) != fmt.Sprint(before[n]) {
					t.Errorf("%s is %v, was %v", n, after[n], before[n])
				}
			}
		})
	}
}

// TestProxyKilled kills Terraform and the provider at the write. After a change or a destroy the next run goes on as if
// nothing had been; after a create, what was there before is not known any more, and the plan says so.
func TestProxyKilled(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before []string // commands that come first
		args   []string
		left   string // the proxy after a destroy
	}{
		"create":  {nil, []string{"apply", "-auto-approve"}, "1 proxy.example 8080 0 CORP\\svc-proxy"},
		"change":  {[]string{"apply", "-auto-approve"}, []string{"apply", "-auto-approve", "-var=port=81"}, "0  80 1 "},
		"destroy": {[]string{"apply", "-auto-approve"}, []string{"destroy", "-auto-approve"}, "0  80 1 "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			p := e.Process("variable \"port\" {\n  default = 8080\n}\n" + e.proxyConfig("admin", Attrs{"proxy_port": "var.port"}))
			if tt.before != nil {
				p.want(0, append(tt.before, "-no-color", "-input=false")...)
			}
			e.killAtPut(p, append(tt.args, "-no-color", "-input=false")...)
			if name == "create" {
				e.sees(p.plan(2), "If an earlier apply of this configuration was interrupted, what was there before that is not known any more")
			}
			p.apply()
			p.plan(0)
			p.destroy()
			if err := e.proxied(tt.left)(nil); err != nil {
				t.Error(err)
			}
		})
	}
}

// killAtPut runs a command and kills it when its write has been done, and nobody has been told.
func (e *Env) killAtPut(p *process, args ...string) {
	e.t.Helper()
	var cmd atomic.Pointer[exec.Cmd]
	var struck atomic.Bool
	started := make(chan struct{})
	remove, err := e.Lab.Recorder().Inject(wire.Fault{Kind: wire.KindAdminService, Method: http.MethodPut, Times: 1, LoseAnswer: true, OnStrike: func() {
		<-started
		struck.Store(true)
		if err := cli.Kill(cmd.Load()); err != nil {
			e.t.Errorf("killing the run: %v", err)
		}
	}})
	if err != nil {
		e.t.Fatal(err)
	}
	defer remove()
	one := p.Command(context.Background(), args...)
	if err := one.Start(); err != nil {
		e.t.Fatal(err)
	}
	cmd.Store(one)
	close(started)
	if err := one.Wait(); err == nil || !struck.Load() {
		e.t.Fatalf("killed: %t, the run: %v", struck.Load(), err)
	}
}

// TestProxySecrets: what the rows hold is nowhere in what Terraform writes, be it the log at level TRACE, or the error of a
// site that quotes the row.
func TestProxySecrets(t *testing.T) {
	t.Parallel()
	e := New(t)
	secrets := e.Tenant("contoso").RowSecrets()
	if len(secrets) != 1 {
		t.Fatalf("%d secrets: this would show nothing", len(secrets))
	}
	log := filepath.Join(t.TempDir(), "trace.log")
	config := e.Provider("admin", Attrs{"client_secret": ""}) + Resource("service_connection_point_proxy", ServiceConnectionPointProxyAttrs())
	p := e.Process(config, "ARM_CLIENT_SECRET="+e.Client("admin").Secret, "TF_LOG=TRACE", "TF_LOG_PATH="+log, "AZURE_SDK_GO_LOGGING=all")
	quoting := fmt.Sprintf(`{"error":{"code":"400","message":"the value '%s' of Value1 is not taken"}}`, secrets[0])
	e.Fault(wire.Fault{Kind: wire.KindAdminService, Method: http.MethodPut, Status: http.StatusBadRequest, Body: []byte(quoting), Times: 1})
	out := p.want(1, "apply", "-no-color", "-input=false", "-auto-approve")
	e.sees(out, "answered 400 Bad Request: the message is left out, since it quotes what the row holds")
	out += p.apply()
	e.Drift(proxyChange("UseProxy.Value", 0))
	out += p.want(0, "plan", "-no-color", "-input=false", "-out=saved.plan")
	out += p.want(0, "show", "-no-color", "-json", "saved.plan")
	out += p.want(0, "apply", "-no-color", "-input=false", "saved.plan")
	out += p.destroy()
	secrets = append(secrets, e.Lab.World().Secrets().All()...)
	requireNone(t, "the output", out, secrets)
	requireNone(t, "the log", readFile(t, log), secrets)
	requireNoneBelow(t, p.Dir, secrets)
}
