package acceptance

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// wholeStack is every resource of the provider, with the list published.
func wholeStack() string {
	return Stack(nil) + Resource("intune_rbac", Attrs{"enabled": "true"}) +
		Resource("service_connection_point_proxy", Attrs{"proxy_server": Q("proxy.example"), "proxy_port": "8080"}) + Resource("endpoint_allowlist", publishAttrs())
}

// manyCollections gives the site of contoso more collections than a page has.
func manyCollections(s *world.Seed) {
	t := s.Tenant("contoso")
	for i := range 2500 {
		t.Collections = append(t.Collections, world.CollectionSeed{ID: fmt.Sprintf("P01%05X", 0x1000+i), Name: fmt.Sprintf("Office %d", i), Type: 2, LimitTo: "SMS00001", Members: 0})
	}
}

// TestRefreshRequests: a refresh of everything asks for no more than the budget of design.md, whatever the number of
// collections, and the next run sees what has drifted meanwhile.
func TestRefreshRequests(t *testing.T) {
	t.Parallel()
	e := New(t, shared, withProfiles, manyCollections)
	p := e.Process(e.Provider("admin") + wholeStack())
	p.apply()
	e.Lab.Recorder().ClearJournal()
	p.plan(0)
	e.requests(map[string]int{wire.KindGraph: 3, wire.KindAdminService: 7, "token": 2})

	// One object of each service that is read together with others, or instead of another.
	for _, change := range []world.Change{
		{Object: "application", Match: map[string]any{"displayName": "ConfigMgr attach"}, Set: map[string]any{"notes": "by hand"}},
		{Object: "filteringPolicy", Match: map[string]any{"name": "Tenant attach"}, Set: map[string]any{"description": "by hand"}},
		{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}},
		{Object: "SMS_AAD_Tenant_Ex", Match: map[string]any{"Name": "Contoso"}, Set: map[string]any{"Name": "By hand"}},
	} {
		e.Drift(change)
	}
	p.repairs(cli.Changes{
		application: {"notes"}, "tenantattach_endpoint_allowlist.this": {"publish_to_global_secure_access"}, "tenantattach_intune_rbac.this": {"enabled"}, cloudEnvironment: {"name"},
	})
	p.plan(0)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// requests checks how many requests were made, at most, by kind; those for tokens are counted apart from what a sign-in
// library asks for before.
func (e *Env) requests(most map[string]int) {
	e.t.Helper()
	got := map[string]int{}
	for _, entry := range e.Lab.Recorder().Journal() {
		kind := entry.Kind
		if strings.HasSuffix(entry.Path, "/token") {
			kind = "token"
		}
		if got[kind]++; got[kind] > most[kind] && most[kind] > 0 {
			e.t.Errorf("request %d for %s: %s %s %v", got[kind], kind, entry.Method, entry.Path, entry.Parts)
		}
	}
	if got[wire.KindGraph] == 0 || got[wire.KindAdminService] == 0 {
		e.t.Errorf("nothing was asked: %v", got)
	}
}
