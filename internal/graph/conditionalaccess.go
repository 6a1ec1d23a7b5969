package graph

import (
	"context"
	"slices"
	"strings"
)

// ConditionalAccessPolicy is a Conditional Access policy, as far as it tells whom it keeps from signing in to what. Its
// further conditions, such as places and platforms, are only said to be there.
type ConditionalAccessPolicy struct {
	ID, Name string
	// State is enabled, disabled or enabledForReportingButNotEnforced.
	State string
	// IncludeApplications and ExcludeApplications are client ids, or All, None or Office365.
	IncludeApplications, ExcludeApplications []string
	// IncludeServicePrincipals and ExcludeServicePrincipals are object ids, or ServicePrincipalsInMyTenant: workload
	// identities. ServicePrincipalFilter is a rule that narrows them, which is not evaluated.
	IncludeServicePrincipals, ExcludeServicePrincipals []string
	ServicePrincipalFilter                             string
	// Blocks says that the policy, where it applies, refuses the sign-in.
	Blocks bool
	// Conditional says that it applies only under further conditions: places, platforms, devices, client apps or risks.
	Conditional bool
}

// Enforced reports whether the policy is in force, not only reported on.
func (p ConditionalAccessPolicy) Enforced() bool { return p.State == "enabled" }

type (
	wireAccessPolicy struct {
		ID         string `json:"id"`
		Name       string `json:"displayName"`
		State      string `json:"state"`
		Conditions struct {
			Applications struct {
				Include []string `json:"includeApplications"`
				Exclude []string `json:"excludeApplications"`
			} `json:"applications"`
			Clients struct {
				Include []string `json:"includeServicePrincipals"`
				Exclude []string `json:"excludeServicePrincipals"`
				Filter  struct {
					Rule string `json:"rule"`
				} `json:"servicePrincipalFilter"`
			} `json:"clientApplications"`
			wireFurther
		} `json:"conditions"`
		Grant struct {
			Controls []string `json:"builtInControls"`
		} `json:"grantControls"`
	}
	// wireFurther are the conditions of which only is told that they are there.
	wireFurther struct {
		Locations      *struct{} `json:"locations"`
		Platforms      *struct{} `json:"platforms"`
		Devices        *struct{} `json:"devices"`
		Flows          *struct{} `json:"authenticationFlows"`
		ClientAppTypes []string  `json:"clientAppTypes"`
		SignInRisk     []string  `json:"signInRiskLevels"`
		UserRisk       []string  `json:"userRiskLevels"`
		PrincipalRisk  []string  `json:"servicePrincipalRiskLevels"`
		InsiderRisk    string    `json:"insiderRiskLevels"`
	}
)

// ConditionalAccessPolicies reads all policies (learn, conditionalaccessroot-list-policies). The service takes one request
// a second of all clients of the tenant, and throttles without saying for how long (Graph notes §2.2).
func (c *Client) ConditionalAccessPolicies(ctx context.Context) ([]ConditionalAccessPolicy, error) {
	all, err := list[wireAccessPolicy](during(ctx, readConditionalAccess()), c, version, "identity/conditionalAccess/policies")
	out := []ConditionalAccessPolicy{}
	for _, w := range all {
		out = append(out, w.policy())
	}
	return out, err
}

func (w wireAccessPolicy) policy() ConditionalAccessPolicy {
	on := w.Conditions
	return ConditionalAccessPolicy{
		ID: w.ID, Name: w.Name, State: w.State,
		IncludeApplications: on.Applications.Include, ExcludeApplications: on.Applications.Exclude,
		IncludeServicePrincipals: on.Clients.Include, ExcludeServicePrincipals: on.Clients.Exclude, ServicePrincipalFilter: on.Clients.Filter.Rule,
		Blocks:      slices.ContainsFunc(w.Grant.Controls, func(c string) bool { return strings.EqualFold(c, "block") }),
		Conditional: on.any(),
	}
}

func (f wireFurther) any() bool {
	types := slices.DeleteFunc(slices.Clone(f.ClientAppTypes), func(t string) bool { return t == "all" })
	return f.Locations != nil || f.Platforms != nil || f.Devices != nil || f.Flows != nil || len(types) > 0 ||
		len(f.SignInRisk) > 0 || len(f.UserRisk) > 0 || len(f.PrincipalRisk) > 0 || f.InsiderRisk != ""
}
