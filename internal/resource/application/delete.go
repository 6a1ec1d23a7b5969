package application

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	timeout, d := m.Timeouts.Delete(ctx, writeTimeout)
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	made, d := req.Private.GetKey(ctx, madeMicroservice)
	resp.Diagnostics.Append(d...)
	names := m.permissions(ctx, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	c, err := t.Graph()
	if err == nil {
		err = m.remove(ctx, c, names, string(made) == "true")
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, fmt.Sprintf("delete the application %q (object id %s)", m.DisplayName.ValueString(), m.ID.ValueString()), err)
	}
}

// remove takes down what this resource owns: consent, registration and service principal, and the microservice's
// service principal when this resource made it and nothing else uses it.
func (m *model) remove(ctx context.Context, c *graph.Client, names []permission, madeMicroservice bool) error {
	p, err := c.Picture(ctx, m.ClientID.ValueString(), m.apis().appIDs(names)...)
	if err != nil {
		return err
	}
	bin := recycleBin{client: c, purge: m.PurgeOnDestroy.ValueBool(), justDeleted: p.Application != nil}
	if p.Application != nil {
		if err := removeApplication(ctx, c, p); err != nil {
			return err
		}
	}
	if err := bin.empty(ctx, m.ID.ValueString()); err != nil {
		return err
	}
	if err := bin.empty(ctx, m.ServicePrincipalID.ValueString()); err != nil {
		return err
	}
	if micro := p.Resources[m.apis().appID(apiMicroservice)]; madeMicroservice && micro != nil {
		return m.removeMicroservice(ctx, c, micro.ObjectID)
	}
	return nil
}

func removeApplication(ctx context.Context, c *graph.Client, p *graph.Picture) error {
	if p.ServicePrincipal != nil {
		if err := withdrawAll(ctx, c, p); err != nil {
			return err
		}
	}
	if err := c.DeleteApplication(ctx, p.Application.ObjectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	what := fmt.Sprintf("the application %s to be gone", p.Application.AppID)
	return c.Await(ctx, what, settledReads, func(ctx context.Context) (bool, error) {
		seen, err := c.Picture(ctx, p.Application.AppID)
		return err == nil && seen.Application == nil && seen.ServicePrincipal == nil, err
	})
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

// removeMicroservice removes the microservice's service principal, unless another application uses it. Our own is gone:
// a replica that still shows it lags.
func (m *model) removeMicroservice(ctx context.Context, c *graph.Client, objectID string) error {
	users, err := c.AssignedTo(ctx, objectID)
	if err != nil {
		return err
	}
	for _, u := range users {
		if !strings.EqualFold(u.PrincipalID, m.ServicePrincipalID.ValueString()) {
			return nil
		}
	}
	if err := c.DeleteServicePrincipal(ctx, objectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	return recycleBin{client: c, purge: m.PurgeOnDestroy.ValueBool(), justDeleted: true}.empty(ctx, objectID)
}
