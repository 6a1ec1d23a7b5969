package graph

import (
	"errors"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestTenantPages: lists go from page to page, an advanced query stays one, and a circle of links ends.
func TestTenantPages(t *testing.T) {
	s := newScript(t)
	next := `"@odata.nextLink":` + strconv.Quote(s.URL+"/v1.0/next?a=b")
	s.Add(wiretest.OK(`{"value":[{"id":"1"}],`+next+`}`), wiretest.OK(`{"value":[],`+next+`}`), wiretest.List(`{"id":"2"}`))
	c, _ := s.client()
	got, err := c.GroupsOf(t.Context(), "u")
	if err != nil || !reflect.DeepEqual(got, []string{"1", "2"}) {
		t.Errorf("%v, %v", got, err)
	}
	for _, sent := range s.Done() {
		if sent.Header.Get("ConsistencyLevel") != "eventual" {
			t.Errorf("%s is no advanced query", sent.URI)
		}
	}
	for range maxPages {
		s.Add(wiretest.OK(`{"value":[],` + next + `}`))
	}
	if _, err := c.SubscribedPlans(t.Context()); err == nil || !strings.Contains(err.Error(), "pages") {
		t.Errorf("got %v", err)
	}
	s.Done()
	foreign, _ := foreignHost(t)
	s = newScript(t, wiretest.OK(`{"value":[],"@odata.nextLink":`+strconv.Quote(foreign.URL+"/v1.0/x")+`}`))
	c, _ = s.client()
	var refused *ForeignHostError
	if _, err := c.ConditionalAccessPolicies(t.Context()); !errors.As(err, &refused) {
		t.Errorf("got %v", err)
	}
	s.Done()
	foreign.Done()
}

// TestIntunePages: the assignments of one role may come in pages, too, and a refusal of one part is one of all.
func TestIntunePages(t *testing.T) {
	s := newScript(t)
	assignments, roles := wiretest.List(`{"id":"a1"}`, `{"id":"a2"}`), wiretest.List(`{"id":"r/1","displayName":"R"}`)
	s.Add(assignments, roles, wiretest.OK(answers(partOK(0, `{"value":[{"id":"a1"}],"@odata.nextLink":`+strconv.Quote(s.URL+"/v1.0/next")+`}`))), wiretest.List(`{"id":"a2"}`))
	c, _ := s.client()
	got, err := c.IntuneRoles(t.Context())
	if err != nil || len(got) != 2 || got[0].RoleName != "R" || got[1].RoleName != "R" {
		t.Errorf("%+v, %v", got, err)
	}
	if sent := s.Done(); !strings.Contains(sent[2].Body, `/deviceManagement/roleDefinitions/r%2F1/roleAssignments"`) {
		t.Errorf("sent %s", sent[2].Body)
	}
	for body, want := range map[string]string{
		`{"id":"0","status":403,"body":{"error":{"code":"Forbidden","message":"no"}}}`: "DeviceManagementRBAC.Read.All",
		partOK(0, `{}`): "without it", partOK(0, `{"value":[1]}`): "not what Microsoft Graph answers",
	} {
		s := newScript(t, assignments, roles, wiretest.OK(answers(body)))
		c, _ := s.client()
		if _, err := c.IntuneRoles(t.Context()); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(want, "RBAC") != (MissingPermission(err) != nil) {
			t.Errorf("got %v", err)
		}
		s.Done()
	}
}

// TestConditionalAccessWaits: a 429 that does not say for how long is waited for, longer each time.
func TestConditionalAccessWaits(t *testing.T) {
	s := newScript(t, refusal(429, "TooManyRequests", "slow"), refusal(429, "TooManyRequests", "slow"), wiretest.List())
	c, clock := s.client()
	if got, err := c.ConditionalAccessPolicies(t.Context()); err != nil || len(got) != 0 || len(clock.Waited()) < 2 {
		t.Errorf("%v, %v after %v", got, err, clock.Waited())
	}
	s.Done()
}

// TestAnswerTooLong: an answer without end is not read to its end.
func TestAnswerTooLong(t *testing.T) {
	s := newScript(t, wiretest.OK(`{"value":[],"x":"`+strings.Repeat("x", maxAnswer)+`"}`))
	c, _ := s.client()
	if _, err := c.SubscribedPlans(t.Context()); err == nil || !strings.Contains(err.Error(), "longer than") || !strings.Contains(err.Error(), testTenant) {
		t.Errorf("got %v", err)
	}
	s.Done()
}

// TestHolds: when a restriction holds.
func TestHolds(t *testing.T) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		r    Restriction
		made time.Time
		want bool
	}{
		{Restriction{}, day, true}, {Restriction{State: "enabled"}, day, true}, {Restriction{State: "disabled"}, day, false},
		{Restriction{State: "enabled", After: day}, day, true}, {Restriction{State: "enabled", After: day}, day.Add(-1), false},
	} {
		if tt.r.Holds(tt.made) != tt.want {
			t.Errorf("%+v for %s", tt.r, tt.made)
		}
	}
	for status, want := range map[string]bool{"Enabled": true, "Warning": true, "Suspended": false, "": false} {
		if (ServicePlan{CapabilityStatus: status}).Usable() != want {
			t.Errorf("%s: %t", status, !want)
		}
	}
	if !(ConditionalAccessPolicy{State: "enabled"}).Enforced() || (ConditionalAccessPolicy{State: "enabledForReportingButNotEnforced"}).Enforced() {
		t.Error("only what is enabled is in force")
	}
}
