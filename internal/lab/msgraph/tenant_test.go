package msgraph

import (
	"net/http"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestTenantPermissions: each permission that is documented for a read suffices, and any other does not.
func TestTenantPermissions(t *testing.T) {
	l := newLab(t)
	me := "users/" + l.tenant("contoso").UserID("svc-tf")
	members := []string{userRead, groupMemberRead, groupRead, directoryRead, directoryWrite}
	cases := map[string][]string{
		me:            {userRead, directoryRead, directoryWrite},
		me + groupsOf: members,
		me + rolesOf:  members,
		"roleManagement/directory/roleAssignments": {roleRead, roleReadAll, directoryRead, directoryWrite},
		"subscribedSkus":                                        {licenseRead, orgRead, orgWrite, directoryRead, directoryWrite},
		"policies/defaultAppManagementPolicy":                   {policyRead, appPolicyWrite},
		"identity/conditionalAccess/policies":                   {policyRead},
		"deviceManagement/roleDefinitions":                      {intuneRoleRead, intuneRoleWrite},
		"deviceManagement/roleAssignments":                      {intuneRoleRead, intuneRoleWrite},
		"deviceManagement/roleDefinitions/none/roleAssignments": {intuneRoleRead, intuneRoleWrite},
	}
	all := []string{appRead, appWrite, userRead, groupMemberRead, groupRead, roleRead, roleReadAll, licenseRead, orgRead, orgWrite, directoryRead, directoryWrite, policyRead, appPolicyWrite, intuneRead, intuneRoleRead, intuneRoleWrite}
	for path, enough := range cases {
		allowed := map[string]bool{}
		for _, one := range enough {
			allowed[one] = true
		}
		for _, one := range all {
			l.clock.Advance(time.Second)
			r := l.as(one).do(http.MethodGet, path, "", eventual())
			if denied := r.status == http.StatusForbidden && r.code() == codeDenied; denied == allowed[one] || !denied && r.status != http.StatusOK && r.status != http.StatusNotFound {
				t.Errorf("GET %s with %s: %d %s", path, one, r.status, r.raw)
			}
		}
		l.as(enough[0]).do(http.MethodPost, path, "{}").want(http.StatusMethodNotAllowed)
	}
}

// TestSubscriptions: the list has what Graph's has, and takes $select alone.
func TestSubscriptions(t *testing.T) {
	l := newLab(t)
	u := l.as(licenseRead)
	got := u.get("subscribedSkus").want(http.StatusOK).values()
	plans, _ := got[0]["servicePlans"].([]any)
	if len(got) != 1 || got[0]["skuPartNumber"] != "EMS" || got[0]["capabilityStatus"] != "Enabled" || got[0]["consumedUnits"] != 2.0 || got[0]["prepaidUnits"].(map[string]any)["enabled"] != 25.0 || len(plans) != 1 {
		t.Errorf("%v", got)
	}
	if few := u.get("subscribedSkus?$select=skuId").want(http.StatusOK).values(); len(few[0]) != 1 {
		t.Errorf("%v", few)
	}
	for option, value := range map[string]string{"$filter": "skuId eq 'x'", "$top": "5", "$search": "x", "$expand": "x"} {
		u.get(query("subscribedSkus", option, value)).want(http.StatusBadRequest, codeUnsupported)
	}
	if r := u.get("subscribedSkus"); r.header.Get("x-ms-resource-unit") != "3" {
		t.Errorf("costs %s", r.header.Get("x-ms-resource-unit"))
	}
}

// TestOrganizationFacts: the authority over devices is among them.
func TestOrganizationFacts(t *testing.T) {
	l := newLab(t)
	got := l.as(orgRead).get("organization?$select=id,mobileDeviceManagementAuthority,countryLetterCode").want(http.StatusOK).values()
	if got[0]["mobileDeviceManagementAuthority"] != "intune" || got[0]["countryLetterCode"] != "DE" {
		t.Errorf("%v", got)
	}
}

// TestConditionalAccessPace: one request a second of a tenant, whoever asks; a refusal does not say for how long.
func TestConditionalAccessPace(t *testing.T) {
	const path = "identity/conditionalAccess/policies"
	l := newLab(t)
	l.as(policyRead).get(path).want(http.StatusOK)
	refused := l.as(policyRead).get(path).want(http.StatusTooManyRequests)
	if after := refused.header.Get("Retry-After"); after != "" {
		t.Errorf("Retry-After: %s", after)
	}
	l.as(policyRead).get("policies/defaultAppManagementPolicy").want(http.StatusOK)
	l.clock.Advance(time.Second)
	l.as(policyRead).get(path).want(http.StatusOK)
}

// TestConditionalAccessShape: lists are there even when they are empty, and what is not set is null.
func TestConditionalAccessShape(t *testing.T) {
	l := newLab(t, func(o *Options) {
		seed := world.DefaultSeed()
		seed.Clients = nil
		seed.Tenant("contoso").ConditionalAccess = []world.AccessPolicySeed{{Name: "p", Controls: []string{"block"}, ServicePrincipals: &world.AccessClients{Include: []string{"ServicePrincipalsInMyTenant"}}}}
		w, err := world.New(seed, o.World.Clock)
		if err != nil {
			t.Fatal(err)
		}
		o.World = w
	})
	p := l.as(policyRead).get("identity/conditionalAccess/policies").want(http.StatusOK).values()[0]
	conditions := p["conditions"].(map[string]any)
	applications, clients := conditions["applications"].(map[string]any), conditions["clientApplications"].(map[string]any)
	if p["state"] != "enabled" || p["sessionControls"] != nil || conditions["locations"] != nil || applications["excludeApplications"] == nil || clients["excludeServicePrincipals"] == nil {
		t.Errorf("%v", p)
	}
	if controls := p["grantControls"].(map[string]any)["builtInControls"].([]any); controls[0] != "block" {
		t.Errorf("%v", controls)
	}
}

// TestIntuneRoles: an assignment does not say which role it is of, and shows its members only in the list of all.
func TestIntuneRoles(t *testing.T) {
	l := newLab(t)
	u := l.as(intuneRoleRead)
	group, _ := l.tenant("contoso").Directory.Head().GroupByName("Device Operators")
	all := u.get("deviceManagement/roleAssignments?$expand=roleDefinition").want(http.StatusOK).values()
	if definition, there := all[0]["roleDefinition"]; len(all) != 1 || all[0]["members"].([]any)[0] != group.ID || !there || definition != nil {
		t.Errorf("%v", all)
	}
	found := 0
	for _, role := range u.get("deviceManagement/roleDefinitions").want(http.StatusOK).values() {
		of := u.get("deviceManagement/roleDefinitions/" + role["id"].(string) + "/roleAssignments").want(http.StatusOK).values()
		if len(of) == 0 {
			continue
		}
		found++
		if role["displayName"] != "Help Desk Operator" || of[0]["id"] != all[0]["id"] || len(of[0]["members"].([]any)) != 0 {
			t.Errorf("%v: %v", role, of)
		}
	}
	if found != 1 {
		t.Errorf("%d roles have assignments", found)
	}
	for _, path := range []string{"deviceManagement/roleDefinitions", "deviceManagement/roleAssignments"} {
		for option, value := range map[string]string{"$filter": "displayName eq 'x'", "$top": "5", "$expand": "roleAssignments"} {
			u.get(query(path, option, value)).want(http.StatusBadRequest, codeUnsupported)
		}
	}
}
