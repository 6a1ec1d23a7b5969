package msgraph

import (
	"net/http"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// userResource has the properties that come by default, and those that come only when they are asked for (learn, user).
func userResource() resource {
	return resource{
		set: "users", name: "user",
		defaults: []string{"businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname", "userPrincipalName", "id"},
		onSelect: []string{
			"accountEnabled", "userType", "assignedPlans", "onPremisesSyncEnabled", "onPremisesSecurityIdentifier", "onPremisesDomainName", "onPremisesSamAccountName",
			"onPremisesUserPrincipalName",
		},
	}
}

func viewUser(u world.User) map[string]any {
	view := plain(u)
	view["businessPhones"] = []any{}
	return view
}

// user is the one that the path addresses. A name that begins with a dollar sign is taken only in parentheses (learn,
// user-get).
func (c *call) user() (world.User, error) {
	key := c.keys[0].value
	if strings.HasPrefix(key, "$") && !strings.Contains(c.request.path, "(") {
		return world.User{}, badRequest("Resource not found for the segment '" + key + "'.")
	}
	u, ok := c.replica.User(key)
	if !ok {
		return u, errMissing(key)
	}
	return u, nil
}

func getUser(c *call) (*answer, error) {
	u, err := c.user()
	if err != nil {
		return nil, err
	}
	return c.entity(http.StatusOK, userResource(), viewUser(u))
}

// advanced refuses what is documented to need an advanced query, if it is not one (learn, user-list-transitivememberof).
func (c *call) advanced() error {
	if !strings.EqualFold(c.request.header.Get("ConsistencyLevel"), "eventual") || !strings.Contains(c.request.query, "count=true") {
		return refuse(codeUnsupported, "Request with OData cast requires the header ConsistencyLevel: eventual and the query option $count=true.")
	}
	return nil
}

func listGroupsOf(c *call) (*answer, error) {
	u, err := c.user()
	if err != nil {
		return nil, err
	}
	if err := c.advanced(); err != nil {
		return nil, err
	}
	res := resource{set: "groups", name: "group", defaults: []string{"id", "displayName", "securityEnabled"}, counted: true}
	show := c.caller.may([]anyOf{{groupMemberRead, groupRead, directoryRead, directoryWrite}})
	return c.list(res, views(c.replica.GroupsOf(u.ID), func(g world.Group) map[string]any { return limited(plain(g), show) }, nil))
}

// listRolesOf answers with the roles of the whole tenant. Their ids are those of the tenant, not of the templates.
func listRolesOf(c *call) (*answer, error) {
	u, err := c.user()
	if err != nil {
		return nil, err
	}
	if err := c.advanced(); err != nil {
		return nil, err
	}
	roles := map[string]string{} // template ids by id
	for _, template := range c.replica.RolesOf(u.ID) {
		roles[world.IDOf(c.caller.tenant.ID, "directory role "+template)] = template
	}
	all := []map[string]any{}
	for id, template := range roles {
		name := world.DirectoryRoleNames()[template]
		all = append(all, limited(map[string]any{"id": id, "deletedDateTime": nil, "description": name, "displayName": name, "roleTemplateId": template}, c.caller.may([]anyOf{readRoles()})))
	}
	res := resource{set: "directoryRoles", name: "directoryRole", defaults: []string{"id", "deletedDateTime", "description", "displayName", "roleTemplateId"}, counted: true}
	return c.list(res, byID(all))
}

// limited leaves of an object that the caller may not read only its id (learn, "Limited information returned for
// inaccessible member objects").
func limited(view map[string]any, show bool) map[string]any {
	if show {
		return view
	}
	return map[string]any{"id": view["id"]}
}

// listRoleAssignments lists the active assignments of directory roles (learn, rbacapplication-list-roleassignments).
func listRoleAssignments(c *call) (*answer, error) {
	res := resource{
		set: "roleManagement/directory/roleAssignments", name: "unifiedRoleAssignment", defaults: []string{"id", "principalId", "roleDefinitionId", "directoryScopeId"},
		onSelect: []string{"appScopeId"}, filters: []string{"principalId", "roleDefinitionId", "directoryScopeId"}, expand: "roleDefinition", unpaged: true,
	}
	return c.list(res, views(c.replica.RoleAssignments, func(a world.DirectoryRoleAssignment) map[string]any {
		view, name := plain(a), world.DirectoryRoleNames()[a.RoleDefinitionID]
		view["roleDefinition"] = map[string]any{
			"id": a.RoleDefinitionID, "templateId": a.RoleDefinitionID, "displayName": name, "description": name, "isBuiltIn": true, "isEnabled": true,
			"resourceScopes": []any{world.WholeTenant}, "rolePermissions": []any{}, "version": "1",
		}
		return view
	}, nil))
}
