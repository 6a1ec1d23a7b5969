package application

import (
	"context"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// granted reports whether consent to the permission is given for the whole tenant.
func granted(p *graph.Picture, r resolved) bool {
	if r.Type == typeScope {
		return slices.ContainsFunc(scopes(p.Grants, r.resourceID), func(s string) bool { return strings.EqualFold(s, r.Name) })
	}
	return assignment(p.Assignments, r) != nil
}

func assignment(list []graph.Assignment, r resolved) *graph.Assignment {
	for i, a := range list {
		if strings.EqualFold(a.ResourceID, r.resourceID) && strings.EqualFold(a.RoleID, r.id) {
			return &list[i]
		}
	}
	return nil
}

// scopes are the delegated permissions of one API that are consented to for all users.
func scopes(list []graph.Grant, resourceID string) []string {
	for _, g := range list {
		if strings.EqualFold(g.ResourceID, resourceID) && g.ConsentType == "AllPrincipals" {
			return g.Scopes
		}
	}
	return nil
}

// consent gives (or withdraws) what differs from what is wanted. Consent to anything else is left alone: it is not
// what this resource owns.
func consent(ctx context.Context, c *graph.Client, p *graph.Picture, list []resolved, give bool) error {
	if p.ServicePrincipal == nil { // and so no consent that could be withdrawn
		return nil
	}
	sp := p.ServicePrincipal.ObjectID
	delegated := map[string][]string{} // by service principal of the API: names to give or withdraw
	for _, r := range list {
		if granted(p, r) == give {
			continue
		}
		if r.Type == typeScope {
			delegated[r.resourceID] = append(delegated[r.resourceID], r.Name)
			continue
		}
		if err := consentRole(ctx, c, p, sp, r, give); err != nil {
			return err
		}
	}
	for resource, names := range delegated {
		if err := c.SetGrant(ctx, sp, resource, changed(scopes(p.Grants, resource), names, give)); err != nil {
			return err
		}
	}
	return nil
}

func consentRole(ctx context.Context, c *graph.Client, p *graph.Picture, sp string, r resolved, give bool) error {
	if give {
		return c.Assign(ctx, sp, r.resourceID, r.id)
	}
	return c.Unassign(ctx, sp, assignment(p.Assignments, r).ID)
}

// changed adds names to a list of scopes or takes them out.
func changed(have, names []string, add bool) []string {
	out := slices.DeleteFunc(slices.Clone(have), func(s string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, s) })
	})
	if add {
		out = append(out, names...)
	}
	return out
}
