package endpointallowlist

import (
	"context"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// seen is the policy as it is, with its links; policy is nil when there is none.
type seen struct {
	policy *graph.FilteringPolicy
	links  []linkAt
}

// linkAt is a link of the policy, with the profile that it belongs to.
type linkAt struct {
	graph.FilteringLink
	profileID string
}

// look reads the policy and its links.
func look(ctx context.Context, c *graph.Client, policyID string) (seen, error) {
	p, profiles, err := c.FilteringPolicyWithProfiles(ctx, policyID)
	if err != nil {
		return seen{}, err
	}
	s := seen{policy: p}
	for _, profile := range profiles {
		for _, l := range profile.Links {
			if l.PolicyID == policyID {
				s.links = append(s.links, linkAt{l, profile.ID})
			}
		}
	}
	return s, nil
}

// lookSteady looks until several looks in a row show the same.
func lookSteady(ctx context.Context, c *graph.Client, policyID string) (seen, error) {
	return graph.Steady(ctx, c, "the filtering policy", func(ctx context.Context) (seen, error) { return look(ctx, c, policyID) })
}
