package application

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	made := madeIDs(ctx, req.Private.GetKey, &resp.Diagnostics)
	names := m.permissions(ctx, &resp.Diagnostics)
	if !r.Do(ctx, m.call(m.Timeouts.Delete, writeTimeout, "delete", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		c, err := t.Graph()
		if err != nil {
			return err
		}
		return m.remove(ctx, c, names, made)
	}) {
		recordDeletion(ctx, resp.Private, deletionFailed)
	}
}

// remove takes down what this resource owns: consent, those service principals of the microservice that this resource made,
// when nothing else uses them, and the registration with its service principal. The registration goes last: while it is there
// a refresh finds the resource, and a destroy that failed half-way is continued by the next.
func (m *model) remove(ctx context.Context, c *graph.Client, names []permission, microservices made) error {
	p, err := c.Picture(ctx, m.ClientID.ValueString(), m.apis().appIDs(names)...)
	if err != nil {
		return err
	}
	if p.Application != nil && p.ServicePrincipal != nil {
		if err := withdrawAll(ctx, c, p); err != nil {
			return err
		}
	}
	for _, id := range microservices {
		if err := m.removeMicroservice(ctx, c, id); err != nil {
			return err
		}
	}
	if p.Application != nil {
		if err := removeApplication(ctx, c, p.Application); err != nil {
			return err
		}
	}
	bin := recycleBin{client: c, purge: m.PurgeOnDestroy.ValueBool(), justDeleted: p.Application != nil}
	if err := bin.empty(ctx, m.ServicePrincipalID.ValueString()); err != nil {
		return err
	}
	return bin.empty(ctx, m.ID.ValueString()) // last, too: what is in the bin is found by it
}

// removeApplication deletes the registration, with which its service principal goes.
func removeApplication(ctx context.Context, c *graph.Client, app *graph.Application) error {
	return c.Await(ctx, fmt.Sprintf("the application %s to be gone", app.AppID), settledReads, func(ctx context.Context) (bool, error) {
		seen, err := c.Picture(ctx, app.AppID)
		if err != nil || seen.Application == nil && seen.ServicePrincipal == nil {
			return err == nil, err
		}
		return false, ignoreNotFound(c.DeleteApplication(ctx, app.ObjectID))
	})
}

// ignoreNotFound is for deletes that are repeated until reads show that they are done: a replica may not know the object
// yet, or not any more.
func ignoreNotFound(err error) error {
	if graph.IsNotFound(err) {
		return nil
	}
	return err
}

// withdrawAll takes all consent back from an application that is about to go: whether it goes with it is not documented.
func withdrawAll(ctx context.Context, c *graph.Client, p *graph.Picture) error {
	for _, a := range p.Assignments {
		if err := c.Unassign(ctx, p.ServicePrincipal.ObjectID, a.ID); err != nil {
			return err
		}
	}
	for _, g := range p.Grants {
		if err := c.SetGrant(ctx, p.ServicePrincipal.ObjectID, g.ResourceID, nil); err != nil && !graph.IsNotFound(err) {
			return err
		}
	}
	return nil
}

// removeMicroservice removes a service principal of the microservice, unless another application uses it. Our own application
// has no consent any more: a replica that still shows it lags.
func (m *model) removeMicroservice(ctx context.Context, c *graph.Client, objectID string) error {
	there, err := exists(ctx, c, objectID)
	if err == nil && !there { // one replica may lag; several do not
		there, err = graph.Steady(ctx, c, "the microservice's service principal", func(ctx context.Context) (bool, error) { return exists(ctx, c, objectID) })
	}
	if err != nil {
		return err
	}
	if !there { // a destroy that failed may have put it into the bin
		return recycleBin{client: c, purge: m.PurgeOnDestroy.ValueBool()}.empty(ctx, objectID)
	}
	users, err := c.AssignedTo(graph.Expecting(ctx), objectID)
	if err != nil {
		return ignoreNotFound(err)
	}
	for _, u := range users {
		if !strings.EqualFold(u.PrincipalID, m.ServicePrincipalID.ValueString()) {
			return nil
		}
	}
	err = c.Await(ctx, "the microservice's service principal to be gone", settledReads, func(ctx context.Context) (bool, error) {
		there, err := exists(ctx, c, objectID)
		if err != nil || !there {
			return err == nil, err
		}
		return false, ignoreNotFound(c.DeleteServicePrincipal(ctx, objectID))
	})
	if err != nil {
		return err
	}
	return recycleBin{client: c, purge: m.PurgeOnDestroy.ValueBool(), justDeleted: true}.empty(ctx, objectID)
}

func exists(ctx context.Context, c *graph.Client, objectID string) (bool, error) {
	_, err := c.ServicePrincipal(ctx, objectID)
	return err == nil, ignoreNotFound(err)
}
