package graph

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// wireAppRole is an application permission that a service principal offers.
type wireAppRole struct {
	ID    string `json:"id"`
	Value string `json:"value"`
}

// HeldPermissions are the application permissions of Microsoft Graph that an application holds in the tenant, sorted: the
// app role assignments of its service principal, by the names that Graph's own service principal gives them (learn,
// serviceprincipal-list-approleassignments). One without a name there is given by its id.
func (c *Client) HeldPermissions(ctx context.Context, appID string) ([]string, error) {
	ctx = during(ctx, readHeld())
	held, err := list[struct {
		RoleID     string `json:"appRoleId"`
		ResourceID string `json:"resourceId"`
	}](ctx, c, version, principalPath(appID)+"/appRoleAssignments")
	if err != nil || len(held) == 0 {
		return []string{}, err
	}
	var graph struct {
		ID    string        `json:"id"`
		Roles []wireAppRole `json:"appRoles"`
	}
	if err := c.v1(ctx, principalPath(cloud.GraphAppID)+query("$select", "id,appRoles"), &graph); err != nil {
		return nil, err
	}
	if graph.ID == "" {
		return nil, c.empty(readHeld())
	}
	out := []string{}
	for _, h := range held {
		if strings.EqualFold(h.ResourceID, graph.ID) {
			out = append(out, roleName(graph.Roles, h.RoleID))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func principalPath(appID string) string {
	return "servicePrincipals(appId=" + keySegment(appID) + ")"
}

func roleName(roles []wireAppRole, id string) string {
	for _, r := range roles {
		if strings.EqualFold(r.ID, id) && r.Value != "" {
			return r.Value
		}
	}
	return id
}
