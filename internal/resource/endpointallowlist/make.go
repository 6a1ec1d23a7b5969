package endpointallowlist

import (
	"context"
	"fmt"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// finishTime is how long the last request of a create may take when the time for the create is up.
const finishTime = time.Minute

// make makes the policy, or goes on with one that was cut short. It is marked as unfinished until all of it is seen.
func (w target) make(ctx context.Context, c *graph.Client) (seen, error) {
	final := w.policy.Description
	w.policy.Description = marked(final, w.claim.list.mark())
	id, err := w.ensure(ctx, c)
	if err != nil {
		return seen{}, err
	}
	w.policy.ID = id
	s, err := w.reconcile(ctx, c)
	if err != nil {
		return seen{}, fmt.Errorf(unfinished, err, id)
	}
	w.policy.Description = final
	if err := w.finish(ctx, c); err != nil {
		return seen{}, fmt.Errorf(unfinished+". If that takes it for a policy of others, its mark was removed after all: delete the policy, and apply again", err, id)
	}
	return s, nil
}

const unfinished = "%w\n\nThe policy exists (id %s), but is not finished. The next apply with the same policy_name and the same list continues with it"

// ensure returns the id of the policy: of one that was cut short, or of a new one.
func (w target) ensure(ctx context.Context, c *graph.Client) (string, error) {
	id, err := w.begun(ctx, c)
	if err != nil || id != "" {
		return id, err
	}
	create := w.policy
	create.Rules = sortedRules(w.rules)
	id, createErr := c.CreateFilteringPolicy(ctx, create)
	if createErr == nil || !graph.MayBeDone(createErr) && !graph.IsConflict(createErr) {
		return id, createErr
	}
	id, err = w.begun(ctx, c) // its answer was lost, or the name was not seen before
	if err == nil && id == "" {
		err = createErr
	}
	return id, err
}

// begun is the id of the policy with the name, if it was cut short; empty for none. Any other is refused.
func (w target) begun(ctx context.Context, c *graph.Client) (string, error) {
	h, err := w.claim.holder(ctx, c)
	if err == nil && h.id != "" && !h.ours {
		err = w.claim.refuse(h)
	}
	return h.id, err
}

// finish removes the mark, at once after all was seen: what is killed after that leaves a policy that nobody knows.
func (w target) finish(ctx context.Context, c *graph.Client) error {
	err := c.Await(ctx, fmt.Sprintf("the filtering policy %q to be marked as finished", w.policy.Name), 1, func(ctx context.Context) (bool, error) {
		err := c.UpdateFilteringPolicy(ctx, w.policy)
		if graph.MayBeDone(err) {
			w.memory.lost = err
			return false, nil
		}
		return err == nil, err
	})
	if err != nil && ctx.Err() != nil { // the mark may be gone, and nothing would know the policy then
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
		defer cancel()
		if c.UpdateFilteringPolicy(last, w.policy) == nil {
			return nil
		}
	}
	return w.memory.explain(err)
}
