package world

import "time"

// IntuneRole is a role of Intune, which has its own beside those of Entra.
type IntuneRole struct {
	ID          string                 `json:"id"`
	DisplayName string                 `json:"displayName"`
	Description string                 `json:"description"`
	IsBuiltIn   bool                   `json:"isBuiltIn"`
	Permissions []IntuneRolePermission `json:"rolePermissions"`
}

// IntuneRolePermission is what a role allows.
type IntuneRolePermission struct {
	Actions []IntuneActions `json:"resourceActions"`
}

// IntuneActions are resource actions.
type IntuneActions struct {
	Allowed    []string `json:"allowedResourceActions"`
	NotAllowed []string `json:"notAllowedResourceActions"`
}

// IntuneAssignment assigns a role of Intune to groups.
type IntuneAssignment struct {
	ID             string   `json:"id"`
	RoleID         string   `json:"roleId"`
	DisplayName    string   `json:"displayName"`
	Description    string   `json:"description"`
	Members        []string `json:"members"`
	ScopeType      string   `json:"scopeType"`
	ResourceScopes []string `json:"resourceScopes"`
}

// IntuneRoleSeed is a role of Intune with its one assignment.
type IntuneRoleSeed struct {
	Name    string   `yaml:"name"`
	BuiltIn bool     `yaml:"built_in"`
	Actions []string `yaml:"actions"`
	// Groups are the names of the groups that it is assigned to; without any there is no assignment.
	Groups []string `yaml:"groups"`
}

// defaultIntuneRoles are those of a tenant whose seed names none. The names of the actions are those of a live tenant (Graph
// notes §3); which built-in role has which is not all of it.
func defaultIntuneRoles() []IntuneRoleSeed {
	return []IntuneRoleSeed{
		{Name: "Read Only Operator", BuiltIn: true, Actions: []string{"Microsoft.Intune_ManagedDevices_Read", "Microsoft.Intune_CloudAttach_ClientDetails"}},
		{Name: "Help Desk Operator", BuiltIn: true, Actions: []string{"Microsoft.Intune_ManagedDevices_Read", "Microsoft.Intune_RemoteTasks_ConfigurationManagerAction"}, Groups: []string{"Device Operators"}},
	}
}

// plantFacts adds what the tenant is otherwise: subscriptions, policies, people, and roles of Intune.
func (w *World) plantFacts(t *Tenant, s *Snapshot, seed *TenantSeed, now time.Time) error {
	subscriptions, roles := seed.Subscriptions, seed.IntuneRoles
	if subscriptions == nil {
		subscriptions = defaultSubscriptions()
	}
	if roles == nil {
		roles = defaultIntuneRoles()
	}
	for _, one := range subscriptions {
		sub := one.subscription(t.ID)
		s.Subscriptions[sub.ID] = sub
	}
	policy := seed.AppPolicy.policy()
	s.AppPolicies[policy.ID] = policy
	for _, one := range seed.ConditionalAccess {
		p := one.policy(now)
		s.AccessPolicies[p.ID] = p
	}
	for _, one := range roles {
		s.plantIntuneRole(t.ID, one)
	}
	return w.plantPeople(t, s, seed, now)
}

func (s *Snapshot) plantIntuneRole(tenantID string, seed IntuneRoleSeed) {
	r := IntuneRole{
		ID: IDOf(tenantID, "Intune role "+seed.Name), DisplayName: seed.Name, IsBuiltIn: seed.BuiltIn,
		Permissions: []IntuneRolePermission{{Actions: []IntuneActions{{Allowed: seed.Actions, NotAllowed: []string{}}}}},
	}
	s.IntuneRoles[r.ID] = r
	if len(seed.Groups) == 0 {
		return
	}
	a := IntuneAssignment{
		ID: IDOf(tenantID, "Intune assignment "+seed.Name), RoleID: r.ID, DisplayName: seed.Name + "s", Members: []string{},
		ScopeType: "allDevicesAndLicensedUsers", ResourceScopes: []string{},
	}
	for _, name := range seed.Groups {
		g := s.group(tenantID, name)
		s.Groups[g.ID] = g
		a.Members = append(a.Members, g.ID)
	}
	s.IntuneAssignments[a.ID] = a
}
