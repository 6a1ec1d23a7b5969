package graph

import (
	"cmp"
	"context"
)

// DirectoryRole is an active assignment of a role of Entra. One that is only eligible, and has to be activated first, is
// none.
type DirectoryRole struct {
	// TemplateID is the id of a built-in role, the same in every tenant; Name is for people.
	TemplateID, Name string
	// Scope is where it holds: / for the whole tenant, or an administrative unit or object.
	Scope string
}

// wholeTenant is the scope of what holds in the whole tenant.
const wholeTenant = "/"

// DirectoryRoles are the roles that are assigned to a principal itself: a user, a service principal or a group, by its
// object id. What it has through groups is not in it; of a user, UserDirectoryRoles knows that (learn,
// rbacapplication-list-roleassignments).
func (c *Client) DirectoryRoles(ctx context.Context, principalID string) ([]DirectoryRole, error) {
	assignments, err := list[struct {
		RoleID     string `json:"roleDefinitionId"`
		Scope      string `json:"directoryScopeId"`
		Definition struct {
			Name       string `json:"displayName"`
			TemplateID string `json:"templateId"`
		} `json:"roleDefinition"`
	}](during(ctx, readDirectoryRoles()), c, version, "roleManagement/directory/roleAssignments"+query("$filter", "principalId eq "+literal(principalID), "$expand", "roleDefinition"))
	out := []DirectoryRole{}
	for _, a := range assignments {
		if a.RoleID == "" {
			return nil, c.empty(readDirectoryRoles())
		}
		out = append(out, DirectoryRole{TemplateID: cmp.Or(a.Definition.TemplateID, a.RoleID), Name: a.Definition.Name, Scope: a.Scope})
	}
	return out, err
}

// UserDirectoryRoles are the roles that a user, by id or user principal name, has in the whole tenant, be it through a
// group (learn, user-list-transitivememberof). Roles with another scope are no memberships, so that they are not in it
// (inferred); neither are custom roles. An index answers, that may be behind.
func (c *Client) UserDirectoryRoles(ctx context.Context, user string) ([]DirectoryRole, error) {
	path, err := c.userPath(user, readUserRoles())
	if err != nil {
		return nil, err
	}
	roles, err := list[struct {
		TemplateID string `json:"roleTemplateId"`
		Name       string `json:"displayName"`
	}](advanced(during(ctx, readUserRoles())), c, version, path+"/transitiveMemberOf/microsoft.graph.directoryRole"+query("$select", "id,displayName,roleTemplateId", "$count", "true"))
	out := []DirectoryRole{}
	for _, r := range roles {
		if r.TemplateID == "" {
			return nil, &HiddenError{Op: readUserRoles().text, What: "the ids of the roles", TenantID: c.options.TenantID, Permissions: []string{roleRead, directoryRead}}
		}
		out = append(out, DirectoryRole{TemplateID: r.TemplateID, Name: r.Name, Scope: wholeTenant})
	}
	return out, err
}
