package status

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// answer is what one read gave: a value, or why there is none.
type answer[T any] struct {
	value T
	err   error
}

// picture is everything that was read, each part for itself.
type picture struct {
	services     answer[[]adminservice.CloudService]
	applications answer[[]adminservice.Application]
	tenants      answer[[]adminservice.Tenant]
	environments answer[[]adminservice.Environment]
	scope        answer[*scope]
	collection   answer[*adminservice.Collection]
	roles        answer[[]adminservice.SystemRole]
	identity     answer[adminservice.Identification]
	supportID    answer[string]
	collections  answer[[]graph.ManagerCollection]
	devices      answer[graph.DeviceSummary]
}

// scope is whose devices are uploaded: those of a collection, or, with an empty id, all.
type scope struct{ id string }

// look reads everything side by side. The clients keep within the limits of their services by themselves.
func look(ctx context.Context, site *adminservice.Client, g *graph.Client, tenantID string) picture {
	var p picture
	var all sync.WaitGroup
	ask(ctx, &all, &p.services, site.CloudServices)
	ask(ctx, &all, &p.applications, site.Applications)
	ask(ctx, &all, &p.tenants, site.Tenants)
	ask(ctx, &all, &p.environments, site.Environments)
	all.Go(func() { // the collection is known by the scope
		p.scope.value, p.scope.err = scopeOf(ctx, site, tenantID)
		if s := p.scope.value; s != nil && s.id != "" {
			p.collection.value, p.collection.err = collectionOf(ctx, site, s.id)
		}
	})
	ask(ctx, &all, &p.roles, site.SystemRoles)
	ask(ctx, &all, &p.identity, site.Identification)
	ask(ctx, &all, &p.supportID, site.SupportID)
	ask(ctx, &all, &p.collections, g.ManagerCollections)
	ask(ctx, &all, &p.devices, g.DeviceSummary)
	all.Wait()
	return p
}

func ask[T any](ctx context.Context, all *sync.WaitGroup, into *answer[T], read func(context.Context) (T, error)) {
	all.Go(func() { into.value, into.err = read(ctx) })
}

// scopeOf reads the upload scope; nil for a tenant that the hierarchy does not know, for which the method fails in the site
// (AdminService notes §2.1). The tenants are read once, whoever else asks for them.
func scopeOf(ctx context.Context, site *adminservice.Client, tenantID string) (*scope, error) {
	tenants, err := site.Tenants(ctx)
	if err != nil || registered(tenants, tenantID) == nil {
		return nil, err
	}
	id, err := site.CollectionMapping(ctx, tenantID)
	if err != nil {
		return nil, err
	}
	return &scope{id}, nil
}

// collectionOf reads the collection of the scope; nil when it was deleted, or is hidden from the account.
func collectionOf(ctx context.Context, site *adminservice.Client, id string) (*adminservice.Collection, error) {
	collection, err := site.Collection(ctx, id)
	switch {
	case adminservice.IsNotFound(err):
		return nil, nil //nolint:nilnil // that there is none to see is what was read
	case err != nil:
		return nil, err
	}
	return &collection, nil
}

func registered(tenants []adminservice.Tenant, tenantID string) *adminservice.Tenant {
	for i := range tenants {
		if strings.EqualFold(tenants[i].TenantID, tenantID) {
			return &tenants[i]
		}
	}
	return nil
}

// nothing reports whether every read has failed. That of the collection is done only when the scope was read.
func nothing(failed map[string]error) bool {
	return !slices.ContainsFunc(origins(), func(o origin) bool { return o.name != fromCollection && failed[o.name] == nil })
}

// failures are the reads that failed, by the names of their origins.
func (p picture) failures() map[string]error {
	failed := map[string]error{}
	for name, err := range map[string]error{
		fromServices: p.services.err, fromApplications: p.applications.err, fromTenants: p.tenants.err, fromEnvironments: p.environments.err, fromScope: p.scope.err, fromCollection: p.collection.err,
		fromRoles: p.roles.err, fromIdentity: p.identity.err, fromSupportID: p.supportID.err, fromCollections: p.collections.err, fromDevices: p.devices.err,
	} {
		if err != nil {
			failed[name] = err
		}
	}
	return failed
}
