package msgraph

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func auditsPath(path, filter string, more ...string) string {
	v := url.Values{"$filter": {filter}}
	for i := 0; i+1 < len(more); i += 2 {
		v.Set(more[i], more[i+1])
	}
	return path + "?" + v.Encode()
}

const directoryAudits, auditEvents = "auditLogs/directoryAudits", "deviceManagement/auditEvents"

// TestDirectoryAudits: every write is recorded with who did it, and found by its target; only known filters are taken.
func TestDirectoryAudits(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	first := u.createApp("a").text("id")
	l.clock.Advance(time.Minute)
	since := l.clock.Now().UTC().Format(time.RFC3339)
	second := u.createApp("b").text("id")
	u.do(http.MethodPatch, "applications/"+second, `{"notes":"x"}`).want(http.StatusNoContent)
	u.do(http.MethodPost, "applications/"+second+"/addPassword", `{"passwordCredential":{}}`).want(http.StatusOK)
	u.do(http.MethodDelete, "applications/"+second, "").want(http.StatusNoContent)

	reader := l.as(auditRead, directoryRead)
	target := func(id string) string { return "targetResources/any(t:t/id eq '" + id + "')" }
	from := "activityDateTime ge 2026-05-01T12:00:00Z and "
	got := []string{}
	for _, entry := range reader.get(auditsPath(directoryAudits, from+"("+target(second)+")", "$orderby", "activityDateTime desc", "$top", "50")).want(http.StatusOK).values() {
		got = append(got, entry["activityDisplayName"].(string)) //nolint:forcetypeassert // a test
		by, _ := entry["initiatedBy"].(map[string]any)
		if app, _ := by["app"].(map[string]any); app["appId"] != u.appID || by["user"] != nil {
			t.Errorf("by %v", by)
		}
	}
	if want := []string{"Delete application", "Update application – Certificates and secrets management ", "Update application", "Add application"}; len(got) != len(want) || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || got[3] != want[3] {
		t.Errorf("got %q", got)
	}
	for filter, want := range map[string]int{
		from + "(" + target(first) + ")":                                1,
		from + "(" + target(first) + " or " + target(second) + ")":      5,
		"activityDateTime ge " + since + " and (" + target(first) + ")": 0,
		"activityDateTime ge " + since:                                  4,
		from + "(" + target(world.NewID()) + ")":                        0,
	} {
		if n := len(reader.get(auditsPath(directoryAudits, filter)).want(http.StatusOK).values()); n != want {
			t.Errorf("%s: %d entries, want %d", filter, n, want)
		}
	}
	for _, bad := range []string{"activityDateTime ge yesterday", "category eq 'x'", from + target(first), from + "(" + target("a' or 'b") + ")", from + "(" + target(first) + " and " + target(second) + ")"} {
		reader.get(auditsPath(directoryAudits, bad)).want(http.StatusBadRequest)
	}
	for _, more := range [][]string{{"$orderby", "category"}, {"$top", "0"}, {"$top", "1001"}, {"$select", "id"}} {
		reader.get(auditsPath(directoryAudits, "activityDateTime ge "+since, more...)).want(http.StatusBadRequest)
	}
	l.as(auditRead).get(auditsPath(directoryAudits, "activityDateTime ge "+since)).want(http.StatusForbidden)
	l.as(directoryRead).get(auditsPath(directoryAudits, "activityDateTime ge "+since)).want(http.StatusForbidden)
}

// TestIntuneAudits: the log of Intune, which takes no filter for resources.
func TestIntuneAudits(t *testing.T) {
	l := newLab(t)
	tenant := l.tenant("contoso")
	tenant.RecordIntune(world.IntuneAudit{Activity: "Enable TenantAttachRBAC", Category: "Role", By: tenant.Person("alice"), Resource: world.AuditTarget{Type: "TenantAttachRBAC", Changed: []string{"enabled"}}})
	u := l.as(appsRead)
	got := u.get(auditsPath(auditEvents, "activityDateTime ge 2026-05-01T00:00:00Z")).want(http.StatusOK).values()
	if len(got) != 1 || got[0]["activityType"] != "Enable TenantAttachRBAC" {
		t.Fatalf("got %v", got)
	}
	if actor, _ := got[0]["actor"].(map[string]any); actor["userPrincipalName"] != "alice@contoso.example" {
		t.Errorf("by %v", actor)
	}
	u.get(auditsPath(auditEvents, "activityDateTime ge 2026-05-01T00:00:00Z and (targetResources/any(t:t/id eq 'x'))")).want(http.StatusBadRequest)
	l.as(directoryRead).get(auditsPath(auditEvents, "activityDateTime ge 2026-05-01T00:00:00Z")).want(http.StatusForbidden)
}

// TestAuditPages: a page links to the next one, with the same options, until the last.
func TestAuditPages(t *testing.T) {
	l := newLab(t)
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		l.tenant("contoso").RecordIntune(world.IntuneAudit{Activity: name})
	}
	u, got := l.as(appsRead), ""
	next, pages := auditsPath(auditEvents, "activityDateTime ge 2026-05-01T00:00:00Z", "$orderby", "activityDateTime desc", "$top", "2"), 0
	for ; next != ""; pages++ {
		r := u.get(next).want(http.StatusOK)
		for _, entry := range r.values() {
			got += entry["activityType"].(string) //nolint:forcetypeassert // a test
		}
		next = strings.TrimPrefix(r.text("@odata.nextLink"), l.server.URL+version+"/")
	}
	if pages != 3 || got != "edcba" {
		t.Errorf("%d pages with %s", pages, got)
	}
	u.get(auditsPath(auditEvents, "activityDateTime ge 2026-05-01T00:00:00Z", "$skiptoken", "x")).want(http.StatusBadRequest)
}
