package graph

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestIntuneRBACAnswers: the state is taken from either form of a function's result, and from nothing else.
func TestIntuneRBACAnswers(t *testing.T) {
	for body, want := range map[string]string{
		`{"@odata.context":"x","enabled":true}`:        "true",
		`{"enabled":false}`:                            "false",
		`{"value":{"@odata.type":"x","enabled":true}}`: "true",
		`{"value":null,"enabled":true}`:                "true",
		`{}`:                                           "does not say whether it is on",
		`{"enabled":null}`:                             "does not say whether it is on",
		`{"id":"x"}`:                                   "does not say whether it is on",
		`{"enabled":"yes"}`:                            "not what Microsoft Graph answers",
		`{"value":[true]}`:                             "not what Microsoft Graph answers",
		`<html>`:                                       "not what Microsoft Graph answers",
	} {
		s := newScript(t, wiretest.OK(body))
		c, _ := s.client()
		got, err := c.IntuneRBAC(t.Context())
		if text := strconv.FormatBool(got); err == nil && text != want || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %t, %v, want %s", body, got, err, want)
		}
		if asked := s.Done()[0].URI; asked != "/beta/deviceManagement/tenantAttachRBAC/getState" {
			t.Error(asked)
		}
	}
}

// TestSetIntuneRBACRepeats: the write sets a value, so it is sent again after a lost answer and an outage; a refusal is final.
func TestSetIntuneRBACRepeats(t *testing.T) {
	done := reply{Status: http.StatusNoContent}
	for name, first := range map[string]reply{"lost": {Lost: true}, "503": {Status: 503}, "429": {Status: 429}, "504": {Status: 504}} {
		s := newScript(t, first, done)
		c, _ := s.client()
		if err := c.SetIntuneRBAC(t.Context(), false); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, r := range s.Done() {
			if r.Method != http.MethodPost || r.URI != "/beta/deviceManagement/tenantAttachRBAC/enable" || r.Body != `{"enable":false}` {
				t.Errorf("%s: sent %s %s %s", name, r.Method, r.URI, r.Body)
			}
		}
	}
	s := newScript(t, refusal(403, "Forbidden", "no"))
	c, _ := s.client()
	if err := c.SetIntuneRBAC(t.Context(), true); !IsForbidden(err) || !strings.Contains(err.Error(), "DeviceManagementConfiguration.ReadWrite.All") {
		t.Errorf("got %v", err)
	}
	s.Done()
}

func TestIsNotOffered(t *testing.T) {
	for _, tt := range []struct {
		answer reply
		want   bool
	}{
		{refusal(404, "ResourceNotFound", "Resource not found."), true},
		{refusal(400, "BadRequest", "Resource not found for the segment 'tenantAttachRBAC'."), true},
		{refusal(400, "BadRequest", "Request not applicable to target tenant."), false},
		{refusal(403, "Forbidden", "Resource not found for the segment"), false},
	} {
		s := newScript(t, tt.answer)
		c, _ := s.client()
		if _, err := c.IntuneRBAC(t.Context()); IsNotOffered(err) != tt.want {
			t.Errorf("%v: want %t", err, tt.want)
		}
		s.Done()
	}
}

// TestManagerCollectionPages: a collection may leave out its time.
func TestManagerCollectionPages(t *testing.T) {
	s := newScript(t)
	s.Add(wiretest.OK(`{"value":[{"hierarchyName":"A","hierarchyIdentifier":"a","lastModifiedDateTime":"2026-01-02T03:04:05+01:00"}],"@odata.nextLink":` + strconv.Quote(s.URL+"/beta/next") + `}`))
	s.Add(wiretest.OK(`{"value":[{"hierarchyName":"B","hierarchyIdentifier":"b","lastModifiedDateTime":null}]}`))
	c, _ := s.client()
	got, err := c.ManagerCollections(t.Context())
	want := []ManagerCollection{{"a", "A", time.Date(2026, 1, 2, 2, 4, 5, 0, time.UTC)}, {HierarchyID: "b", HierarchyName: "B"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	s.Done()
}

// TestDeviceSummaryAnswers: a count that is not said is not zero, and an answer without any is none.
func TestDeviceSummaryAnswers(t *testing.T) {
	for body, want := range map[string]*int64{
		`{"totalDevices":3,"tenantAttachDevices":2}`: new(int64(2)),
		`{"value":{"tenantAttachDevices":0}}`:        new(int64(0)),
		`{"totalDevices":3}`:                         nil,
	} {
		s := newScript(t, wiretest.OK(body))
		c, _ := s.client()
		got, err := c.DeviceSummary(t.Context())
		if err != nil || !reflect.DeepEqual(got.TenantAttached, want) || got.CoManaged != nil {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
		if asked := s.Done()[0].URI; asked != "/v1.0/"+DeviceSummaryPath {
			t.Error(asked)
		}
	}
	s := newScript(t, wiretest.OK(`{"@odata.context":"x"}`))
	c, _ := s.client()
	if _, err := c.DeviceSummary(t.Context()); err == nil || !strings.Contains(err.Error(), "none of the counts") {
		t.Errorf("got %v", err)
	}
	s.Done()
}
