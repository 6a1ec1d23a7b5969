package msgraph

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func eventual() header { return header{"ConsistencyLevel": "eventual"} }

const (
	rolesOf  = "/transitiveMemberOf/microsoft.graph.directoryRole?$count=true&$select=id,displayName,roleTemplateId"
	groupsOf = "/transitiveMemberOf/microsoft.graph.group?$count=true"
	globals  = "62e90394-69f5-4237-9190-012177145e10"
)

// TestUser: a user is found by its id and its name, with the properties that come by default or that are asked for.
func TestUser(t *testing.T) {
	l := newLab(t)
	u, tenant := l.as(userRead), l.tenant("contoso")
	byName := u.get("users/SVC-TF%40contoso.example").want(http.StatusOK)
	if byName.text("id") != tenant.UserID("svc-tf") || byName.body["assignedPlans"] != nil || containsText(byName, "assignedPlans") {
		t.Errorf("%s", byName.raw)
	}
	for _, name := range []string{"mail", "jobTitle", "surname"} {
		if v, there := byName.body[name]; !there || v != nil {
			t.Errorf("%s: %v, %t", name, v, there)
		}
	}
	asked := u.get("users/" + tenant.UserID("svc-tf") + "?$select=onPremisesSamAccountName,onPremisesSyncEnabled,assignedPlans").want(http.StatusOK)
	if asked.text("onPremisesSamAccountName") != "svc-tf" || asked.body["onPremisesSyncEnabled"] != true || !containsText(asked, "c1ec4a95-1f05-45b3-a911-aa3fa01094f5") || containsText(asked, "displayName") {
		t.Errorf("%s", asked.raw)
	}
	u.get("users/nobody@contoso.example").want(http.StatusNotFound, codeNotFound)
	u.get("users/"+tenant.UserID("svc-tf")+"?$select=shoeSize").want(http.StatusBadRequest, "BadRequest", "shoeSize")
	u.get("users/"+tenant.UserID("svc-tf")+"?$expand=manager").want(http.StatusBadRequest, codeUnsupported)
}

// TestOddNames: names with signs that have a meaning in an address.
func TestOddNames(t *testing.T) {
	l := newLab(t)
	u := l.as(userRead)
	for name, path := range map[string]string{
		"guest_mail.example#EXT#@contoso.example": "users/guest_mail.example%23EXT%23@contoso.example",
		"$money@contoso.example":                  "users('$money@contoso.example')",
		"o'brien@contoso.example":                 "users('o''brien@contoso.example')",
		"a/b@contoso.example":                     "users/a%2Fb@contoso.example",
	} {
		if _, err := l.tenant("contoso").Drift(world.Change{Object: "user", Insert: true, Set: map[string]any{"userPrincipalName": name}}); err != nil {
			t.Fatal(err)
		}
		if got := u.get(path).want(http.StatusOK).text("userPrincipalName"); got != name {
			t.Errorf("%s: %s", name, got)
		}
	}
	u.get("users/$money@contoso.example").want(http.StatusBadRequest, "BadRequest")
	u.get("users/guest_mail.example").want(http.StatusNotFound)
}

// TestMemberships: a cast needs an advanced query, and shows only the ids of what the caller may not read.
func TestMemberships(t *testing.T) {
	l := newLab(t)
	me := "users/" + l.tenant("contoso").UserID("svc-tf")
	group, _ := l.tenant("contoso").Directory.Head().GroupByName("Device Operators")
	u := l.as(userRead)
	u.get(me+groupsOf).want(http.StatusBadRequest, codeUnsupported)
	u.do(http.MethodGet, me+strings.Replace(groupsOf, "$count=true", "", 1), "", eventual()).want(http.StatusBadRequest, codeUnsupported)
	u.do(http.MethodGet, me+groupsOf+"&$filter=id%20eq%20'x'", "", eventual()).want(http.StatusBadRequest, codeUnsupported)
	groups := u.do(http.MethodGet, me+groupsOf, "", eventual()).want(http.StatusOK)
	if got := groups.values(); groups.body["@odata.count"] != 1.0 || got[0]["id"] != group.ID || got[0]["displayName"] != nil {
		t.Errorf("%s", groups.raw)
	}
	if got := l.as(groupMemberRead).do(http.MethodGet, me+groupsOf, "", eventual()).want(http.StatusOK).values(); got[0]["displayName"] != "Device Operators" {
		t.Errorf("%v", got)
	}
	hidden := u.do(http.MethodGet, me+rolesOf, "", eventual()).want(http.StatusOK).values()
	if len(hidden) != 1 || hidden[0]["roleTemplateId"] != nil || hidden[0]["id"] == globals {
		t.Errorf("%v", hidden)
	}
	if got := l.as(userRead, roleRead).do(http.MethodGet, me+rolesOf, "", eventual()).want(http.StatusOK).values(); got[0]["roleTemplateId"] != globals || got[0]["displayName"] != "Global Administrator" {
		t.Errorf("%v", got)
	}
	l.as(roleRead).do(http.MethodGet, me+rolesOf, "", eventual()).want(http.StatusForbidden)
	u.do(http.MethodGet, "users/nobody@contoso.example"+rolesOf, "", eventual()).want(http.StatusNotFound)
}

// TestGroupRoles: what a group is assigned is a membership of its members, but no assignment of theirs.
func TestGroupRoles(t *testing.T) {
	l := newLab(t)
	tenant := l.tenant("contoso")
	me := tenant.UserID("svc-tf")
	group, _ := tenant.Directory.Head().GroupByName("Device Operators")
	const intuneAdmin = "3a2c62db-5318-420d-8d74-23affee5d9d5"
	set := map[string]any{"principalId": group.ID, "roleDefinitionId": intuneAdmin, "directoryScopeId": "/"}
	if _, err := tenant.Drift(world.Change{Object: "directoryRoleAssignment", Insert: true, Set: set}); err != nil {
		t.Fatal(err)
	}
	u := l.as(roleRead, userRead)
	templates := []string{}
	for _, r := range u.do(http.MethodGet, "users/"+me+rolesOf+"&$top=1", "", eventual()).want(http.StatusOK).values() {
		templates = append(templates, r["roleTemplateId"].(string))
	}
	if len(templates) != 1 || !slices.Contains([]string{globals, intuneAdmin}, templates[0]) {
		t.Errorf("%v", templates)
	}
	const assignments = "roleManagement/directory/roleAssignments"
	mine := u.get(query(assignments, "$filter", "principalId eq '"+me+"'", "$expand", "roleDefinition")).want(http.StatusOK).values()
	definition, _ := mine[0]["roleDefinition"].(map[string]any)
	if len(mine) != 1 || mine[0]["roleDefinitionId"] != globals || mine[0]["directoryScopeId"] != "/" || definition["displayName"] != "Global Administrator" || definition["templateId"] != globals {
		t.Errorf("%v", mine)
	}
	if got := u.get(query(assignments, "$filter", "principalId eq '"+group.ID+"'")).want(http.StatusOK).values(); len(got) != 1 || got[0]["roleDefinition"] != nil {
		t.Errorf("%v", got)
	}
	for option, value := range map[string]string{"$filter": "appScopeId eq 'x'", "$expand": "principals", "$top": "5", "$count": "true"} {
		u.get(query(assignments, option, value)).want(http.StatusBadRequest, codeUnsupported)
	}
}
