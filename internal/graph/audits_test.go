package graph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestDirectoryAudits: one request for several objects; users, applications and what was changed, without the values.
func TestDirectoryAudits(t *testing.T) {
	s := newScript(t, wiretest.List(
		`{"activityDateTime":"2026-05-04T03:00:00.1234567Z","activityDisplayName":"Update application","loggedByService":"Core Directory","result":"success",
		"initiatedBy":{"app":null,"user":{"id":"u","displayName":null,"userPrincipalName":"alice@contoso.example"}},
		"targetResources":[{"id":"a","displayName":"A","type":"Application","modifiedProperties":[{"displayName":"DisplayName","oldValue":"\"hush\"","newValue":"\"hush\""},{"displayName":"Included Updated Properties"}]}]}`,
		`{"activityDateTime":"2026-05-04T02:00:00Z","activityDisplayName":"Delete application","result":"failure","initiatedBy":{"user":null,"app":{"appId":"x","displayName":"tool","servicePrincipalId":"sp"}},"targetResources":[]}`,
	))
	c, _ := s.client()
	got, err := c.DirectoryAudits(t.Context(), time.Date(2026, 5, 4, 1, 2, 3, 4e6, time.UTC), anyAudit, "a", "it's")
	want := Audits{Records: []AuditRecord{
		{Time: time.Date(2026, 5, 4, 3, 0, 0, 123456700, time.UTC), Activity: "Update application", Service: "Core Directory", User: "alice@contoso.example", Targets: []AuditTarget{{ID: "a", Name: "A", Type: "Application", Changed: []string{"DisplayName"}}}},
		{Time: time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC), Activity: "Delete application", Failed: true, App: "tool", AppID: "x", AppObjectID: "sp"},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	sent := s.Done()
	path, query, _ := strings.Cut(sent[0].URI, "?")
	values, err := url.ParseQuery(query)
	filter := "activityDateTime ge 2026-05-04T01:02:03.004Z and (targetResources/any(t:t/id eq 'a') or targetResources/any(t:t/id eq 'it''s'))"
	if err != nil || len(sent) != 1 || path != "/v1.0/auditLogs/directoryAudits" || values.Get("$filter") != filter || values.Get("$orderby") != "activityDateTime desc" || values.Get("$top") != "50" || strings.Contains(query, "+") {
		t.Errorf("sent %v", sent)
	}
}

// TestIntuneAudits: entries of Intune, whose objects are not filtered by.
func TestIntuneAudits(t *testing.T) {
	s := newScript(t, wiretest.List(`{"activityDateTime":"2026-05-04T03:00:00Z","displayName":"Enable TenantAttachRBAC","activityType":"Enable TenantAttachRBAC","activityResult":"Success","componentName":"CloudAttach",
		"actor":{"userPrincipalName":"alice@contoso.example","applicationDisplayName":"Microsoft Intune portal extension","applicationId":"p"},
		"resources":[{"resourceId":"r","displayName":null,"auditResourceType":"TenantAttachRBAC","modifiedProperties":[{"displayName":"enabled","oldValue":"true","newValue":"false"}]}]}`))
	c, _ := s.client()
	got, err := c.IntuneAudits(t.Context(), time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC), anyAudit)
	want := Audits{Records: []AuditRecord{{
		Time: time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC), Activity: "Enable TenantAttachRBAC", Service: "CloudAttach", User: "alice@contoso.example", App: "Microsoft Intune portal extension", AppID: "p",
		Targets: []AuditTarget{{ID: "r", Type: "TenantAttachRBAC", Changed: []string{"enabled"}}},
	}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if sent := s.Done(); !strings.HasPrefix(sent[0].URI, "/v1.0/deviceManagement/auditEvents?") {
		t.Errorf("sent %v", sent)
	}
}

// anyAudit has found what it looks for in any page with entries.
func anyAudit(records []AuditRecord) bool { return len(records) > 0 }

// auditPageOf is a page with n entries, which may link to another one.
func auditPageOf(n int, next string) wiretest.Reply {
	body, _ := json.Marshal(map[string]any{"value": slices.Repeat([]map[string]string{{"activityDisplayName": "Update application"}}, n), "@odata.nextLink": next})
	return wiretest.OK(string(body))
}

// TestAuditPages: a log is read on while nothing was found, as far as auditPages pages, and it is said whether there may be
// more. A link to another host is not followed.
func TestAuditPages(t *testing.T) {
	never := func([]AuditRecord) bool { return false }
	for name, tt := range map[string]struct {
		pages []int // their entries; each links to the next one
		ends  bool  // the last one links to none
		found func([]AuditRecord) bool
		read  int // entries
		sent  int // requests
		more  bool
	}{
		"one page":                 {[]int{2}, true, never, 2, 1, false},
		"found on the first":       {[]int{2, 1}, true, anyAudit, 2, 1, true},
		"an empty one first":       {[]int{0, 3}, true, anyAudit, 3, 2, false},
		"found on the second":      {[]int{2, 2, 1}, true, func(r []AuditRecord) bool { return len(r) > 2 }, 4, 2, true},
		"never found":              {[]int{2, 2}, true, never, 4, 2, false},
		"never ends":               {[]int{1, 1, 1, 1, 1, 1}, false, never, auditPages, auditPages, true},
		"full, and linked to none": {[]int{auditsAtOnce}, true, never, auditsAtOnce, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			c, _ := s.client()
			for i, n := range tt.pages[:tt.sent] {
				next := fmt.Sprintf("%s/auditLogs/directoryAudits?$skiptoken=%d", c.base, i+1)
				if tt.ends && i == len(tt.pages)-1 {
					next = ""
				}
				s.Add(auditPageOf(n, next))
			}
			got, err := c.DirectoryAudits(t.Context(), time.Time{}, tt.found, "a")
			if err != nil || len(got.Records) != tt.read || got.More != tt.more {
				t.Errorf("%d entries, more %v, %v", len(got.Records), got.More, err)
			}
			if sent := s.Done(); len(sent) != tt.sent || tt.sent > 1 && !strings.HasSuffix(sent[tt.sent-1].URI, fmt.Sprintf("$skiptoken=%d", tt.sent-1)) {
				t.Errorf("sent %v", sent)
			}
		})
	}
	s := newScript(t, auditPageOf(0, "https://elsewhere.example/v1.0/auditLogs/directoryAudits"))
	c, _ := s.client()
	var foreign *ForeignHostError
	if _, err := c.DirectoryAudits(t.Context(), time.Time{}, anyAudit, "a"); !errors.As(err, &foreign) {
		t.Errorf("got %v", err)
	}
	s.Done()
}

