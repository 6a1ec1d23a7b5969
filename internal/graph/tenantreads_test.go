package graph

import (
	"context"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// tenantRead is a call that reads what the tenant is.
type tenantRead struct {
	do      func(context.Context, *Client) (any, error)
	replies []reply
	want    any
	sent    []string
}

func one[T any](do func(context.Context, *Client) (T, error)) func(context.Context, *Client) (any, error) {
	return func(ctx context.Context, c *Client) (any, error) { return do(ctx, c) }
}

const (
	policiesPath = "/v1.0/identity/conditionalAccess/policies"
	usersSelect  = "?$select=" + userFields
	nullUser     = `{"id":"u","userPrincipalName":"a@b","accountEnabled":null,"onPremisesSyncEnabled":null,"onPremisesDomainName":null,"onPremisesUserPrincipalName":null,"assignedPlans":null}`
)

func user(name string) func(context.Context, *Client) (any, error) {
	return one(func(ctx context.Context, c *Client) (*User, error) { return c.User(ctx, name) })
}

func tenantReads() map[string]tenantRead {
	plain := &User{ID: "u", UPN: "a@b", Plans: []ServicePlan{}}
	after := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	return map[string]tenantRead{
		"user": {
			user("a@b"), []reply{wiretest.OK(`{"id":"u","userPrincipalName":"a@b","accountEnabled":true,"onPremisesSyncEnabled":true,"onPremisesDomainName":"corp.b","onPremisesUserPrincipalName":"a@corp","assignedPlans":[{"assignedDateTime":"2026-01-01T00:00:00Z","capabilityStatus":"Warning","service":"SCO","servicePlanId":"p"}]}`)},
			&User{ID: "u", UPN: "a@b", Enabled: true, Synchronized: true, OnPremisesDomain: "corp.b", OnPremisesUPN: "a@corp", Plans: []ServicePlan{{ID: "p", CapabilityStatus: "Warning"}}},
			[]string{"/v1.0/users/a@b" + usersSelect},
		},
		"user of nulls": {user("a@b"), []reply{wiretest.OK(nullUser)}, plain, []string{"/v1.0/users/a@b" + usersSelect}},
		"guest":         {user("a_b#EXT#@c"), []reply{wiretest.OK(nullUser)}, plain, []string{"/v1.0/users/a_b%23EXT%23@c" + usersSelect}},
		"dollar":        {user("$a'b@c"), []reply{wiretest.OK(nullUser)}, plain, []string{"/v1.0/users('$a%27%27b@c')" + usersSelect}},
		"slash":         {user("a/b?c"), []reply{wiretest.OK(nullUser)}, plain, []string{"/v1.0/users/a%2Fb%3Fc" + usersSelect}},
		"groups": {
			one(func(ctx context.Context, c *Client) ([]string, error) { return c.GroupsOf(ctx, "u") }), []reply{wiretest.List(`{"id":"g"}`, `{"id":"h"}`)}, []string{"g", "h"},
			[]string{"/v1.0/users/u/transitiveMemberOf/microsoft.graph.group?$select=id&$count=true&$top=999"},
		},
		"roles of a user": {
			one(func(ctx context.Context, c *Client) ([]DirectoryRole, error) { return c.UserDirectoryRoles(ctx, "u") }),
			[]reply{wiretest.List(`{"id":"x","displayName":"Global Administrator","roleTemplateId":"t"}`)}, []DirectoryRole{{"t", "Global Administrator", "/"}},
			[]string{"/v1.0/users/u/transitiveMemberOf/microsoft.graph.directoryRole?$select=id,displayName,roleTemplateId&$count=true"},
		},
		"assigned roles": {
			one(func(ctx context.Context, c *Client) ([]DirectoryRole, error) { return c.DirectoryRoles(ctx, "p'q") }),
			[]reply{wiretest.List(`{"roleDefinitionId":"d","directoryScopeId":"/","roleDefinition":{"displayName":"R","templateId":"t"}}`, `{"roleDefinitionId":"e","directoryScopeId":"/administrativeUnits/x","roleDefinition":null}`)},
			[]DirectoryRole{{"t", "R", "/"}, {"e", "", "/administrativeUnits/x"}},
			[]string{"/v1.0/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20%27p%27%27q%27&$expand=roleDefinition"},
		},
		"subscriptions": {
			one(func(ctx context.Context, c *Client) ([]ServicePlan, error) { return c.SubscribedPlans(ctx) }),
			[]reply{wiretest.List(`{"skuPartNumber":"EMS","capabilityStatus":"Enabled","servicePlans":[{"servicePlanId":"p","servicePlanName":"INTUNE_A","provisioningStatus":"Success","appliesTo":"User"},{"servicePlanId":"q"}]}`, `{"skuPartNumber":"NONE","servicePlans":null}`)},
			[]ServicePlan{
				{ID: "p", Name: "INTUNE_A", SKU: "EMS", Status: "Success", CapabilityStatus: "Enabled"},
				{ID: "q", SKU: "EMS", CapabilityStatus: "Enabled"},
			},
			[]string{"/v1.0/subscribedSkus?$select=skuPartNumber,capabilityStatus,servicePlans"},
		},
		"organization": {
			one(func(ctx context.Context, c *Client) (Organization, error) { return c.Organization(ctx) }),
			[]reply{wiretest.List(`{"id":"o","displayName":"Contoso","countryLetterCode":null,"verifiedDomains":[{"name":"a"},{"name":"b"}]}`)},
			Organization{ID: "o", Name: "Contoso", VerifiedDomains: []string{"a", "b"}},
			[]string{"/v1.0/organization?$select=id,displayName,countryLetterCode,verifiedDomains"},
		},
		"held permissions": {
			one(func(ctx context.Context, c *Client) ([]string, error) { return c.HeldPermissions(ctx, testApp) }),
			[]reply{
				wiretest.List(`{"appRoleId":"r2","resourceId":"GRAPH"}`, `{"appRoleId":"r1","resourceId":"graph"}`, `{"appRoleId":"r3","resourceId":"other"}`, `{"appRoleId":"unknown","resourceId":"graph"}`),
				wiretest.OK(`{"id":"graph","appRoles":[{"id":"r1","value":"B.Read"},{"id":"R2","value":"A.Read"},{"id":"r3","value":"C.Read"}]}`),
			},
			[]string{"A.Read", "B.Read", "unknown"},
			[]string{"/v1.0/servicePrincipals(appId='" + testApp + "')/appRoleAssignments", "/v1.0/servicePrincipals(appId='" + cloud.GraphAppID + "')?$select=id,appRoles"},
		},
		"app management policy": {
			one(func(ctx context.Context, c *Client) (AppManagementPolicy, error) { return c.AppManagementPolicy(ctx) }),
			[]reply{wiretest.OK(`{"id":"p","isEnabled":true,"applicationRestrictions":{"passwordCredentials":[
				{"restrictionType":"passwordAddition","maxLifetime":null,"state":"disabled","restrictForAppsCreatedAfterDateTime":"2026-01-01T00:00:00Z"},
				{"restrictionType":"passwordLifetime","maxLifetime":"P180D","restrictForAppsCreatedAfterDateTime":null,"excludeActors":{"customSecurityAttributes":[{"id":"x"}]}},
				{"restrictionType":"symmetricKeyLifetime","maxLifetime":"PT1H"}],"keyCredentials":[],
				"identifierUris":{"@odata.type":null,"nonDefaultUriAddition":{"state":"enabled","excludeSaml":true,"isStateSetByMicrosoft":true,"excludeActors":null},"uriAdditionWithoutUniqueTenantIdentifier":null}}}`)},
			AppManagementPolicy{
				Enabled:          true,
				IdentifierURIs:   map[string]URIRestriction{OnlyDefaultURIs: {Restriction: Restriction{State: "enabled"}, ExcludesSAML: true, ByMicrosoft: true}},
				PasswordAddition: &SecretRestriction{Restriction: Restriction{State: "disabled", After: after}},
				PasswordLifetime: &SecretRestriction{Restriction: Restriction{ExcludesActors: true}, MaxLifetime: 180 * 24 * time.Hour},
			},
			[]string{"/v1.0/policies/defaultAppManagementPolicy"},
		},
		"policy without restrictions": {
			one(func(ctx context.Context, c *Client) (AppManagementPolicy, error) { return c.AppManagementPolicy(ctx) }),
			[]reply{wiretest.OK(`{"id":"p","isEnabled":false,"applicationRestrictions":null}`)}, AppManagementPolicy{IdentifierURIs: map[string]URIRestriction{}}, []string{"/v1.0/policies/defaultAppManagementPolicy"},
		},
		"Conditional Access": {
			one(func(ctx context.Context, c *Client) ([]ConditionalAccessPolicy, error) {
				return c.ConditionalAccessPolicies(ctx)
			}),
			[]reply{wiretest.List(
				`{"id":"1","displayName":"robots","state":"enabled","conditions":{"clientAppTypes":["all"],"locations":null,"signInRiskLevels":[],"applications":{"includeApplications":["All"],"excludeApplications":["x"]},"clientApplications":{"includeServicePrincipals":["ServicePrincipalsInMyTenant"],"excludeServicePrincipals":["s"],"servicePrincipalFilter":{"mode":"include","rule":"r"}},"users":{"includeUsers":["None"]}},"grantControls":{"operator":"OR","builtInControls":["Block"]}}`,
				`{"id":"2","displayName":"people","state":"disabled","conditions":{"clientAppTypes":["browser"],"applications":{"includeApplications":["All"]},"clientApplications":null,"users":{"includeUsers":["u"],"excludeUsers":["v"],"includeGroups":["g"],"excludeGroups":["h"],"includeRoles":["r"],"excludeRoles":["q"]}},"grantControls":null,"sessionControls":null}`,
				`{"id":"3","state":"enabled","conditions":{"locations":{"includeLocations":["All"]}},"grantControls":{"operator":"AND","builtInControls":["mfa"]}}`,
			)},
			[]ConditionalAccessPolicy{
				{ID: "1", Name: "robots", State: "enabled", IncludeApplications: []string{"All"}, ExcludeApplications: []string{"x"}, IncludeServicePrincipals: []string{"ServicePrincipalsInMyTenant"}, ExcludeServicePrincipals: []string{"s"}, ServicePrincipalFilter: "r", Blocks: true},
				{ID: "2", Name: "people", State: "disabled", IncludeApplications: []string{"All"}, Conditional: true},
				{ID: "3", State: "enabled", Conditional: true},
			},
			[]string{policiesPath},
		},
		"Intune roles": {
			one(func(ctx context.Context, c *Client) ([]IntuneRole, error) { return c.IntuneRoles(ctx) }),
			[]reply{
				wiretest.List(`{"id":"A1","displayName":"Operators","members":["g"],"scopeType":"allDevices"}`, `{"id":"a2","displayName":"Orphans","members":null}`),
				wiretest.List(`{"id":"r1","displayName":"R1","rolePermissions":[{"resourceActions":[{"allowedResourceActions":["c","a","b"],"notAllowedResourceActions":["b"]}]},{"resourceActions":[{"allowedResourceActions":["a"]}]}]}`, `{"id":"r2","displayName":"R2","rolePermissions":null}`, `{"id":"r3"}`),
				wiretest.OK(answers(partOK(0, `{"value":[{"id":"a1","members":[]}]}`), partOK(1, `{"value":[]}`), `{"id":"2","status":404}`)),
			},
			[]IntuneRole{{RoleName: "R1", AssignmentName: "Operators", Members: []string{"g"}, Actions: []string{"a", "c"}}, {AssignmentName: "Orphans"}},
			[]string{"/v1.0/deviceManagement/roleAssignments", "/v1.0/deviceManagement/roleDefinitions", "/v1.0/$batch"},
		},
		"no Intune roles": {
			one(func(ctx context.Context, c *Client) ([]IntuneRole, error) { return c.IntuneRoles(ctx) }), []reply{wiretest.List()}, []IntuneRole{}, []string{"/v1.0/deviceManagement/roleAssignments"},
		},
	}
}

// TestTenantReads: what is asked for and what is taken of it, nulls included.
func TestTenantReads(t *testing.T) {
	for name, tt := range tenantReads() {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			got, err := tt.do(t.Context(), c)
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %+v, %v\nwant %+v", got, err, tt.want)
			}
			sent := s.Done()
			for i, want := range tt.sent {
				if sent[i].URI != want {
					t.Errorf("sent %s, want %s", sent[i].URI, want)
				}
				if advanced := strings.Contains(want, "/transitiveMemberOf/"); (sent[i].Header.Get("ConsistencyLevel") == "eventual") != advanced {
					t.Errorf("%s: ConsistencyLevel %q", want, sent[i].Header.Get("ConsistencyLevel"))
				}
			}
		})
	}
}

