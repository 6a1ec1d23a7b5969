package prerequisite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// graphPermissions compares what the identity holds with what the run needs.
func graphPermissions(f *facts) finding {
	who, err := f.identity()
	if err != nil {
		return f.unread(behindError{checkSignIn, err})
	}
	held, where, err := f.held(who)
	if err != nil {
		return f.unread(err)
	}
	needs, run, err := f.needs()
	if err != nil {
		return f.unread(err)
	}
	read := fmt.Sprintf("%s: %s holds %s.", where, describe(who), listed(held))
	if open := unmet(needs, held); len(open) > 0 {
		return fails(fmt.Sprintf("%s %s lacks: %s.", read, run, strings.Join(open, "; ")), "Grant the permissions of Microsoft Graph that are named, with an administrator's consent. The guide Permissions has the whole list.")
	}
	return passes(read + " " + run + " needs no more.")
}

// held are the permissions of the identity, and where they were read. Those of an application are in its role assignments.
// What is in a token is not documented by Microsoft, and is taken where those cannot be read, and for users.
func (f *facts) held(who graph.Identity) (permissions []string, where string, err error) {
	const token = "access token (a hint: Microsoft does not document what is in it)"
	if !who.App {
		return who.Permissions, token, nil
	}
	c, err := f.graph()
	if err != nil {
		return nil, "", err
	}
	held, err := c.HeldPermissions(f.ctx, who.AppID)
	if graph.IsForbidden(err) {
		return who.Permissions, token, nil
	}
	return held, "appRoleAssignments", err
}

// needs are the permissions that the run needs, and what to call it.
func (f *facts) needs() ([]graph.Need, string, error) {
	if f.tenant.ReadOnly() {
		return graph.NeedsOfPlan(), "A plan (the provider is read-only)", nil
	}
	sp, err := f.microservice()
	switch {
	case graph.IsForbidden(err):
		return graph.NeedsOfApply(false), "An apply, which may also have to make the service principal of the Configuration Manager Microservice,", nil
	case err != nil:
		return nil, "", err
	case sp != nil:
		return graph.NeedsOfApply(true), "An apply", nil
	default:
		return graph.NeedsOfApply(false), "An apply, which also makes the service principal of the Configuration Manager Microservice,", nil
	}
}

// unmet are the needs that none of the permissions meets, one for each choice of permissions.
func unmet(needs []graph.Need, held []string) []string {
	out := []string{}
	for _, n := range needs {
		if slices.ContainsFunc(n.AnyOf, func(p string) bool { return slices.Contains(held, p) }) {
			continue
		}
		out = append(out, strings.Join(n.AnyOf, " or ")+" to "+n.Doing)
	}
	return out
}

func listed(names []string) string {
	if len(names) == 0 {
		return "no permissions"
	}
	sorted := slices.Clone(names)
	slices.Sort(sorted)
	return strings.Join(slices.Compact(sorted), ", ")
}
