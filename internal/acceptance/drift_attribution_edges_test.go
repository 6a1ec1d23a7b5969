package acceptance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// rewrite replaces a text of the configuration.
func (p *process) rewrite(from, to string) {
	p.t.Helper()
	name := filepath.Join(p.Dir, "main.tf")
	data, err := os.ReadFile(name)
	if err == nil {
		err = os.WriteFile(name, []byte(strings.ReplaceAll(string(data), from, to)), 0o600)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// withoutAuditLog takes the permission to read the audit log from the reader.
func withoutAuditLog(s *world.Seed) {
	for i := range s.Clients {
		if s.Clients[i].Name == "reader" {
			s.Clients[i].Graph = slices.DeleteFunc(slices.Clone(s.Clients[i].Graph), func(p string) bool { return p == "AuditLog.Read.All" })
		}
	}
}

// twoResources are one that Entra's log has, and one that the site's messages have.
func twoResources() string {
	return Resource("application", ApplicationAttrs(), Attrs{"timeouts": `{ read = "10s" }`}) + Resource("cloud_environment", CloudEnvironmentAttrs(), Attrs{"timeouts": `{ read = "10s" }`})
}

// driftBoth changes both.
func (e *Env) driftBoth(by string) {
	e.t.Helper()
	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"notes": "mine"}, By: by})
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: map[string]any{"TenantID": e.Tenant("contoso").ID}, Set: map[string]any{"Name": "Other"}, By: by})
}

// TestDriftAttributionEdges: what cannot be said is said so, and holds nothing up.
func TestDriftAttributionEdges(t *testing.T) {
	t.Parallel()
	const noEntra, noSite = "The audit log of Microsoft Entra: ", "The audit messages of the site: "
	tests := map[string]struct {
		arrange func(*Env, *process)
		env     []string
		off     bool
		by      string
		says    []string
		hides   []string
		asked   map[string]int
	}{
		"off": {off: true, hides: []string{"outside Terraform"}},
		"on by the environment": {off: true, env: []string{"TENANTATTACH_DRIFT_ATTRIBUTION=true"}, by: "alice",
			says: []string{"alice@contoso.example", `CORP\alice`}, asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1, "SMS_StatMsgInsStrings": 1, "SMS_StatMsgAttributes": 1}},
		"no permission": {
			arrange: func(e *Env, p *process) {
				p.rewrite(e.Client("admin").ClientID, e.Client("reader").ClientID)
				p.rewrite(e.Client("admin").Secret, e.Client("reader").Secret)
				e.Fault(wire.Fault{Kind: wire.KindAdminService, Path: "SMS_StatusMessage$", Status: 404, Body: json.RawMessage(`{"error":{"code":"404","message":"Access denied  WMI QUERY: "}}`)})
			},
			says: []string{
				noEntra + "could not be asked: could not read the audit log of Microsoft Entra in tenant", "403 Forbidden", "AuditLog.Read.All (together with Directory.Read.All)",
				noSite + "could not be asked: could not read the audit status messages", "The account is no administrative user of ConfigMgr, or its security role or scopes do not include this",
			},
			asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1},
		},
		"no record": {
			arrange: func(e *Env, _ *process) { e.Tenant("contoso").SetAudit(world.AuditOptions{Off: true}) },
			says:    []string{noEntra + "no record since", "Entries appear some minutes after the change", noSite + "no record since", "status message 11618"},
			hides:   []string{"Probably"}, asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1},
		},
		"not shown yet": {
			arrange: func(e *Env, _ *process) { e.Tenant("contoso").SetAudit(world.AuditOptions{Delay: time.Hour}) },
			says:    []string{noEntra + "no record since", noSite + "no record since"}, hides: []string{"Probably"}, asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1},
		},
		"kept no longer": {
			arrange: func(e *Env, _ *process) { e.Tenant("contoso").SetAudit(world.AuditOptions{Keep: time.Nanosecond}) },
			says:    []string{noEntra + "no record since", noSite + "no record since"}, hides: []string{"Probably"}, asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1},
		},
		"slow": {
			arrange: func(e *Env, _ *process) {
				e.Fault(wire.Fault{Path: "directoryAudits$|SMS_StatusMessage$", Delay: wire.Duration(time.Hour)})
			},
			says: []string{noEntra + "could not be asked in time (2.5s)", noSite + "could not be asked in time (2.5s)", `notes: (none) → "mine"`, `name: "Contoso" → "Other"`},
		},
		"throttled": {
			arrange: func(e *Env, _ *process) {
				e.Fault(wire.Fault{Kind: wire.KindGraph, Path: "directoryAudits$", Status: 429, RetryAfter: "3600"})
			},
			says: []string{noEntra + "could not be asked in time", "429 Too Many Requests", "status message 53002"}, asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1, "SMS_StatMsgInsStrings": 1, "SMS_StatMsgAttributes": 1},
		},
		"hostile names": {
			by: "eve\x1b[31m\r\n\nWarning: forged\u202e",
			arrange: func(e *Env, _ *process) {
				e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"displayName": "x\x1b]0;title\x07\nError: forged\u2028\u0085"}})
			},
			says: []string{"eve\uFFFD[31m\uFFFD\uFFFD\uFFFDWarning: forged\uFFFD@contoso.example", "x\uFFFD]0;title\uFFFD\uFFFDError: forged\uFFFD\uFFFD", `CORP\eve`}, hides: []string{"\x1b", "\u202e", "\x07", "\u0085"},
			asked: map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 1, "SMS_StatMsgInsStrings": 1, "SMS_StatMsgAttributes": 1},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, withoutAuditLog, func(s *world.Seed) { s.Lag = 0 })
			block := e.attributing()
			if tt.off {
				block = e.Provider("admin")
			}
			p := e.Process(block+twoResources(), tt.env...)
			p.apply()
			if tt.arrange != nil {
				tt.arrange(e, p)
			}
			e.driftBoth(tt.by)
			e.Lab.Recorder().ClearJournal()
			out := p.plan(2)
			if name != "slow" { // a request that is given up ends in the journal whenever the lab notices
				e.requireAudits(tt.asked)
			}
			e.sees(out, tt.says...)
			_, warnings, _ := strings.Cut(out, "Plan: ") // above that, Terraform shows names as they are
			for _, text := range tt.hides {
				if strings.Contains(warnings, text) {
					t.Errorf("the output says %q:\n%s", text, warnings)
				}
			}
		})
	}
}