// TestTenantReadsBroken: whatever comes that is not the documented answer is an error that says what was tried, never a
// panic, and never "there is none".
func TestTenantReadsBroken(t *testing.T) {
	for name, tt := range tenantReads() {
		for _, body := range []string{`<html>`, ``, `null`, `{}`, `[]`, `{"value":null}`, `{"value":{}}`, `{"value":["x"]}`, `{"id":1}`, `{"id":[],"isEnabled":"yes","value":[{"id":{},"appRoleId":1,"skuPartNumber":1,"displayName":1}]}`} {
			s := newScript(t, wiretest.OK(body))
			c, _ := s.client()
			got, err := tt.do(t.Context(), c)
			if err == nil || !strings.Contains(err.Error(), "could not ") || !strings.Contains(err.Error(), testTenant) {
				t.Errorf("%s: %s: got %+v, %v", name, body, got, err)
			}
			s.Done()
		}
	}
}

// TestTenantReadsAbsent: what is not there is told apart from what may not be read.
func TestTenantReadsAbsent(t *testing.T) {
	s := newScript(t, refusal(404, "Request_ResourceNotFound", "absent"))
	c, _ := s.client()
	if _, err := c.User(t.Context(), "a@b"); !IsNotFound(err) || MissingPermission(err) != nil {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"", ".", ".."} {
		if _, err := c.User(t.Context(), name); err == nil {
			t.Errorf("%q addresses something else", name)
		}
	}
	s.Done()
	s = newScript(t, wiretest.List(`{"id":"x","displayName":null,"roleTemplateId":null}`))
	c, _ = s.client()
	_, err := c.UserDirectoryRoles(t.Context(), "u")
	var hidden *HiddenError
	if !errors.As(err, &hidden) || MissingPermission(err)[0] != "RoleManagement.Read.Directory" || !strings.Contains(err.Error(), "RoleManagement.Read.Directory") || !strings.Contains(err.Error(), testTenant) {
		t.Errorf("got %v", err)
	}
	s.Done()
	if MissingPermission(nil) != nil || MissingPermission(errors.New("x")) != nil {
		t.Error("a permission is missing for no reason")
	}
	s = newScript(t, wiretest.OK(`{"id":"p","isEnabled":true,"applicationRestrictions":{"passwordCredentials":[{"restrictionType":"passwordLifetime","maxLifetime":"a month"}]}}`))
	c, _ = s.client()
	if _, err := c.AppManagementPolicy(t.Context()); err == nil || !strings.Contains(err.Error(), "a month") {
		t.Errorf("got %v", err)
	}
	s.Done()
}