// TestAuditPace: each log of each tenant has a pace of its own.
func TestAuditPace(t *testing.T) {
	p := NewPaces(clockwork.NewFakeClock())
	seen := map[*Pace]string{p.Of("https://graph", "a", "x"): "Graph"}
	for _, tenantID := range []string{"a", "b"} {
		for _, log := range []string{directoryAuditLog, intuneAuditLog} {
			pace := p.OfAudits("https://graph", tenantID, "x", log)
			if other, taken := seen[pace]; taken || pace != p.OfAudits("https://graph/", tenantID, "X", log) {
				t.Errorf("%s of %s: shared with %s", log, tenantID, other)
			}
			seen[pace] = log + " of " + tenantID
		}
	}
}

// TestAuditsThrottledApart: an audit log that is throttled for long is given up at once, and holds back nothing else, not
// even another log.
func TestAuditsThrottledApart(t *testing.T) {
	throttled := refusal(429, "TooManyRequests", "later")
	throttled.Header = map[string]string{"Retry-After": "3600"}
	s := newScript(t, throttled, auditPageOf(1, ""), wiretest.OK(appJSON))
	c, clock := s.client()
	ctx, cancel := context.WithDeadline(t.Context(), clock.Now().Add(20*time.Second))
	defer cancel()
	if _, err := c.DirectoryAudits(ctx, clock.Now(), anyAudit, "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	before := clock.Now()
	if _, err := c.IntuneAudits(ctx, clock.Now(), anyAudit); err != nil {
		t.Errorf("the other log: %v", err)
	}
	if _, err := c.Application(t.Context(), "app-object"); err != nil || clock.Now().Sub(before) > time.Second {
		t.Errorf("got %v after %s", err, clock.Now().Sub(before))
	}
	s.Done()
}
