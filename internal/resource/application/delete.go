package application

import (
	"context"
	"fmt"

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
	if p.Application != nil {
		if err := m.removeApplication(ctx, c, p, names); err != nil {
			return err
		}
	}
	if m.PurgeOnDestroy.ValueBool() {
		if err := purge(ctx, c, m.ID.ValueString(), m.ServicePrincipalID.ValueString()); err != nil {
			return err
		}
	}
	if micro := p.Resources[m.apis().appID(apiMicroservice)]; madeMicroservice && micro != nil {
		return m.removeMicroservice(ctx, c, micro.ObjectID)
	}
	return nil
}

func (m *model) removeApplication(ctx context.Context, c *graph.Client, p *graph.Picture, names []permission) error {
	if p.ServicePrincipal != nil {
		// Withdrawn first: whether a deleted application's consent goes with it is not documented.
		list, err := m.apis().resolve(names, p.Resources)
		if err == nil {
			err = consent(ctx, c, p, list, false)
		}
		if err != nil && !graph.IsNotFound(err) {
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

// purge empties the recycle bin of the application and its service principal; what is not in it is fine.
func purge(ctx context.Context, c *graph.Client, appObjectID, spObjectID string) error {
	if err := c.PurgeApplication(ctx, appObjectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	if spObjectID == "" {
		return nil
	}
	if err := c.PurgeServicePrincipal(ctx, spObjectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	return nil
}

func (m *model) removeMicroservice(ctx context.Context, c *graph.Client, objectID string) error {
	users, err := c.AssignedTo(ctx, objectID)
	if err != nil || len(users) > 0 {
		return err
	}
	if err := c.DeleteServicePrincipal(ctx, objectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	if !m.PurgeOnDestroy.ValueBool() {
		return nil
	}
	if err := c.PurgeServicePrincipal(ctx, objectID); err != nil && !graph.IsNotFound(err) {
		return err
	}
	return nil
}
