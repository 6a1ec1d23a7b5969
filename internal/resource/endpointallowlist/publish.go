package endpointallowlist

import (
	"context"
	"errors"
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
	// looks is how often something that was added is looked for before it is added again: its answer, or the thing itself,
	// may have been lost.
	looks = 5
	// profileTime is for how long a security profile is waited for, which may just have been made.
	profileTime = time.Minute
)

// target is the policy that is wanted.
type target struct {
	policy    graph.FilteringPolicy
	rules     map[string]graph.FilteringRule
	profileID string
	priority  int64

	memory *memory
}

// memory is what was sent while a policy is repaired.
type memory struct {
	// added counts the looks since a rule was added, by name; the link has the empty name.
	added map[string]int
	// lost is the last failure of which it is not known whether it was one.
	lost error
}

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
	p, err := c.FilteringPolicy(ctx, policyID)
	if graph.IsNotFound(err) {
		p, err = nil, nil
	}
	if err != nil {
		return seen{}, err
	}
	s := seen{policy: p}
	profiles, err := c.FilteringProfiles(ctx)
	for _, profile := range profiles {
		for _, l := range profile.Links {
			if l.PolicyID == policyID {
				s.links = append(s.links, linkAt{l, profile.ID})
			}
		}
	}
	return s, err
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
	want := target{
		policy: graph.FilteringPolicy{ID: policyID, Name: p.PolicyName.ValueString(), Description: p.Description.ValueString(), Action: graph.FilteringAllow},
		rules:  a.rules(), priority: p.Priority.ValueInt64(), memory: &memory{added: map[string]int{}},
	}
	if want.profileID, err = awaitProfile(ctx, c, p); err != nil {
		return err
	}
	if want.policy.ID, err = want.ensure(ctx, c); err != nil {
		return err
	}
	s, err := want.reconcile(ctx, c)
	if err != nil {
		return fmt.Errorf("%w\n\nThe policy exists (id %s), but is not finished. The next apply with the same policy_name continues with it", err, want.policy.ID)
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

// ensure returns the id of the policy: the one that is known, the one of that name, or a new one.
func (w target) ensure(ctx context.Context, c *graph.Client) (string, error) {
	if w.policy.ID != "" {
		s, err := graph.Steady(ctx, c, "the filtering policy", func(ctx context.Context) (seen, error) { return look(ctx, c, w.policy.ID) })
		if err == nil && s.policy == nil {
			err = fmt.Errorf("the filtering policy %s has gone since the plan was made: plan again", w.policy.ID)
		}
		return w.policy.ID, err
	}
	id, err := named(ctx, c, w.policy.Name)
	if err != nil || id != "" {
		return id, err
	}
	create := w.policy
	create.Rules = sortedRules(w.rules)
	id, createErr := c.CreateFilteringPolicy(ctx, create)
	if createErr == nil || !graph.MayBeDone(createErr) {
		return id, createErr
	}
	id, err = graph.Steady(ctx, c, "the filtering policy", func(ctx context.Context) (string, error) { return named(ctx, c, w.policy.Name) })
	if err != nil || id == "" {
		return "", createErr
	}
	return id, nil
}

// named is the id of the policy with a name; empty for none.
func named(ctx context.Context, c *graph.Client, name string) (string, error) {
	all, err := c.FilteringPolicies(ctx)
	found := []string{}
	for _, p := range all {
		if p.Name == name {
			found = append(found, p.ID)
		}
	}
	switch len(found) {
	case 0:
		return "", err
	case 1:
		return found[0], err
	default:
		return "", fmt.Errorf("there are %d filtering policies with the name %q: delete or rename those that are not meant, or choose another policy_name", len(found), name)
	}
}

func sortedRules(rules map[string]graph.FilteringRule) []graph.FilteringRule {
	out := []graph.FilteringRule{}
	for _, name := range slices.Sorted(maps.Keys(rules)) {
		out = append(out, rules[name])
	}
	return out
}

// reconcile repairs what differs until several reads in a row show what is wanted.
func (w target) reconcile(ctx context.Context, c *graph.Client) (last seen, err error) {
	what := fmt.Sprintf("the filtering policy %q to be as configured", w.policy.Name)
	err = c.Await(ctx, what, settledReads, func(ctx context.Context) (bool, error) {
		s, err := look(ctx, c, w.policy.ID)
		if err != nil || s.policy == nil {
			return false, err
		}
		last = s
		same := w.policy.Name == s.policy.Name && w.policy.Description == s.policy.Description && w.policy.Action == s.policy.Action
		if !same {
			if err := c.UpdateFilteringPolicy(ctx, w.policy); err != nil {
				return false, err
			}
		}
		rules, err := w.reconcileRules(ctx, c, s.policy.Rules)
		if err != nil {
			return false, err
		}
		links, err := w.reconcileLinks(ctx, c, s.links)
		return same && rules && links, err
	})
	if err != nil {
		err = errors.Join(err, w.memory.lost)
	}
	return last, err
}

// reconcileRules repairs rule by rule; it reports whether there was nothing to repair.
func (w target) reconcileRules(ctx context.Context, c *graph.Client, have []graph.FilteringRule) (done bool, err error) {
	done = true
	found := map[string]bool{}
	for _, r := range have {
		want, known := w.rules[r.Name]
		switch {
		case !known || found[r.Name] || r.Type != want.Type:
			done, err = false, ignoreNotFound(c.DeleteFilteringRule(ctx, w.policy.ID, r.ID))
		case !slices.Equal(r.FQDNs, want.FQDNs):
			want.ID = r.ID
			done, err = false, c.UpdateFilteringRule(ctx, w.policy.ID, want)
			found[r.Name] = true
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
		if err := w.add(r.Name, func() error { return c.AddFilteringRule(ctx, w.policy.ID, r) }); err != nil {
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
			done, err = false, ignoreNotFound(c.UnlinkFilteringPolicy(ctx, l.profileID, l.ID))
		case l.State != graph.LinkEnabled:
			done, linked, err = false, true, c.EnableFilteringLink(ctx, l.profileID, l.ID)
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
	return false, w.add("", func() error { return c.LinkFilteringPolicy(ctx, w.profileID, w.policy.ID, w.priority) })
}

// add adds something once, and again only if it was looked for often enough since. That its answer is lost is no error, nor
// is it the first time that it is said to be there already: the next looks show whether it was done.
func (w target) add(name string, send func() error) error {
	n, sent := w.memory.added[name]
	if sent && n < looks {
		w.memory.added[name]++
		return nil
	}
	w.memory.added[name] = 0
	err := send()
	switch {
	case graph.IsNotFound(err): // the policy, or the profile, is not known there yet
		delete(w.memory.added, name)
	case graph.MayBeDone(err), graph.IsConflict(err) && !sent:
		w.memory.lost = err
		return nil
	}
	return err
}

func ignoreNotFound(err error) error {
	if graph.IsNotFound(err) {
		return nil
	}
	return err
}

// withdraw removes the policy with its links, if there is one.
func withdraw(ctx context.Context, t *tenant.Tenant, policyID string) error {
	if policyID == "" {
		return nil
	}
	c, err := t.Graph()
	if err != nil {
		return err
	}
	return c.Await(ctx, "the filtering policy "+policyID+" to be gone", settledReads, func(ctx context.Context) (bool, error) {
		s, err := look(ctx, c, policyID)
		if err != nil || s.policy == nil && len(s.links) == 0 {
			return err == nil, err
		}
		for _, l := range s.links {
			if err := ignoreNotFound(c.UnlinkFilteringPolicy(ctx, l.profileID, l.ID)); err != nil {
				return false, err
			}
		}
		if s.policy == nil {
			return false, nil
		}
		return false, ignoreNotFound(c.DeleteFilteringPolicy(ctx, policyID))
	})
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
	s, err = graph.Steady(ctx, c, "the filtering policy", func(ctx context.Context) (seen, error) { return look(ctx, c, policyID) })
	*m = before
	m.setSeen(ctx, s, diags)
	return err
}
