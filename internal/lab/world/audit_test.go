package world

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"
)

// activities are those of the audit log of Entra, with who did it.
func activities(t *Tenant) string {
	out := []string{}
	for _, a := range t.DirectoryAudits() {
		changed := []string{}
		for _, target := range a.Targets {
			changed = append(changed, target.Changed...)
		}
		out = append(out, strings.TrimSpace(a.Activity)+" "+strings.Join(changed, ",")+" by "+a.By.User)
	}
	return strings.Join(out, "; ")
}

// messages are the ids of the audit messages of the site, with who did it and what they name.
func messages(t *Tenant) string {
	out := []string{}
	texts := map[any][]string{}
	for _, row := range t.Hierarchy.AuditRows(insStringClass) {
		texts[row["RecordID"]] = append(texts[row["RecordID"]], fmt.Sprint(row["InsStrValue"]))
	}
	for _, row := range t.Hierarchy.AuditRows(statusMessageClass) {
		out = append(out, fmt.Sprint(row["MessageID"])+" "+strings.Join(texts[row["RecordID"]], ","))
	}
	return strings.Join(out, "; ")
}

// TestAuditTrail: a drift is recorded as what the services make of it, by whom it was, and is no part of a dump.
func TestAuditTrail(t *testing.T) {
	w, clock := newWorld(t, func(s *Seed) { s.Tenant("contoso").SecurityProfiles = []string{"Servers"} })
	tenant := tenantOf(t, w)
	if activities(tenant) != "" || messages(tenant) != "" {
		t.Fatalf("at first: %s, %s", activities(tenant), messages(tenant))
	}
	before, err := w.Dump("")
	if err != nil {
		t.Fatal(err)
	}
	drift := func(c Change) {
		t.Helper()
		if _, err := tenant.Drift(c); err != nil {
			t.Fatal(err)
		}
	}
	client := map[string]any{"displayName": "lab client reader"}
	drift(Change{Object: "application", Match: client, Set: map[string]any{"notes": "x"}, By: "alice"})
	drift(Change{Object: "application", Match: client, Set: map[string]any{"notes": nil, "passwordCredentials": []any{}}})
	drift(Change{Object: "filteringProfile", Set: map[string]any{"state": "disabled"}})
	drift(Change{Object: "filteringProfile", Set: map[string]any{"state": "enabled"}})
	want := "Update application Notes by alice@contoso.example; Update application – Certificates and secrets management KeyDescription by first.admin@contoso.example; " +
		"Update application Notes by first.admin@contoso.example; Update Filtering Policy Profile  by first.admin@contoso.example; Update Filtering Policy Profile  by first.admin@contoso.example"
	if got := activities(tenant); got != want {
		t.Errorf("got %s", got)
	}
	drift(Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": tenant.ID}, Set: map[string]any{"CollectionSiteID": "P0100014"}, By: "alice"})
	drift(Change{Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": tenant.ID}, Delete: true})
	drift(Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "x"}})
	drift(Change{Object: "SMS_Collection", Match: map[string]any{"CollectionID": "P0100014"}, Set: map[string]any{"Name": "Pilot"}})
	drift(Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"Name": "T", "TenantID": "t"}})
	drift(Change{Object: "SMS_AAD_Tenant_Ex", Delete: true})
	want = `53005 CORP\alice,P0100014; 53005 CORP\first.admin,; 30016 CORP\first.admin,P0100014,x; 30016 CORP\first.admin,P0100014,Pilot; 53001 CORP\first.admin,T,t; 53003 CORP\first.admin,T,t`
	if got := messages(tenant); got != want {
		t.Errorf("got %s", got)
	}
	if rows := tenant.Hierarchy.AuditRows(attributeClass); len(rows) != 6+3 || rows[0]["AttributeValue"] != `CORP\alice` || rows[1]["AttributeValue"] != "P0100014" {
		t.Errorf("attributes %v", rows)
	}
	after, err := w.Dump("")
	if err != nil || bytes.Contains(after, []byte("alice")) || len(before)-len(after) < 0 {
		t.Errorf("the trail is in the dump: %v", err)
	}

	tenant.SetAudit(AuditOptions{Delay: time.Minute, Keep: time.Hour})
	if activities(tenant) != "" || messages(tenant) != "" {
		t.Error("entries appear at once")
	}
	clock.Advance(time.Minute)
	if activities(tenant) == "" || messages(tenant) == "" {
		t.Error("entries do not appear")
	}
	clock.Advance(time.Hour)
	if activities(tenant) != "" || messages(tenant) != "" {
		t.Error("entries are kept for ever")
	}
	tenant.SetAudit(AuditOptions{})
	w.Reset()
	if activities(tenant) != "" || messages(tenant) != "" {
		t.Error("a reset leaves entries")
	}
	tenant.RecordIntune(IntuneAudit{Activity: "Enable TenantAttachRBAC", By: tenant.Person("alice")})
	if got := tenant.IntuneAudits(); len(got) != 1 || got[0].By.User != "alice@contoso.example" || got[0].ID == "" {
		t.Errorf("got %v", got)
	}
}

// TestUpdateIsNotRecorded: what a test arranges leaves nothing in the logs, and what fails neither.
func TestUpdateIsNotRecorded(t *testing.T) {
	w, _ := newWorld(t)
	tenant := tenantOf(t, w)
	add := func(s *Snapshot) error { s.Applications["x"] = Application{ID: "x"}; return nil }
	fail := func(s *Snapshot) error { s.Applications["y"] = Application{ID: "y"}; return fmt.Errorf("no") }
	if err := tenant.Directory.Update(add); err != nil || tenant.Directory.UpdateBy(Actor{}, fail) == nil || activities(tenant) != "" {
		t.Errorf("%v, %s", err, activities(tenant))
	}
	if err := tenant.Hierarchy.UpdateBy(Actor{}, func(tables *Tables) error { tables.Mappings["x"] = "y"; return fmt.Errorf("no") }); err == nil || messages(tenant) != "" {
		t.Errorf("%v, %s", err, messages(tenant))
	}
}
