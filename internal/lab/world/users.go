package world

import (
	"fmt"
	"strings"
	"time"
)

// User is a user of the tenant, with the property names of Graph.
type User struct {
	ID                           string         `json:"id"`
	UserPrincipalName            string         `json:"userPrincipalName"`
	DisplayName                  string         `json:"displayName"`
	AccountEnabled               bool           `json:"accountEnabled"`
	UserType                     string         `json:"userType"`
	OnPremisesSyncEnabled        *bool          `json:"onPremisesSyncEnabled"`
	OnPremisesSecurityIdentifier *string        `json:"onPremisesSecurityIdentifier"`
	OnPremisesDomainName         *string        `json:"onPremisesDomainName"`
	OnPremisesSamAccountName     *string        `json:"onPremisesSamAccountName"`
	OnPremisesUserPrincipalName  *string        `json:"onPremisesUserPrincipalName"`
	AssignedPlans                []AssignedPlan `json:"assignedPlans"`
}

// AssignedPlan is a service plan of a user's licence.
type AssignedPlan struct {
	AssignedDateTime time.Time `json:"assignedDateTime"`
	CapabilityStatus string    `json:"capabilityStatus"`
	Service          string    `json:"service"`
	ServicePlanID    string    `json:"servicePlanId"`
}

// Group is a security group with the ids of its direct members, which may be groups.
type Group struct {
	ID              string   `json:"id"`
	DisplayName     string   `json:"displayName"`
	SecurityEnabled bool     `json:"securityEnabled"`
	Members         []string `json:"members"`
}

// DirectoryRoleAssignment is an active assignment of a role of Entra.
type DirectoryRoleAssignment struct {
	ID               string `json:"id"`
	PrincipalID      string `json:"principalId"`
	RoleDefinitionID string `json:"roleDefinitionId"`
	DirectoryScopeID string `json:"directoryScopeId"`
}

// WholeTenant is the scope of a role that holds in the whole tenant.
const WholeTenant = "/"

// DirectoryRoleNames are the built-in roles that the lab knows, by template id (Graph notes §1.3).
func DirectoryRoleNames() map[string]string {
	return map[string]string{
		"62e90394-69f5-4237-9190-012177145e10": "Global Administrator",
		"e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
		"3a2c62db-5318-420d-8d74-23affee5d9d5": "Intune Administrator",
		"9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
		"158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
	}
}

func directoryRoleID(name string) (string, error) {
	for id, known := range DirectoryRoleNames() {
		if known == name {
			return id, nil
		}
	}
	return "", fmt.Errorf("the lab has no directory role %q", name)
}

// User finds a user by its id or its user principal name.
func (s *Snapshot) User(key string) (User, bool) {
	return first(s.Users, func(u User) bool { return sameID(u.ID, key) || strings.EqualFold(u.UserPrincipalName, key) })
}

// GroupByName finds a group.
func (s *Snapshot) GroupByName(name string) (Group, bool) {
	return first(s.Groups, func(g Group) bool { return g.DisplayName == name })
}

// RolesOf are the template ids of the directory roles that an object has in the whole tenant, be it through a group.
func (s *Snapshot) RolesOf(id string) []string {
	groups, roles := s.GroupsOf(id), []string{}
	for _, a := range s.RoleAssignments {
		_, through := groups[a.PrincipalID]
		if a.DirectoryScopeID == WholeTenant && (through || sameID(a.PrincipalID, id)) && !contains(roles, a.RoleDefinitionID) {
			roles = append(roles, a.RoleDefinitionID)
		}
	}
	return roles
}

// GroupsOf are the groups that an object is a member of, be it through another group, by their ids.
func (s *Snapshot) GroupsOf(memberID string) map[string]Group {
	found := map[string]Group{}
	var add func(id string)
	add = func(id string) {
		for _, g := range s.Groups {
			if _, known := found[g.ID]; !known && contains(g.Members, id) {
				found[g.ID] = g
				add(g.ID)
			}
		}
	}
	add(memberID)
	return found
}

func contains(ids []string, id string) bool {
	for _, one := range ids {
		if sameID(one, id) {
			return true
		}
	}
	return false
}

// domainSID is that of the Active Directory domain of every hierarchy; accounts are numbered from firstRID on.
const (
	domainSID = "S-1-5-21-1004336348-1177238915-682003330"
	firstRID  = 1101
)

// plantPeople adds the users of a tenant, with what they are given.
func (w *World) plantPeople(t *Tenant, s *Snapshot, seed *TenantSeed, now time.Time) error {
	for i, p := range w.seed.People {
		u := User{
			ID: IDOf(t.ID, p.Name+"@"+seed.Domain), UserPrincipalName: p.Name + "@" + seed.Domain, DisplayName: p.Name, AccountEnabled: !p.Disabled, UserType: "Member",
			AssignedPlans: []AssignedPlan{},
		}
		if !p.CloudOnly {
			_, domain, _ := strings.Cut(seed.Hierarchy.Server, ".")
			u.OnPremisesSyncEnabled, u.OnPremisesSecurityIdentifier = new(true), new(fmt.Sprintf("%s-%d", domainSID, firstRID+i))
			u.OnPremisesDomainName, u.OnPremisesSamAccountName, u.OnPremisesUserPrincipalName = &domain, new(p.Name), new(u.UserPrincipalName)
		}
		for _, name := range p.Licenses {
			u.AssignedPlans = append(u.AssignedPlans, s.assign(name, now)...)
		}
		s.Users[u.ID] = u
		if err := s.give(u.ID, t.ID, p); err != nil {
			return fmt.Errorf("person %s: %w", p.Name, err)
		}
	}
	return nil
}

// give makes a user a member of its groups, and assigns its roles.
func (s *Snapshot) give(userID, tenantID string, p PersonSeed) error {
	for _, name := range p.Groups {
		g := s.group(tenantID, name)
		g.Members = append(g.Members, userID)
		s.Groups[g.ID] = g
	}
	for _, name := range p.Roles {
		role, err := directoryRoleID(name)
		if err != nil {
			return err
		}
		a := DirectoryRoleAssignment{ID: NewID(), PrincipalID: userID, RoleDefinitionID: role, DirectoryScopeID: WholeTenant}
		s.RoleAssignments[a.ID] = a
	}
	return nil
}

// group finds a group by its name, or makes it.
func (s *Snapshot) group(tenantID, name string) Group {
	if g, ok := s.GroupByName(name); ok {
		return g
	}
	return Group{ID: IDOf(tenantID, "group "+name), DisplayName: name, SecurityEnabled: true, Members: []string{}}
}
