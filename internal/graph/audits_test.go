package graph

import (
	"context"
	"errors"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestDirectoryAudits: one request for several objects; users, applications and what was changed, without the values.
func TestDirectoryAudits(t *testing.T) {
	s := newScript(t, wiretest.List(
		`{"activityDateTime":"2026-05-04T03:00:00.1234567Z","activityDisplayName":"Update application","loggedByService":"Core Directory","result":"success",
		"initiatedBy":{"app":null,"user":{"id":"u","displayName":null,"userPrincipalName":"alice@contoso.example"}},
		"targetResources":[{"id":"a","displayName":"A","type":"Application","modifiedProperties":[{"displayName":"DisplayName","oldValue":"\"hush\"","newValue":"\"hush\""},{"displayName":"Included Updated Properties"}]}]}`,
		`{"activityDateTime":"2026-05-04T02:00:00Z","activityDisplayName":"Delete application","result":"failure","initiatedBy":{"user":null,"app":{"appId":"x","displayName":"tool"}},"targetResources":[]}`,
	))
	c, _ := s.client()
	got, err := c.DirectoryAudits(t.Context(), time.Date(2026, 5, 4, 1, 2, 3, 4e6, time.UTC), "a", "it's")
	want := []AuditRecord{
		{Time: time.Date(2026, 5, 4, 3, 0, 0, 123456700, time.UTC), Activity: "Update application", Service: "Core Directory", User: "alice@contoso.example", Targets: []AuditTarget{{ID: "a", Name: "A", Type: "Application", Changed: []string{"DisplayName"}}}},
		{Time: time.Date(2026, 5, 4, 2, 0, 0, 0, time.UTC), Activity: "Delete application", Failed: true, App: "tool", AppID: "x"},
	}
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
	got, err := c.IntuneAudits(t.Context(), time.Date(2026, 5, 4, 0, 0, 0, 0, time.UTC))
	want := []AuditRecord{{
		Time: time.Date(2026, 5, 4, 3, 0, 0, 0, time.UTC), Activity: "Enable TenantAttachRBAC", Service: "CloudAttach", User: "alice@contoso.example", App: "Microsoft Intune portal extension", AppID: "p",
		Targets: []AuditTarget{{ID: "r", Type: "TenantAttachRBAC", Changed: []string{"enabled"}}},
	}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if sent := s.Done(); !strings.HasPrefix(sent[0].URI, "/v1.0/deviceManagement/auditEvents?") {
		t.Errorf("sent %v", sent)
	}
}

// TestAuditsThrottledApart: an audit log that is throttled for long is given up at once, and holds back nothing else.
func TestAuditsThrottledApart(t *testing.T) {
	throttled := refusal(429, "TooManyRequests", "later")
	throttled.Header = map[string]string{"Retry-After": "3600"}
	s := newScript(t, throttled, wiretest.OK(appJSON))
	c, clock := s.client()
	ctx, cancel := context.WithDeadline(t.Context(), clock.Now().Add(20*time.Second))
	defer cancel()
	if _, err := c.DirectoryAudits(ctx, clock.Now(), "a"); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	before := clock.Now()
	if _, err := c.Application(t.Context(), "app-object"); err != nil || clock.Now().Sub(before) > time.Second {
		t.Errorf("got %v after %s", err, clock.Now().Sub(before))
	}
	s.Done()
}
