package world

import (
	"slices"
	"time"
)

// AccessPolicy is a Conditional Access policy (learn, conditionalAccessPolicy).
type AccessPolicy struct {
	ID         string           `json:"id"`
	Name       string           `json:"displayName"`
	State      string           `json:"state"`
	Created    time.Time        `json:"createdDateTime"`
	Modified   *time.Time       `json:"modifiedDateTime"`
	TemplateID *string          `json:"templateId"`
	Conditions AccessConditions `json:"conditions"`
	Grant      *AccessGrant     `json:"grantControls"`
	Session    any              `json:"sessionControls"`
}

// AccessConditions say when a policy applies. The lab evaluates policies for workload identities without further
// conditions, and none for people.
type AccessConditions struct {
	UserRisk      []string            `json:"userRiskLevels"`
	SignInRisk    []string            `json:"signInRiskLevels"`
	PrincipalRisk []string            `json:"servicePrincipalRiskLevels"`
	InsiderRisk   *string             `json:"insiderRiskLevels"`
	ClientTypes   []string            `json:"clientAppTypes"`
	Platforms     any                 `json:"platforms"`
	Locations     map[string][]string `json:"locations"`
	Devices       any                 `json:"devices"`
	Flows         any                 `json:"authenticationFlows"`
	Applications  AccessApplications  `json:"applications"`
	Users         AccessUsers         `json:"users"`
	Clients       *AccessClients      `json:"clientApplications"`
}

// AccessApplications are the resources.
type AccessApplications struct {
	Include []string `json:"includeApplications" yaml:"include"`
	Exclude []string `json:"excludeApplications" yaml:"exclude"`
	Actions []string `json:"includeUserActions" yaml:"-"`
	Context []string `json:"includeAuthenticationContextClassReferences" yaml:"-"`
	Filter  any      `json:"applicationFilter" yaml:"-"`
}

// AccessUsers are the people.
type AccessUsers struct {
	IncludeUsers  []string `json:"includeUsers" yaml:"include"`
	ExcludeUsers  []string `json:"excludeUsers" yaml:"exclude"`
	IncludeGroups []string `json:"includeGroups" yaml:"include_groups"`
	ExcludeGroups []string `json:"excludeGroups" yaml:"exclude_groups"`
	IncludeRoles  []string `json:"includeRoles" yaml:"include_roles"`
	ExcludeRoles  []string `json:"excludeRoles" yaml:"exclude_roles"`
	IncludeGuests any      `json:"includeGuestsOrExternalUsers" yaml:"-"`
	ExcludeGuests any      `json:"excludeGuestsOrExternalUsers" yaml:"-"`
}

// AccessClients are the workload identities.
type AccessClients struct {
	Include []string `json:"includeServicePrincipals" yaml:"include"`
	Exclude []string `json:"excludeServicePrincipals" yaml:"exclude"`
	Filter  any      `json:"servicePrincipalFilter" yaml:"-"`
}

// AccessGrant is what a policy asks for.
type AccessGrant struct {
	Operator string   `json:"operator"`
	Controls []string `json:"builtInControls"`
	Factors  []string `json:"customAuthenticationFactors"`
	Terms    []string `json:"termsOfUse"`
	Strength any      `json:"authenticationStrength"`
}

// AccessPolicySeed is a Conditional Access policy of the seed.
type AccessPolicySeed struct {
	Name string `yaml:"name"`
	// State is enabled unless it says otherwise.
	State        string             `yaml:"state"`
	Applications AccessApplications `yaml:"applications"`
	Users        AccessUsers        `yaml:"users"`
	// ServicePrincipals makes it a policy for workload identities.
	ServicePrincipals *AccessClients `yaml:"service_principals"`
	// Locations are those that it applies to; without any it applies everywhere.
	Locations []string `yaml:"locations"`
	// Controls are block, mfa and so on.
	Controls []string `yaml:"controls"`
}

func (seed AccessPolicySeed) policy(now time.Time) AccessPolicy {
	on := AccessConditions{
		UserRisk: []string{}, SignInRisk: []string{}, PrincipalRisk: []string{}, ClientTypes: []string{"all"},
		Applications: seed.Applications, Users: seed.Users, Clients: seed.ServicePrincipals,
	}
	if len(seed.Locations) > 0 {
		on.Locations = map[string][]string{"includeLocations": seed.Locations, "excludeLocations": {}}
	}
	for _, list := range []*[]string{
		&on.Applications.Include, &on.Applications.Exclude, &on.Applications.Actions, &on.Applications.Context, &on.Users.IncludeUsers, &on.Users.ExcludeUsers,
		&on.Users.IncludeGroups, &on.Users.ExcludeGroups, &on.Users.IncludeRoles, &on.Users.ExcludeRoles,
	} {
		*list = append([]string{}, *list...)
	}
	if on.Clients != nil {
		on.Clients = &AccessClients{Include: append([]string{}, on.Clients.Include...), Exclude: append([]string{}, on.Clients.Exclude...)}
		on.Users.IncludeUsers = []string{"None"}
	}
	p := AccessPolicy{ID: NewID(), Name: seed.Name, State: seed.State, Created: now, Conditions: on}
	if p.State == "" {
		p.State = "enabled"
	}
	if len(seed.Controls) > 0 {
		p.Grant = &AccessGrant{Operator: "OR", Controls: seed.Controls, Factors: []string{}, Terms: []string{}}
	}
	return p
}

// allMine stands for the service principals of the applications that are registered in the tenant.
const allMine = "ServicePrincipalsInMyTenant"

// BlockedBy finds the Conditional Access policy that keeps a workload identity from a resource. Such policies are for the
// service principals of single-tenant applications of the tenant; multi-tenant ones and managed identities are out of their
// scope (learn, conditional-access, workload-identity).
func (s *Snapshot) BlockedBy(sp ServicePrincipal, resourceAppID string) (AccessPolicy, bool) {
	app, mine := s.ApplicationByAppID(sp.AppID)
	if !mine || app.SignInAudience != "AzureADMyOrg" {
		return AccessPolicy{}, false
	}
	return first(s.AccessPolicies, func(p AccessPolicy) bool {
		on := p.Conditions
		switch {
		case p.State != "enabled" || p.Grant == nil || !slices.Contains(p.Grant.Controls, "block") || on.Clients == nil:
			return false
		case len(on.Locations) > 0 || len(on.PrincipalRisk) > 0 || on.Clients.Filter != nil: // not evaluated
			return false
		case contains(on.Clients.Exclude, sp.ID) || !contains(on.Clients.Include, sp.ID) && !contains(on.Clients.Include, allMine):
			return false
		}
		return !contains(on.Applications.Exclude, resourceAppID) && (contains(on.Applications.Include, "All") || contains(on.Applications.Include, resourceAppID))
	})
}
