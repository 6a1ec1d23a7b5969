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
		return noSuchUser(account)
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

func discovered(f *facts, account string) finding {
	users, err := f.discoveries(account)
	switch {
	case err != nil:
		return f.unread(err)
	case len(users) == 0:
		return warns("SMS_R_User: no discovered user has its name, or the account that reads may not see it.", "Turn on Active Directory User Discovery or Microsoft Entra user discovery for it; up to 2010 both.")
	default:
		return passes("SMS_R_User: discovered as " + users[0].UniqueName + ".")
	}
}

// roleFull is the built-in security role that has every right.
const roleFull = "Full Administrator"

// sitePermission: which rights a security role has is in a property that no published client reads, so only the role that
// has all of them is taken for one that has this. From 2207 on, the roles of Intune may be the authority instead; the box at the
// site that says so cannot be read (AdminService notes §3.5).
func sitePermission(f *facts, account string) finding {
	users, err := f.discoveries(account)
	if err != nil {
		return f.unread(err)
	}
	admins, err := f.administrators()
	if err != nil {
		return f.unread(err)
	}
	if len(admins) == 0 { // not even the account that reads
		return hidden("SMS_Admin")
	}
	const look = "In the console, look whether a security role of the account has Initiate Configuration Manager action (object Collection). Not needed where Intune's roles are the authority (2207 and later)."
	if len(users) == 0 {
		return unknown("its name at the site is not known, since it is not discovered.", look)
	}
	groups := false
	for _, a := range admins {
		groups = groups || a.Group
		if !slices.ContainsFunc(users, func(u adminservice.DiscoveredUser) bool { return strings.EqualFold(u.UniqueName, a.LogonName) }) {
			continue
		}
		if slices.Contains(a.Roles, roleFull) {
			return passes(fmt.Sprintf("SMS_Admin: %s is %s, for the collections and scopes that it is assigned to.", a.LogonName, roleFull))
		}
		return unknown(fmt.Sprintf("SMS_Admin: %s has the security roles %s; what these allow is not read.", a.LogonName, listed(a.Roles)), look)
	}
	who := "SMS_Admin: " + users[0].UniqueName
	top, err := f.top()
	switch {
	case groups:
		return unknown(who+" is no administrative user by itself; whether it is by a group is not read.", look)
	case err == nil && !cloud.Gate(cloud.GateIntuneRBAC).Allows(top.Build):
		return fails(who+" is no administrative user.", "Add it as one, with a security role that has Initiate Configuration Manager action.")
	case f.switchedOff():
		return fails(who+" is no administrative user, and "+graph.RBACStatePath+" says that the roles of Intune are not the authority in this tenant.", "Add it as one, with a security role that has Initiate Configuration Manager action; or switch Intune's roles on for the whole tenant (tenantattach_intune_rbac).")
	default:
		return warns(who+" is no administrative user. Whether the roles of Intune are the authority here, so that it need not be one, cannot be read from the site.", look)
	}
}

// switchedOff reports whether the tenant's switch is known to be off: then the roles of the site decide, whatever its box says.
func (f *facts) switchedOff() bool {
	on, err := f.intuneRBAC()
	return err == nil && !on
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
		return noSuchUser(account)
	}
	if err != nil {
		return f.unread(err)
	}
	unresolved := false
	for _, r := range roles {
		unresolved = unresolved || len(r.Members) == 0 || len(r.Actions) == 0
		member := slices.ContainsFunc(r.Members, func(id string) bool { return slices.Contains(groups, id) })
		if member && slices.Contains(r.Actions, cloud.IntuneConfigMgrAction) {
			return passes(fmt.Sprintf("deviceManagement/roleAssignments: role %q, assigned by %q, allows %s.", r.RoleName, r.AssignmentName, cloud.IntuneConfigMgrAction))
		}
	}
	directory, err := f.rolesOf(account)
	if err != nil {
		return f.unread(err)
	}
	for _, r := range directory {
		if slices.Contains([]string{cloud.IntuneAdministratorRole, cloud.GlobalAdministratorRole}, strings.ToLower(r.TemplateID)) {
			return passes("transitiveMemberOf: " + r.Name + ", which needs no role of Intune.")
		}
	}
	if unresolved {
		return unknown("deviceManagement/roleAssignments: no role that is known to reach it allows "+cloud.IntuneConfigMgrAction+", and of some assignments the members or the actions were not told.", "Look at the roles in the Intune admin center.")
	}
	return fails("deviceManagement/roleAssignments: no role that reaches it allows "+cloud.IntuneConfigMgrAction+".", "Assign a role of Intune with Remote tasks, Initiate Configuration Manager action, such as Help Desk Operator.")
}
