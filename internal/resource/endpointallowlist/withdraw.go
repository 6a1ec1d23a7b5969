package endpointallowlist

import (
	"context"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// withdraw removes the policy with its links, if there is one.
func withdraw(ctx context.Context, t *tenant.Tenant, policyID string) error {
	if policyID == "" {
		return nil
	}
	c, err := t.Graph()
	if err != nil {
		return err
	}
	m := newMemory()
	return m.explain(c.Await(ctx, "the filtering policy "+policyID+" to be gone", settledReads, func(ctx context.Context) (bool, error) {
		s, err := look(ctx, c, policyID)
		if err != nil || s.policy == nil && len(s.links) == 0 {
			return err == nil, err
		}
		if len(s.links) > 0 {
			return false, m.unlink(ctx, c, s.links)
		}
		return false, m.deletePolicy(ctx, c, policyID)
	}))
}

func (m *memory) unlink(ctx context.Context, c *graph.Client, links []linkAt) error {
	for _, l := range links {
		if err := m.remove("link "+l.ID, func() error { return c.UnlinkFilteringPolicy(ctx, l.profileID, l.ID) }); err != nil {
			return err
		}
	}
	return nil
}

// deletePolicy deletes a policy without links. Who is asked to do so may know of one all the same, because it lags.
func (m *memory) deletePolicy(ctx context.Context, c *graph.Client, policyID string) error {
	err := m.remove("policy", func() error { return c.DeleteFilteringPolicy(ctx, policyID) })
	if graph.IsLinked(err) {
		m.refused("policy", err)
		return nil
	}
	return err
}