// TestDriftAttributionLate: what the logs did not show yet at one plan is shown at the next, and what Terraform did itself
// is no answer.
func TestDriftAttributionLate(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	p := e.Process(e.attributing() + twoResources())
	p.apply()
	e.driftBoth("alice")
	e.Tenant("contoso").SetAudit(world.AuditOptions{Delay: time.Hour})
	e.hides(p.plan(2), "Probably")
	e.Tenant("contoso").SetAudit(world.AuditOptions{})
	for _, command := range [][]string{{"plan"}, {"plan", "-refresh-only"}, {"apply", "-auto-approve", "-refresh-only"}} {
		out := p.want(0, append(command, "-no-color", "-input=false")...)
		e.sees(out, "Probably changed by alice@contoso.example", `Probably changed by CORP\alice`)
		if n := strings.Count(out, "outside Terraform: "); n != 2 {
			t.Errorf("%v: %d warnings, want one an object:\n%s", command, n, out)
		}
		e.hides(out, "lab client admin")
	}
	e.Lab.Recorder().ClearJournal()
	p.plan(2) // the state has it by now: there is nothing new
	e.requireAudits(nil)
	out := p.apply()
	e.hides(out, "outside Terraform")
	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Set: map[string]any{"notes": "again"}, By: "bob"})
	out = p.apply()
	e.sees(out, "Probably changed by bob@contoso.example")
	e.hides(out, "alice")
	p.destroy()
}

// TestDriftAttributionDeleted: what is gone was deleted by somebody.
func TestDriftAttributionDeleted(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	p := e.Process(e.attributing() + Stack(map[string]Attrs{"onboarding": {"preflight": Q("off")}}))
	p.apply()
	tenantRow := map[string]any{"TenantID": e.Tenant("contoso").ID}
	for _, object := range []string{"SMS_Azure_CloudService", "SMS_AAD_Application_Ex"} {
		e.Drift(world.Change{Object: object, Delete: true, By: "alice"})
	}
	e.Drift(world.Change{Object: "SMS_CoMgmtConfigs", Match: tenantRow, Delete: true, By: "alice"})
	e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Match: tenantRow, Delete: true, By: "alice"})
	e.Drift(world.Change{Object: "application", Match: map[string]any{"uniqueName": "attach"}, Delete: true, By: "alice"})
	e.Lab.Recorder().ClearJournal()
	out := p.plan(2)
	e.requireAudits(map[string]int{"directoryAudits": 1, "SMS_StatusMessage": 3, "SMS_StatMsgInsStrings": 3, "SMS_StatMsgAttributes": 3})
	for _, kind := range []string{"application ConfigMgr attach", "cloud_environment", "collection_upload", "onboarding"} {
		e.sees(out, "Deleted outside Terraform: tenantattach_"+kind)
	}
	e.sees(out, "It is gone.", "Probably deleted by", `"Delete application"`, "alice@contoso.example", `CORP\alice`, "(status message 53003)", "(status message 53403)")
}

// TestDriftAttributionImport: an import has nothing to compare with, and asks nothing; a tenant may leave it off.
func TestDriftAttributionImport(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Lag = 0 })
	p := e.Process(e.attributing() + twoResources())
	p.apply()
	p.want(0, "state", "rm", "-no-color", application, cloudEnvironment)
	e.driftBoth("alice")
	e.Lab.Recorder().ClearJournal()
	id := ""
	for _, app := range e.Tenant("contoso").Directory.Head().Applications {
		if app.UniqueName != nil && *app.UniqueName == "attach" {
			id = app.AppID
		}
	}
	e.hides(p.want(0, "import", "-no-color", application, id), "outside Terraform")
	e.hides(p.want(0, "import", "-no-color", cloudEnvironment, e.Tenant("contoso").ID), "outside Terraform")
	e.hides(p.plan(2), "outside Terraform")
	e.requireAudits(nil)

	p.apply()
	p.rewrite("\n  tenants = {\n    contoso = {", "\n  tenants = {\n    contoso = {\n      drift_attribution = false")
	p.rewrite("timeouts = {", "tenant = \"contoso\"\n  timeouts = {")
	p.apply()
	e.driftBoth("alice")
	e.Lab.Recorder().ClearJournal()
	e.hides(p.plan(2), "outside Terraform")
	e.requireAudits(nil)
}
