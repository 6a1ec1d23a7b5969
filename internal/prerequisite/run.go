package prerequisite

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Run does the checks of a tenant's cloud side by side. That one fails, or cannot be done, is in its result; an error is a
// name in Skip that no check has.
func Run(ctx context.Context, t *tenant.Tenant, o Options) (Report, error) {
	checks, err := Checks(t.Cloud().Name)
	if err != nil {
		return nil, err
	}
	if err := CheckIDs(o.Skip); err != nil {
		return nil, err
	}
	checks = slices.DeleteFunc(checks, func(c Check) bool { return slices.Contains(o.Skip, c.ID) })
	f := newFacts(ctx, t, o)
	out := make(Report, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { out[i] = c.result(c.do(f)) })
	}
	all.Wait()
	return out, nil
}

func (c Check) result(f finding) Result {
	return Result{ID: c.ID, Title: c.Title, Status: f.status, Evidence: f.evidence, Remedy: f.remedy, Link: c.Link, Missing: f.missing, Unread: f.unread}
}

// CheckIDs refuses names that no check has, in any cloud: those of endpoints differ between the clouds.
func CheckIDs(names []string) error {
	ids := []string{}
	for _, name := range cloud.Names() {
		checks, err := Checks(name)
		if err != nil {
			return err
		}
		for _, c := range checks {
			if !slices.Contains(ids, c.ID) {
				ids = append(ids, c.ID)
			}
		}
	}
	for _, name := range names {
		if !slices.Contains(ids, name) {
			return fmt.Errorf("there is no check %q: the checks are %s", name, strings.Join(ids, ", "))
		}
	}
	return nil
}
