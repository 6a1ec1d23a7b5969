package prerequisite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// accountChecks are about the people who start actions on devices in the admin center.
func accountChecks() []Check {
	const serves = fromPrerequisites + "permissions of the accounts that perform device actions"
	return []Check{
		{"accounts_hybrid", "Accounts for device actions are synchronized users", linkSync, serves + ": hybrid", each(hybrid)},
		{"accounts_discovered", "Accounts for device actions are discovered by the site", linkSync, serves + ": discovered", each(discovered)},
		{"accounts_site_permission", "Accounts for device actions may initiate them at the site", linkSync, serves + ": Initiate Configuration Manager action, at the site", each(sitePermission)},
		{"accounts_intune_permission", "Accounts for device actions may initiate them in Intune", linkRBAC, serves + ": Initiate Configuration Manager action, in Intune", each(intunePermission)},
	}
}

// each makes a check of one account a check of all that are named: the worst counts.
func each(one func(f *facts, account string) finding) func(*facts) finding {
	return func(f *facts) finding {
		if len(f.options.Accounts) == 0 {
			return unknown("No account for device actions is named.", "Name the accounts that are to start device actions.")
		}
		out := finding{status: Pass}
		said, remedies, missing := []string{}, []string{}, []string{}
		for _, account := range f.options.Accounts {
			got := one(f, account)
			out.status = worse(out.status, got.status)
			said = append(said, account+": "+got.evidence)
			remedies, missing = appendNew(remedies, got.remedy), appendNew(missing, got.missing)
		}
		out.evidence, out.remedy, out.missing = strings.Join(said, " "), strings.Join(remedies, " "), strings.Join(missing, "; ")
		return out
	}
}

func appendNew(list []string, text string) []string {
	if text == "" || slices.Contains(list, text) {
		return list
	}
	return append(list, text)
}

func hybrid(f *facts, account string) finding {
	user, err := f.user(account)
	switch {
	case graph.IsNotFound(err):
		return fails("the tenant has no such user.", "Name users by their user principal name.")
	case err != nil:
		return f.unread(err)
	case !user.Synchronized:
		return fails("users: not synchronized from Active Directory.", "Use accounts of Active Directory that are synchronized to Entra.")
	case !user.Enabled:
		return fails("users: the account is disabled.", "Enable it.")
	default:
		return passes("users: synchronized from " + user.OnPremisesDomain + ".")
	}
}

func (f *facts) user(account string) (*graph.User, error) {
	c, err := f.graph()
	if err != nil {
		return nil, err
	}
	return c.User(f.ctx, account)
}

func discovered(f *facts, account string) finding {
	users, err := f.discoveries(account)
	switch {
	case err != nil:
		return f.unread(err)
	case len(users) == 0:
		return fails("SMS_R_User: no discovery of the site has found it, or the account that reads may not see it.", "Turn on Active Directory User Discovery or Microsoft Entra user discovery for it; up to 2010 both.")
	default:
		return passes("SMS_R_User: discovered as " + users[0].UniqueName + ".")
	}
}

func (f *facts) discoveries(account string) ([]adminservice.DiscoveredUser, error) {
	c, err := f.site()
	if err != nil {
		return nil, err
	}
	return c.DiscoveredUsers(f.ctx, account)
}

// roleFull is the built-in security role that has every right.
const roleFull = "Full Administrator"

// sitePermission: which rights a security role has is in a property that no published client reads, so only the role that
// has all of them is taken for sure.
func sitePermission(f *facts, account string) finding {
	users, err := f.discoveries(account)
	if err != nil {
		return f.unread(err)
	}
	admins, err := f.administrators()
	if err != nil {
		return f.unread(err)
	}
	const look = "In the console, look whether a security role of the account has Initiate Configuration Manager action (object Collection). Not needed where Intune's roles are the authority (2207 and later)."
	groups := false
	for _, a := range admins {
		groups = groups || a.Group
		if !slices.ContainsFunc(users, func(u adminservice.DiscoveredUser) bool { return strings.EqualFold(u.UniqueName, a.LogonName) }) {
			continue
		}
		if slices.Contains(a.Roles, roleFull) {
			return passes(fmt.Sprintf("SMS_Admin: %s is %s.", a.LogonName, roleFull))
		}
		return unknown(fmt.Sprintf("SMS_Admin: %s has the security roles %s; what these allow is not read.", a.LogonName, listed(a.Roles)), look)
	}
	switch {
	case len(users) == 0:
		return unknown("its name at the site is not known, since it is not discovered.", look)
	case groups:
		return unknown("SMS_Admin: "+users[0].UniqueName+" is no administrative user by itself; whether it is by a group is not read.", look)
	default:
		return fails("SMS_Admin: "+users[0].UniqueName+" is no administrative user.", "Add it as an administrative user with a security role that has Initiate Configuration Manager action. Not needed where Intune's roles are the authority (2207 and later).")
	}
}

func intunePermission(f *facts, account string) finding {
	roles, err := f.intuneRoles()
	if err != nil {
		return f.unread(err)
	}
	c, err := f.graph()
	if err != nil {
		return f.unread(err)
	}
	groups, err := c.GroupsOf(f.ctx, account)
	if graph.IsNotFound(err) {
		return fails("the tenant has no such user.", "Name users by their user principal name.")
	}
	if err != nil {
		return f.unread(err)
	}
	for _, r := range roles {
		member := slices.ContainsFunc(r.Members, func(id string) bool { return slices.Contains(groups, id) })
		if member && slices.Contains(r.Actions, cloud.IntuneConfigMgrAction) {
			return passes(fmt.Sprintf("deviceManagement/roleAssignments: role %q, assigned by %q, allows %s.", r.RoleName, r.AssignmentName, cloud.IntuneConfigMgrAction))
		}
	}
	directory, err := c.UserDirectoryRoles(f.ctx, account)
	if err != nil {
		return f.unread(err)
	}
	for _, r := range directory {
		if slices.Contains([]string{cloud.IntuneAdministratorRole, cloud.GlobalAdministratorRole}, strings.ToLower(r.TemplateID)) {
			return passes("transitiveMemberOf: " + r.Name + ", which needs no role of Intune.")
		}
	}
	return fails("deviceManagement/roleAssignments: no role that reaches it allows "+cloud.IntuneConfigMgrAction+".", "Assign a role of Intune with Remote tasks, Initiate Configuration Manager action, such as Help Desk Operator.")
}
