package acceptance

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// attributing is the provider block of the admin that asks who has changed what.
func (e *Env) attributing() string { return e.Provider("admin", Attrs{"drift_attribution": "true"}) }

// audited are the requests to the audit logs in the journal, as counts by their last segment.
func (e *Env) audited() map[string]int {
	counts := map[string]int{}
	for _, r := range e.Lab.Recorder().Journal() {
		last := r.Path[strings.LastIndex(r.Path, "/")+1:]
		switch last {
		case "directoryAudits", "auditEvents", "SMS_StatusMessage", "SMS_StatMsgInsStrings", "SMS_StatMsgAttributes":
			counts[last]++
		}
	}
	return counts
}

// requireAudits checks the requests to the audit logs since the journal was cleared.
func (e *Env) requireAudits(want map[string]int) {
	e.t.Helper()
	got := e.audited()
	for name, n := range want {
		if got[name] != n {
			e.t.Errorf("%d requests for %s, want %d", got[name], name, n)
		}
		delete(got, name)
	}
	for name, n := range got {
		e.t.Errorf("%d requests for %s, want none", n, name)
	}
}

// inEntra and atSite are the requests of one question to either log.
func inEntra() map[string]int { return map[string]int{"directoryAudits": 1} }

func atSite() map[string]int {
	return map[string]int{"SMS_StatusMessage": 1, "SMS_StatMsgInsStrings": 1, "SMS_StatMsgAttributes": 1}
}

// readsIntuneAudits lets the admin read the audit log of Intune.
func readsIntuneAudits(s *world.Seed) {
	for i := range s.Clients {
		if s.Clients[i].Name == "admin" {
			s.Clients[i].Graph = append(s.Clients[i].Graph, "DeviceManagementApps.Read.All")
		}
	}
}

// attributed is what somebody changes, and what the next plan says of it.
type attributed struct {
	name    string
	changes []world.Change
	kind    string // of the resource
	says    []string
	asked   map[string]int
	exit    int           // of the plan
	repair  *world.Change // what Terraform does not repair
}

