package endpointallowlist

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	// settledReads is how many reads in a row must show what is wanted: replicas that lag may answer in between. Whether
	// those of Global Secure Access lag is not published; it is taken for granted.
	settledReads = 3
	// profileTime is for how long a security profile is waited for, which may just have been made.
	profileTime = time.Minute
)

// target is the policy that is wanted.
type target struct {
	policy    graph.FilteringPolicy
	rules     map[string]graph.FilteringRule
	profileID string
	priority  int64

	claim  claim
	memory *memory
}

func (p publication) target(a agreement, policyID string) target {
	name := p.PolicyName.ValueString()
	return target{
		policy: graph.FilteringPolicy{ID: policyID, Name: name, Description: p.Description.ValueString(), Action: graph.FilteringAllow},
		rules:  a.rules(), priority: p.Priority.ValueInt64(), claim: claim{name, policyID, &a}, memory: newMemory(),
	}
}

// publish brings the policy to what is configured, and takes over what is there then.
func (m *model) publish(ctx context.Context, t *tenant.Tenant, a agreement, policyID string, diags *diag.Diagnostics) error {
	if err := publishable(t.Cloud().Name, m.Cloud.ValueString()); err != nil {
		return err
	}
	c, err := t.Graph()
	if err != nil {
		return err
	}
	p := m.publication(ctx, diags)
	want := p.target(a, policyID)
	if want.profileID, err = awaitProfile(ctx, c, p); err != nil {
		return err
	}
	s, err := want.bring(ctx, c)
	if err != nil {
		return err
	}
	m.note(ctx, a.notes(), diags)
	m.setSeen(ctx, s, diags)
	return nil
}

// awaitProfile finds the security profile.
func awaitProfile(ctx context.Context, c *graph.Client, p publication) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, profileTime)
	defer cancel()
	err = c.Await(ctx, "the security profile "+p.profile(), 1, func(ctx context.Context) (bool, error) {
		all, err := c.FilteringProfiles(ctx)
		if err != nil {
			return false, err
		}
		id, err = p.find(all)
		return id != "", err
	})
	return id, err
}

// bring brings the policy that is published to what is wanted, or makes one.
func (w target) bring(ctx context.Context, c *graph.Client) (seen, error) {
	if w.policy.ID == "" {
		return w.make(ctx, c)
	}
	if err := w.check(ctx, c); err != nil {
		return seen{}, err
	}
	return w.reconcile(ctx, c)
}

// check looks whether the policy is there, and whether it can be given its name.
func (w target) check(ctx context.Context, c *graph.Client) error {
	s, err := lookSteady(ctx, c, w.policy.ID)
	if err != nil {
		return err
	}
	if s.policy == nil {
		return fmt.Errorf("the filtering policy %s has gone since the plan was made: plan again", w.policy.ID)
	}
	if s.policy.Name == w.policy.Name {
		return nil
	}
	other, err := w.claim.holder(ctx, c)
	if err == nil && other.id != "" {
		err = w.claim.refuse(other)
	}
	return err
}

func sortedRules(rules map[string]graph.FilteringRule) []graph.FilteringRule {
	out := []graph.FilteringRule{}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		out = append(out, rules[name])
	}
	return out
}

// refresh reads what is published. What differs from the state must be shown by several reads.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant, diags *diag.Diagnostics) error {
	policyID := m.policyID(ctx, diags)
	if policyID == "" {
		return nil
	}
	c, err := t.Graph()
	if err != nil {
		return err
	}
	s, err := look(ctx, c, policyID)
	if err != nil {
		return err
	}
	before := *m
	m.setSeen(ctx, s, diags)
	if reflect.DeepEqual(before.Published, m.Published) && before.Publish.Equal(m.Publish) {
		return nil
	}
	s, err = lookSteady(ctx, c, policyID)
	*m = before
	m.setSeen(ctx, s, diags)
	return err
}
