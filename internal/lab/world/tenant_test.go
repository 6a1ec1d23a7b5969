package world

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// TestPeople: the people of the seed are users of every tenant, with what the seed gives them.
func TestPeople(t *testing.T) {
	w, _ := newWorld(t)
	for _, tenant := range w.Tenants() {
		s := tenant.Directory.Head()
		u, ok := s.User(strings.ToUpper(tenant.UPN("svc-tf")))
		if !ok || u.ID != tenant.UserID("svc-tf") || u.OnPremisesSyncEnabled == nil || !*u.OnPremisesSyncEnabled || !strings.HasPrefix(*u.OnPremisesDomainName, "corp.") || *u.OnPremisesSamAccountName != "svc-tf" {
			t.Fatalf("%s: %+v", tenant.Name, u)
		}
		if len(u.AssignedPlans) != 1 || u.AssignedPlans[0].ServicePlanID != "c1ec4a95-1f05-45b3-a911-aa3fa01094f5" {
			t.Errorf("%s: %+v", tenant.Name, u.AssignedPlans)
		}
		group, _ := s.GroupByName("Device Operators")
		if groups := s.GroupsOf(u.ID); len(groups) != 1 || groups[group.ID].ID == "" {
			t.Errorf("%s: %+v", tenant.Name, groups)
		}
		for _, sub := range s.Subscriptions {
			if sub.SkuPartNumber != "EMS" || sub.ConsumedUnits != 2 {
				t.Errorf("%s: %+v", tenant.Name, sub)
			}
		}
		visitor, _ := s.User(tenant.UserID("visitor"))
		if len(visitor.AssignedPlans)+len(s.GroupsOf(visitor.ID))+len(s.RolesOf(visitor.ID)) != 0 || len(s.RolesOf(u.ID)) != 1 {
			t.Errorf("%s: %+v", tenant.Name, visitor)
		}
	}
}

// TestNested: groups in groups count, also in a circle, and so do the roles that they have in the whole tenant.
func TestNested(t *testing.T) {
	s := newSnapshot(Organization{})
	for id, members := range map[string][]string{"inner": {"u", "outer"}, "outer": {"INNER"}, "other": {"v"}} {
		s.Groups[id] = Group{ID: id, Members: members}
	}
	for i, a := range []DirectoryRoleAssignment{{"", "outer", "r1", "/"}, {"", "u", "r2", "/administrativeUnits/x"}, {"", "other", "r3", "/"}, {"", "u", "r1", "/"}} {
		s.RoleAssignments[string(rune('a'+i))] = a
	}
	if got := s.GroupsOf("u"); len(got) != 2 || got["outer"].ID == "" || got["inner"].ID == "" {
		t.Errorf("%+v", got)
	}
	if got := s.RolesOf("u"); !reflect.DeepEqual(got, []string{"r1"}) {
		t.Errorf("%+v", got)
	}
}

// TestSeededFacts: the options of the seed, and what cannot be seeded.
func TestSeededFacts(t *testing.T) {
	w, _ := newWorld(t, func(s *Seed) {
		c := s.Tenant("contoso")
		c.MDMAuthority, c.Subscriptions = "sccm", []SubscriptionSeed{{Name: "OLD", Status: "Suspended", Licenses: 3, Plans: []PlanSeed{{ID: "p", Name: "P", Status: "Disabled"}}}}
		c.AppPolicy = &AppPolicySeed{Enabled: true, IdentifierURIs: &URIRestrictions{NonDefault: &URIRestriction{State: "enabled"}}}
		c.IntuneRoles = []IntuneRoleSeed{{Name: "R"}}
		s.People[2].CloudOnly = true
	})
	tenant := tenantOf(t, w)
	s := tenant.Directory.Head()
	if s.Organization.MDMAuthority != "sccm" || !s.AppPolicy().IsEnabled || len(s.IntuneRoles) != 1 || len(s.IntuneAssignments) != 0 || len(s.AccessPolicies) != 0 {
		t.Errorf("%+v", s)
	}
	for _, sub := range s.Subscriptions {
		if sub.CapabilityStatus != "Suspended" || sub.PrepaidUnits != (PrepaidUnits{Suspended: 3}) || sub.ServicePlans[0].ProvisioningStatus != "Disabled" {
			t.Errorf("%+v", sub)
		}
	}
	if u, _ := s.User(tenant.UserID("svc-tf")); len(u.AssignedPlans) != 0 {
		t.Errorf("a licence of nothing: %+v", u)
	}
	if u, _ := s.User(tenant.UserID("visitor")); u.OnPremisesSyncEnabled != nil || u.OnPremisesSecurityIdentifier != nil {
		t.Errorf("%+v", u)
	}
	bad := DefaultSeed()
	bad.People[0].Roles = []string{"Emperor"}
	if _, err := New(bad, w.Clock); err == nil || !strings.Contains(err.Error(), "Emperor") {
		t.Errorf("got %v", err)
	}
}

// TestDriftOfFacts: what nothing in the lab writes to can be changed behind its back, is brought back by a reset, and is not in
// a dump.
func TestDriftOfFacts(t *testing.T) {
	after := time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)
	for object, set := range map[string]map[string]any{
		"organization":            {"countryLetterCode": "XX"},
		"user":                    {"accountEnabled": false},
		"group":                   {"members": []string{}},
		"directoryRoleAssignment": {"directoryScopeId": "/x"},
		"subscribedSku":           {"capabilityStatus": "Suspended"},
		"appManagementPolicy":     {"isEnabled": true, "applicationRestrictions": AppRestrictions{Passwords: []PasswordRestriction{{RestrictionType: "passwordAddition", After: &after}}}},
		"conditionalAccessPolicy": {"state": "disabled"},
		"intuneRole":              {"displayName": "x"},
		"intuneRoleAssignment":    {"members": []string{}},
	} {
		w, _ := newWorld(t, func(s *Seed) {
			s.Tenant("contoso").ConditionalAccess = []AccessPolicySeed{{Name: "p", Controls: []string{"block"}}}
		})
		tenant := tenantOf(t, w)
		start := tenant.Directory.Head()
		dump, _ := w.Dump("contoso")
		n, err := tenant.Drift(Change{Object: object, Set: set})
		if err != nil || n == 0 || reflect.DeepEqual(start, tenant.Directory.Head()) {
			t.Errorf("%s: %d changed, %v", object, n, err)
		}
		if again, _ := w.Dump("contoso"); string(again) != string(dump) {
			t.Errorf("%s is in the dump", object)
		}
		if w.Reset(); !reflect.DeepEqual(start, tenant.Directory.Head()) {
			t.Errorf("%s: a reset does not bring the start back", object)
		}
	}
	w, _ := newWorld(t)
	if _, err := tenantOf(t, w).Drift(Change{Object: "organization", Delete: true}); err == nil {
		t.Error("the organization was deleted")
	}
}
