package prerequisite

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// graphPermissions compares what the identity holds with what the run needs. That is all that decides for an application
// without a role of Entra; for whoever has roles these decide as well, so that what is lacking is not known to fail.
func graphPermissions(f *facts) finding {
	who, err := f.identity()
	if err != nil {
		return f.unread(err)
	}
	held, where, err := f.held(who)
	if err != nil {
		return f.unread(err)
	}
	needs, run, err := f.needs()
	if err != nil {
		return f.unread(err)
	}
	open := unmet(needs, held)
	read := fmt.Sprintf("%s: %s holds %s.", where, describe(who), listed(held))
	if len(open) > 0 {
		read = fmt.Sprintf("%s %s lacks: %s.", read, run, strings.Join(open, "; "))
	}
	const remedy = "Grant the permissions of Microsoft Graph that are named, with an administrator's consent. The guide Permissions has the whole list."
	roles := f.writingRoles(who)
	switch {
	case !who.App && len(open) == 0:
		return unknown(read+" "+run+" needs no more, as far as permissions go; the roles of a user decide as well.", "See the check global_administrator.")
	case !who.App:
		return warns(read+" The names are those of application permissions, and the roles of a user decide as well.", "If the run is refused, the error names the permission.")
	case len(open) == 0:
		return passes(read + " " + run + " needs no more.")
	case len(roles) > 0:
		return warns(read+" It also has roles of Entra that may allow it: "+strings.Join(roles, ", ")+".", "If the run is refused, the error names the permission.")
	default:
		return fails(read, remedy)
	}
}

// writingRoles are the roles of Entra that an application has, and that may stand in for permissions. That they cannot be read
// is as if there were none: then the permissions are all that is known.
func (f *facts) writingRoles(who graph.Identity) []string {
	c, err := f.graph()
	if err != nil || !who.App || who.ObjectID == "" {
		return nil
	}
	roles, err := c.DirectoryRoles(f.ctx, who.ObjectID)
	if err != nil {
		return nil
	}
	names := []string{}
	for _, r := range roles {
		if slices.Contains([]string{cloud.GlobalAdministratorRole, cloud.PrivilegedRoleAdministratorRole, cloud.ApplicationAdministratorRole, cloud.CloudApplicationAdministratorRole}, strings.ToLower(r.TemplateID)) {
			names = append(names, cmp.Or(r.Name, cloud.DirectoryRoleName(r.TemplateID)))
		}
	}
	return names
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
	if f.options.Needs != nil {
		return f.options.Needs, "This resource", nil
	}
	if f.tenant.ReadOnly() {
		return graph.NeedsOfPlan(), "A plan (the provider is read-only)", nil
	}
	consent := !f.options.NoConsent
	sp, err := f.microservice()
	switch {
	case graph.IsForbidden(err):
		return graph.NeedsOfApply(false, consent), "An apply, which may also have to make the service principal of the Configuration Manager Microservice,", nil
	case err != nil:
		return nil, "", err
	case sp != nil:
		return graph.NeedsOfApply(true, consent), "An apply", nil
	default:
		return graph.NeedsOfApply(false, consent), "An apply, which also makes the service principal of the Configuration Manager Microservice,", nil
	}
}

// unmet are the needs that none of the permissions meets.
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
