package endpointallowlist

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// A policy is taken over only if an apply of the same list has begun to make it and was cut short: nothing else knows of it.
// Such a policy ends its description with a mark, until it is linked and its rules are seen: a policy without one belongs to
// somebody, be it another configuration of this provider.

// markStart is what every mark begins with.
const markStart = "[unfinished, by Terraform (tenantattach): "

// markDigits is how much of the fingerprint of the rules stands in a mark.
const markDigits = 16

// mark is what a policy of this list ends its description with while it is made.
func (a agreement) mark() string {
	return fmt.Sprintf("%s%.*s]", markStart, markDigits, endpoint.Hash(a.entries))
}

func marked(description, mark string) string {
	if description == "" {
		return mark
	}
	return description + " " + mark
}

// unmarked is the description without a mark.
func unmarked(description string) string {
	i := strings.LastIndex(description, markStart)
	if i < 0 || len(description) != i+len(markStart)+markDigits+1 || !strings.HasSuffix(description, "]") {
		return description
	}
	return strings.TrimSuffix(description[:i], " ")
}

// claim is the wish for a name.
type claim struct {
	name string
	// policyID is that of the policy that is published already; empty for none.
	policyID string
	// list is what the policy is to be made of; nil while it is not known.
	list *agreement
}

// holder is the other policy that has the name; its id is empty when there is none.
type holder struct {
	id string
	// unfinished is whether its create was cut short, ours whether it was a create of this list.
	unfinished, ours bool
}

// holder finds who has the name. What is seen is seen several times: a replica that lags may know a policy that has gone.
func (w claim) holder(ctx context.Context, c *graph.Client) (holder, error) {
	what := fmt.Sprintf("the filtering policies with the name %q", w.name)
	return graph.Steady(ctx, c, what, func(ctx context.Context) (holder, error) {
		p, err := w.named(ctx, c)
		if err != nil || p == nil {
			return holder{}, err
		}
		if unmarked(p.Description) == p.Description {
			return holder{id: p.ID}, nil
		}
		p, err = c.FilteringPolicy(ctx, p.ID)
		if err != nil {
			return holder{}, err
		}
		return holder{p.ID, true, w.list != nil && w.list.began(p)}, nil
	})
}

// named is the other policy with the name, without its rules; nil if there is none.
func (w claim) named(ctx context.Context, c *graph.Client) (*graph.FilteringPolicy, error) {
	all, err := c.FilteringPolicies(ctx)
	var found []graph.FilteringPolicy
	for _, p := range all {
		if p.Name == w.name && !strings.EqualFold(p.ID, w.policyID) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return nil, err
	case 1:
		return &found[0], nil
	}
	ids := []string{}
	for _, p := range found {
		ids = append(ids, p.ID)
	}
	return nil, fmt.Errorf("there are %d filtering policies with the name %q (ids %s): nothing of them is changed. Delete or rename them, or choose another policy_name", len(found), w.name, strings.Join(ids, ", "))
}

// began reports whether a create of this list made the policy, and nobody has changed it to something else since.
func (a agreement) began(p *graph.FilteringPolicy) bool {
	if !strings.HasSuffix(p.Description, a.mark()) || p.Action != graph.FilteringAllow {
		return false
	}
	rules := a.rules()
	for _, r := range p.Rules {
		want, known := rules[r.Name]
		want.ID = r.ID
		if !known || !reflect.DeepEqual(r, want) {
			return false
		}
	}
	return true
}

// refuse is the error for a name that is taken.
func (w claim) refuse(h holder) error {
	said := fmt.Sprintf("the tenant has a filtering policy %q already (id %s), ", w.name, h.id)
	if h.unfinished {
		return errors.New(said + "which an apply of another list began and did not finish, or which was changed since: nothing of it is changed. If nobody is making it, delete it; or choose another policy_name")
	}
	return errors.New(said + "and nothing shows that this resource made it: nothing of it is changed. Choose another policy_name, or delete or rename that policy, if nobody needs it")
}
