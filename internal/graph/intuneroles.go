package graph

import (
	"context"
	"encoding/json"
	"net/url"
	"slices"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// IntuneRole is an assignment of a role of Intune. These roles are not those of Entra; an Intune Administrator of Entra
// needs none.
type IntuneRole struct {
	RoleName, AssignmentName string
	// Members are the object ids of the groups that it is assigned to.
	Members []string
	// Actions are the resource actions that the role allows, sorted, without those that it excludes again.
	Actions []string
}

type (
	wireIntuneRole struct {
		ID          string `json:"id"`
		Name        string `json:"displayName"`
		Permissions []struct {
			Actions []struct {
				Allowed    []string `json:"allowedResourceActions"`
				NotAllowed []string `json:"notAllowedResourceActions"`
			} `json:"resourceActions"`
		} `json:"rolePermissions"`
	}
	wireIntuneAssignment struct {
		ID      string   `json:"id"`
		Name    string   `json:"displayName"`
		Members []string `json:"members"`
	}
)

const (
	intuneRoles       = "deviceManagement/roleDefinitions"
	intuneAssignments = "deviceManagement/roleAssignments"
)

// IntuneRoles reads all assignments of Intune roles with what they allow. The list of assignments is documented to have the
// members (learn, intune-rbac-deviceandappmanagementroleassignment-list), but does not say which role each is of, and
// $expand=roleDefinition was observed to answer null (rknightion/graph2otel, 2026-07-24). So each role is asked for its
// assignments, in a $batch, and of these, which were observed without members, only the ids are used.
func (c *Client) IntuneRoles(ctx context.Context) ([]IntuneRole, error) {
	ctx = during(ctx, readIntuneRoles())
	assignments, err := list[wireIntuneAssignment](ctx, c, version, intuneAssignments)
	if err != nil || len(assignments) == 0 {
		return []IntuneRole{}, err
	}
	roles, err := list[wireIntuneRole](ctx, c, version, intuneRoles)
	if err != nil {
		return nil, err
	}
	roleOf, err := c.rolesOfAssignments(ctx, roles)
	if err != nil {
		return nil, err
	}
	out := []IntuneRole{}
	for _, a := range assignments {
		one := IntuneRole{AssignmentName: a.Name, Members: a.Members}
		if role, ok := roleOf[strings.ToLower(a.ID)]; ok {
			one.RoleName, one.Actions = role.Name, role.actions()
		}
		out = append(out, one)
	}
	return out, nil
}

// rolesOfAssignments asks each role for its assignments, and returns the roles by the ids of those.
func (c *Client) rolesOfAssignments(ctx context.Context, roles []wireIntuneRole) (map[string]wireIntuneRole, error) {
	out := map[string]wireIntuneRole{}
	parts := []part{}
	for _, role := range roles {
		uri, err := url.Parse(c.root(version) + intuneRoles + "/" + segment(role.ID) + "/roleAssignments")
		if err != nil {
			return nil, err
		}
		request := abstractions.NewRequestInformation()
		request.Method = abstractions.GET
		request.SetUri(*uri)
		parts = append(parts, part{operation: operationOf(ctx), request: request, take: func(body json.RawMessage) error {
			return c.takeAssignments(ctx, body, func(id string) { out[strings.ToLower(id)] = role })
		}})
	}
	return out, c.batch(ctx, version, parts)
}

func (c *Client) takeAssignments(ctx context.Context, body json.RawMessage, take func(id string)) error {
	var page listPage[wireIntuneAssignment]
	if err := c.decode(operationOf(ctx), body, &page); err != nil {
		return err
	}
	if page.Value == nil {
		return c.empty(operationOf(ctx))
	}
	all, err := follow(ctx, c, page)
	for _, a := range all {
		take(a.ID)
	}
	return err
}

func (r wireIntuneRole) actions() []string {
	allowed, not := []string{}, []string{}
	for _, p := range r.Permissions {
		for _, a := range p.Actions {
			allowed, not = append(allowed, a.Allowed...), append(not, a.NotAllowed...)
		}
	}
	allowed = slices.DeleteFunc(allowed, func(a string) bool { return slices.Contains(not, a) })
	slices.Sort(allowed)
	return slices.Compact(allowed)
}
