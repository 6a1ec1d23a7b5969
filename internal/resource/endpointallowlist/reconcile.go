package endpointallowlist

import (
	"context"
	"fmt"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// reconcile repairs what differs until several reads in a row show what is wanted.
func (w target) reconcile(ctx context.Context, c *graph.Client) (last seen, err error) {
	what := fmt.Sprintf("the filtering policy %q to be as configured", w.policy.Name)
	err = c.Await(ctx, what, settledReads, func(ctx context.Context) (bool, error) {
		s, err := look(ctx, c, w.policy.ID)
		if err != nil || s.policy == nil {
			return false, err
		}
		last = s
		settings, err := w.reconcileSettings(ctx, c, s.policy)
		if err != nil {
			return false, err
		}
		rules, err := w.reconcileRules(ctx, c, s.policy.Rules)
		if err != nil {
			return false, err
		}
		links, err := w.reconcileLinks(ctx, c, s.links)
		return settings && rules && links, err
	})
	return last, w.memory.explain(err)
}

// reconcileSettings repairs name, description and action; it reports whether there was nothing to repair.
func (w target) reconcileSettings(ctx context.Context, c *graph.Client, have *graph.FilteringPolicy) (done bool, err error) {
	if w.policy.Name == have.Name && w.policy.Description == have.Description && w.policy.Action == have.Action {
		return true, nil
	}
	return false, w.memory.send("settings", func() error { return c.UpdateFilteringPolicy(ctx, w.policy) })
}

// reconcileRules repairs rule by rule; it reports whether there was nothing to repair.
func (w target) reconcileRules(ctx context.Context, c *graph.Client, have []graph.FilteringRule) (done bool, err error) {
	done = true
	found := map[string]bool{}
	for _, r := range have {
		want, known := w.rules[r.Name]
		switch {
		case !known || found[r.Name] || r.Type != want.Type:
			done, err = false, w.memory.remove("rule "+r.ID, func() error { return c.DeleteFilteringRule(ctx, w.policy.ID, r.ID) })
		case !slices.Equal(r.FQDNs, want.FQDNs):
			want.ID, found[r.Name] = r.ID, true
			done, err = false, w.memory.send("rule "+r.ID, func() error { return c.UpdateFilteringRule(ctx, w.policy.ID, want) })
		default:
			found[r.Name] = true
		}
		if err != nil {
			return false, err
		}
	}
	for _, r := range sortedRules(w.rules) {
		if found[r.Name] {
			continue
		}
		done = false
		if err := w.memory.add("rule for "+r.Name, func() error { return c.AddFilteringRule(ctx, w.policy.ID, r) }); err != nil {
			return false, err
		}
	}
	return done, nil
}

// reconcileLinks links the policy to the one profile. A priority cannot be changed (learn, filteringPolicyLink, update), so
// a link with another one is removed and made again.
func (w target) reconcileLinks(ctx context.Context, c *graph.Client, have []linkAt) (done bool, err error) {
	done, linked := true, false
	for _, l := range have {
		switch {
		case l.profileID != w.profileID || l.Priority != w.priority || linked:
			done, err = false, w.memory.unlink(ctx, c, []linkAt{l})
		case l.State != graph.LinkEnabled:
			done, linked = false, true
			err = w.memory.send("state of "+l.ID, func() error { return c.EnableFilteringLink(ctx, l.profileID, l.ID) })
		default:
			linked = true
		}
		if err != nil {
			return false, err
		}
	}
	if linked {
		return done, nil
	}
	if len(have) > 0 { // one that was just removed must be gone first
		return false, nil
	}
	return false, w.memory.add("link", func() error { return c.LinkFilteringPolicy(ctx, w.profileID, w.policy.ID, w.priority) })
}
