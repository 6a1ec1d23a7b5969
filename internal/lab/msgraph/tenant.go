package msgraph

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// listSubscriptions takes no option but $select (learn, subscribedsku-list).
func listSubscriptions(c *call) (*answer, error) {
	res := resource{
		set: "subscribedSkus", name: "subscribedSku", unpaged: true,
		defaults: []string{"accountName", "accountId", "appliesTo", "capabilityStatus", "consumedUnits", "id", "skuId", "skuPartNumber", "subscriptionIds", "prepaidUnits", "servicePlans"},
	}
	return c.list(res, views(c.replica.Subscriptions, func(s world.Subscription) map[string]any { return plain(s) }, nil))
}

func getAppPolicy(c *call) (*answer, error) {
	res := resource{
		set: "policies/defaultAppManagementPolicy", name: "tenantAppManagementPolicy",
		defaults: []string{"id", "displayName", "description", "isEnabled", "applicationRestrictions", "servicePrincipalRestrictions"},
	}
	return c.entity(http.StatusOK, res, plain(c.replica.AppPolicy()))
}

// listAccessPolicies takes one request a second of a tenant, and throttles without saying for how long (Graph notes §2.2).
func listAccessPolicies(c *call) (*answer, error) {
	if !c.server.throttle.onePerSecond(c.caller.tenant.ID) {
		return nil, errThrottled()
	}
	res := resource{
		set: "conditionalAccess/policies", name: "conditionalAccessPolicy",
		defaults: []string{"id", "templateId", "displayName", "createdDateTime", "modifiedDateTime", "state", "conditions", "grantControls", "sessionControls"},
	}
	return c.list(res, views(c.replica.AccessPolicies, func(p world.AccessPolicy) map[string]any { return plain(p) }, nil))
}

// The lists of Intune are not paged by $top, nor filtered (inferred: their pages name no options). Two quirks were observed
// in a tenant (rknightion/graph2otel, 2026-07-24): $expand=roleDefinition answers null, and the assignments of one role come
// without their members.

func listIntuneRoles(c *call) (*answer, error) {
	res := resource{set: "deviceManagement/roleDefinitions", name: "roleDefinition", unpaged: true, defaults: []string{"id", "displayName", "description", "isBuiltIn", "rolePermissions"}}
	return c.list(res, views(c.replica.IntuneRoles, func(r world.IntuneRole) map[string]any { return plain(r) }, nil))
}

func intuneAssignmentResource() resource {
	return resource{
		set: "deviceManagement/roleAssignments", name: "deviceAndAppManagementRoleAssignment", unpaged: true, expand: "roleDefinition",
		defaults: []string{"id", "displayName", "description", "resourceScopes", "members", "scopeType"},
	}
}

func listIntuneAssignments(c *call) (*answer, error) {
	return c.list(intuneAssignmentResource(), views(c.replica.IntuneAssignments, func(a world.IntuneAssignment) map[string]any { return plain(a) }, nil))
}

func listAssignmentsOfIntuneRole(c *call) (*answer, error) {
	role, ok := c.replica.IntuneRoles[c.keys[0].value]
	if !ok {
		return nil, errMissing(c.keys[0].value)
	}
	res := intuneAssignmentResource()
	res.defaults = slices.Concat([]string{"@odata.type"}, res.defaults[:len(res.defaults)-1])
	return c.list(res, views(c.replica.IntuneAssignments, func(a world.IntuneAssignment) map[string]any {
		view := plain(a)
		view["@odata.type"], view["members"] = "#microsoft.graph.deviceAndAppManagementRoleAssignment", []any{}
		return view
	}, func(a world.IntuneAssignment) bool { return a.RoleID == role.ID }))
}

// byID orders objects, as lists need them.
func byID(views []map[string]any) []map[string]any {
	slices.SortFunc(views, func(a, b map[string]any) int {
		one, _ := a["id"].(string)
		other, _ := b["id"].(string)
		return cmp.Compare(one, other)
	})
	return views
}
