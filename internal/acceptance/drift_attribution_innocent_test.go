package acceptance

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestDriftAttributionInnocents: whoever did something else is not named, or is not said to have done it.
func TestDriftAttributionInnocents(t *testing.T) {
	t.Parallel()
	const kind = "These audit messages are of a kind that may be it; none names the object:"
	tests := map[string]struct {
		config string // besides that of the provider and the registration of the tenant
		drift  func(*Env)
		exit   int
		says   []string
		hides  []string
	}{
		"edits of a collection that was mapped": {
			config: Resource("collection_upload", CollectionUploadAttrs()),
			drift: func(e *Env) {
				e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: e.tenantRow(), Set: map[string]any{"CollectionSiteID": "P0100020"}, By: "alice"})
				e.Drift(world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100020"}, Set: map[string]any{"Name": "Renamed"}, By: "bob"})
			},
			exit: 2, says: []string{`scope: "P0100014" → "P0100020"`, `Probably changed by CORP\alice`}, hides: []string{"bob", "30016"},
		},
		"edits of settings when a collection was renamed": {
			config: Resource("collection_upload", CollectionUploadAttrs()),
			drift: func(e *Env) {
				e.Drift(world.Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "Renamed"}, By: "alice"})
				e.fabrikam("bob")
			},
			exit: 0, says: []string{`collection_name: "Pilot" → "Renamed"`, `Probably changed by CORP\alice`, "30016"}, hides: []string{"bob"},
		},
		"a user who is called like the tenant": {
			drift: func(e *Env) {
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: e.tenantRow(), Set: map[string]any{"Name": "Other"}, By: "alice"})
				e.fabrikam("contoso")
			},
			exit: 2, says: []string{`Probably changed by CORP\alice`, "matched by object and time: inferred"}, hides: []string{`CORP\contoso`},
		},
		"only what names something else": {
			drift: func(e *Env) {
				e.Tenant("contoso").SetAudit(world.AuditOptions{Off: true})
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: e.tenantRow(), Set: map[string]any{"Name": "Other"}, By: "alice"})
				e.Tenant("contoso").SetAudit(world.AuditOptions{})
				e.fabrikam("bob")
			},
			exit: 2, says: []string{kind, `- CORP\bob`, "matched by kind and time only: inferred"}, hides: []string{"Probably"},
		},
		"texts that cannot be read": {
			drift: func(e *Env) {
				e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: e.tenantRow(), Set: map[string]any{"Name": "Other"}, By: "alice"})
				e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: "SMS_StatMsgInsStrings$", Status: 400, Body: json.RawMessage(`{"error":{"code":"400","message":"no"}}`)})
			},
			exit: 2, says: []string{"none is seen to name the object", `CORP\alice`, "its details could not be read", "could not read the texts of the status messages"}, hides: []string{"Probably", kind},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, func(s *world.Seed) { s.Lag = 0 })
			p := e.Process(e.attributing() + Resource("cloud_environment", CloudEnvironmentAttrs()) + tt.config)
			p.apply()
			tt.drift(e)
			out := p.plan(tt.exit)
			e.sees(out, append([]string{"Changed outside Terraform"}, tt.says...)...)
			e.hides(out, tt.hides...)
		})
	}
}

func (e *Env) tenantRow() map[string]any { return map[string]any{"TenantID": e.Tenant("contoso").ID} }

// fabrikam registers another tenant at the hierarchy.
func (e *Env) fabrikam(by string) {
	e.t.Helper()
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"Name": "Fabrikam", "TenantID": world.NewID()}, By: by})
}

// TestDriftAttributionPages: a log with many entries is read on, not for ever, and no further than it was read is said.
func TestDriftAttributionPages(t *testing.T) {
	t.Parallel()
	e := New(t, readsIntuneAudits, func(s *world.Seed) { s.Lag = 0 })
	p := e.Process(e.attributing() + Resource("intune_rbac", Attrs{"enabled": "true"}))
	p.apply()
	e.Drift(world.Change{Object: "tenantAttachRBAC", Set: map[string]any{"enabled": false}, By: "alice"})
	others := func(n int) {
		for range n {
			e.Tenant("contoso").RecordIntune(world.IntuneAudit{Activity: "Patch DeviceConfiguration", By: e.Tenant("contoso").Person("bob"), Resource: world.AuditTarget{Type: "DeviceConfiguration", Name: "TenantAttachRBAC"}})
		}
	}
	others(60)
	e.Lab.Recorder().ClearJournal()
	out := p.plan(2)
	e.sees(out, "Probably changed by alice@contoso.example", `"Enable TenantAttachRBAC"`)
	e.hides(out, "bob", "newest entries")
	e.requireAudits(map[string]int{"auditEvents": 2})

	others(240)
	e.Lab.Recorder().ClearJournal()
	out = p.plan(2)
	e.sees(out, "The audit log of Intune: nothing that fits among the 250 newest entries; older ones were not read")
	e.hides(out, "bob", "alice", "no record", "Probably")
	e.requireAudits(map[string]int{"auditEvents": 5})
}

// TestDriftAttributionOwn: what the identity of Terraform has done is said to be that; others come before it.
func TestDriftAttributionOwn(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	config := func(notes string) string {
		return e.attributing() + Resource("application", ApplicationAttrs(), Attrs{"notes": Q(notes)})
	}
	p := e.Process(config("first"))
	p.apply()
	other := e.Process(config("second"))
	app, _ := e.attachApp()
	other.want(0, "import", "-no-color", application, app.AppID)
	other.apply()
	const own = "this is the identity that Terraform uses here"
	out := p.plan(2)
	e.sees(out, "Differs from the state: tenantattach_application", `notes: "first" → "second"`, `"Update application" (Notes)`, own)
	e.hides(out, "outside Terraform: ")

	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"notes": "third"}, By: "alice"})
	other.apply() // after alice
	out = p.plan(2)
	e.sees(out, "Changed outside Terraform: tenantattach_application", "newest first, Terraform's own last", own)
	if alice, self := said("- alice@contoso.example").FindStringIndex(out), said(own).FindStringIndex(out); alice == nil || self == nil || alice[0] > self[0] {
		t.Errorf("alice does not come first:\n%s", out)
	}
}

// TestDriftAttributionSilence: a log that hangs is waited for once, and not for each object.
func TestDriftAttributionSilence(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	quick := Attrs{"timeouts": `{ read = "10s" }`}
	p := e.Process(e.attributing() + Resource("cloud_environment", CloudEnvironmentAttrs(), quick) + Resource("collection_upload", CollectionUploadAttrs(), quick))
	p.apply()
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: e.tenantRow(), Set: map[string]any{"Name": "Other"}})
	e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: e.tenantRow(), Set: map[string]any{"CollectionSiteID": "P0100020"}})
	e.Fault(wire.Fault{Path: "SMS_StatusMessage$", Delay: wire.Duration(time.Hour)})
	out := p.want(2, "plan", "-no-color", "-input=false", "-detailed-exitcode", "-parallelism=1")
	for text, n := range map[string]int{"The audit messages of the site: could not be asked in time (2.5s)": 1, "The audit messages of the site: not asked again, since it could not be asked in time (2.5s) at": 1, "Changed outside Terraform: ": 2} {
		if got := len(said(text).FindAllString(out, -1)); got != n {
			t.Errorf("%q %d times, want %d:\n%s", text, got, n, out)
		}
	}
}