// TestDriftAttribution: each resource says who has changed it, when and how, in one warning, from one query of each log.
func TestDriftAttribution(t *testing.T) {
	t.Parallel()
	e := New(t, withProfiles, readsIntuneAudits, func(s *world.Seed) { s.Lag = 0 })
	app := map[string]any{"uniqueName": "attach"}
	tenantRow := map[string]any{"TenantID": e.Tenant("contoso").ID}
	p := e.Process(e.attributing() + Stack(map[string]Attrs{"onboarding": {"preflight": Q("off")}}) + Resource("service_connection_point_proxy", ServiceConnectionPointProxyAttrs()) + Resource("endpoint_allowlist", publishAttrs()) + Resource("intune_rbac", Attrs{"enabled": "true"}))
	p.apply()

	e.Lab.Recorder().ClearJournal()
	e.hides(p.plan(0), "outside Terraform")
	e.requireAudits(nil)

	tests := []attributed{
		{
			"application", []world.Change{{Object: "application", Match: app, Set: map[string]any{"notes": "mine"}}}, "tenantattach_application",
			[]string{`notes: (none) → "mine"`, `Probably changed by alice@contoso.example,`, `"Update application" (Notes)`, "(the audit log of Microsoft Entra, matched by object, kind of change and time: inferred)"}, inEntra(), 2, nil,
		},
		{
			"consent", []world.Change{{Object: "appRoleAssignment", Match: map[string]any{"principalDisplayName": "ConfigMgr attach", "appRoleId": "a7a0e953-7ed2-423c-849f-9d78b5e44612"}, Delete: true}}, "tenantattach_application",
			[]string{"admin_consent: true → false", "alice@contoso.example", `"Remove app role assignment from service principal"`}, inEntra(), 2, nil,
		},
		{
			"secret", []world.Change{{Object: "application", Match: app, Set: map[string]any{"passwordCredentials": []any{}}}}, "tenantattach_onboarding",
			[]string{`secret_status: "current" → "missing_in_entra"`, "alice@contoso.example", `"Update application – Certificates and secrets management" (KeyDescription)`}, inEntra(), 2, nil,
		},
		{
			"several changes", []world.Change{
				{Object: "application", Match: app, Set: map[string]any{"notes": "mine"}}, {Object: "application", Match: app, Set: map[string]any{"displayName": "Mine"}},
				{Object: "servicePrincipal", Match: map[string]any{"displayName": "ConfigMgr attach"}, Set: map[string]any{"accountEnabled": false}},
			}, "tenantattach_application",
			[]string{`display_name: "ConfigMgr attach" → "Mine"`, "enabled: true → false", `notes: (none) → "mine"`, "one of these, newest first:", `"Update service principal" (AccountEnabled)`, `"Update application" (DisplayName)`, `"Update application" (Notes)`}, inEntra(), 2, nil,
		},
		{
			"service principal deleted", []world.Change{
				{Object: "application", Match: app, Set: map[string]any{"notes": "mine"}},
				{Object: "servicePrincipal", Match: map[string]any{"displayName": "ConfigMgr attach"}, Delete: true},
			}, "tenantattach_application",
			[]string{"service_principal_id: ", `notes: (none) → "mine"`, "one of these, newest first:", `"Remove service principal"`, `"Update application" (Notes)`}, inEntra(), 2, nil,
		},
		{
			"registration", []world.Change{{Object: "SMS_AAD_Tenant_Ex", Match: tenantRow, Set: map[string]any{"Name": "Other"}}}, "tenantattach_cloud_environment",
			[]string{`name: "Contoso" → "Other"`, `Probably changed by CORP\alice,`, "console (status message 53002)", "(the audit messages of the site, matched by object and time: inferred)"}, atSite(), 2, nil,
		},
		{
			"upload scope", []world.Change{{Object: "SMS_CoMgmtConfigs", Match: tenantRow, Set: map[string]any{"CollectionSiteID": "P0100020"}}}, "tenantattach_collection_upload",
			[]string{`collection_name: "Pilot" → "Servers"`, `scope: "P0100014" → "P0100020"`, `CORP\alice`, "console (status message 53005)", "matched by a changed value and time: inferred"}, atSite(), 2, nil,
		},
		{
			"collection renamed", []world.Change{{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "Others"}}}, "tenantattach_collection_upload",
			[]string{`collection_name: "Pilot" → "Others"`, `CORP\alice`, "console (status message 30016)"}, atSite(), 0, &world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "Pilot"}},
		},
		{
			"service", []world.Change{{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{}}}}, "tenantattach_onboarding",
			[]string{"upload_enabled: true → false", `CORP\alice`, "console (status message 53502)"}, atSite(), 2, nil,
		},
		{
			"proxy", []world.Change{proxyChange("ProxyServerPort.Value", 80)}, "tenantattach_service_connection_point_proxy",
			[]string{"proxy_port: 8080 → 80", `CORP\alice`, "console (status message 30037)"}, atSite(), 2, nil,
		},
		{
			"use of Intune RBAC", []world.Change{{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}}}, "tenantattach_intune_rbac",
			[]string{"enabled: true → false", "Probably changed by alice@contoso.example", `"Enable TenantAttachRBAC"`, "the audit log of Intune"}, map[string]int{"auditEvents": 1}, 2, nil,
		},
		{
			"published policy", []world.Change{{Object: "filteringPolicy", Set: map[string]any{"action": "block"}}}, "tenantattach_endpoint_allowlist",
			[]string{`published.action: "allow" → "block"`, "alice@contoso.example", `"Update Filtering Policy"`}, inEntra(), 2, nil,
		},
		{
			"policy deleted", []world.Change{{Object: "filteringProfile", Set: map[string]any{"policies": []any{}}}, {Object: "filteringPolicy", Delete: true}}, "tenantattach_endpoint_allowlist",
			[]string{"published: { ", "(none)", "alice@contoso.example", `"Delete Filtering Policy"`}, inEntra(), 2, nil,
		},
		{
			"service deleted", []world.Change{{Object: "SMS_Azure_CloudService", Delete: true}}, "tenantattach_onboarding",
			[]string{"service_row_id: ", "→ (none)", `CORP\alice`, "console (status message 53503)"}, atSite(), 2, nil,
		},
	}
	for _, tt := range tests {
		t.Log(tt.name)
		for _, c := range tt.changes {
			c.By = "alice"
			e.Drift(c)
		}
		e.Lab.Recorder().ClearJournal()
		out := p.plan(tt.exit)
		e.requireAudits(tt.asked)
		e.sees(out, append([]string{"Changed outside Terraform: " + tt.kind}, tt.says...)...)
		if n := strings.Count(out, "outside Terraform: "); n != 1 {
			t.Errorf("%d warnings:\n%s", n, out)
		}
		if tt.repair != nil {
			e.Drift(*tt.repair)
		}
		p.apply()
	}
	for name := range resourceSchemas() {
		if !slices.ContainsFunc(tests, func(tt attributed) bool { return tt.kind == "tenantattach_"+name }) {
			t.Errorf("no drift of %s is attributed", name)
		}
	}
	e.Lab.Recorder().ClearJournal()
	e.hides(p.plan(0), "outside Terraform")
	e.requireAudits(nil)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}
