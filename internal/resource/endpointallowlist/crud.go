package endpointallowlist

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const timeout = 10 * time.Minute

// Create implements resource.Resource.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	if r.Do(ctx, m.call(m.Timeouts.Create, "agree on", &resp.Diagnostics).Keeping(resp.Private), r.write(&m, "", &resp.Diagnostics)) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m, state model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	policyID := state.policyID(ctx, &resp.Diagnostics)
	if r.Do(ctx, m.call(m.Timeouts.Update, "change", &resp.Diagnostics).Keeping(resp.Private), r.write(&m, policyID, &resp.Diagnostics)) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

// Read implements resource.Resource. The list in the state is what was agreed: nothing is asked for it. What is
// published is read.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	r.Refresh(ctx, m.call(m.Timeouts.Read, "read", &resp.Diagnostics).Audited(m.audit(ctx, &resp.Diagnostics)), resp, &m, func(ctx context.Context, t *tenant.Tenant) (bool, error) {
		return true, m.refresh(ctx, t, &resp.Diagnostics)
	})
}

// Delete implements resource.Resource. The list goes with the state, and what is published with it.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	policyID := m.policyID(ctx, &resp.Diagnostics)
	r.Do(ctx, m.call(m.Timeouts.Delete, "delete", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		return withdraw(ctx, t, policyID)
	})
}

// write makes the list, as what was not known at plan is known now, and publishes it. policyID is that of the policy that is
// published, as far as it is known.
func (r *Resource) write(m *model, policyID string, diags *diag.Diagnostics) func(context.Context, *tenant.Tenant) error {
	return func(ctx context.Context, t *tenant.Tenant) error {
		m.planCloud(model{Cloud: m.Cloud}, t)
		w := m.wishes(ctx, diags)
		a, err := r.source.agree(w)
		if err != nil {
			return err
		}
		m.set(ctx, a, diags)
		if m.Publish.IsNull() {
			m.unpublished(ctx, diags)
			return withdraw(ctx, t, policyID)
		}
		return m.publish(ctx, t, a, policyID, diags)
	}
}

func (m *model) call(limit core.Timeout, verb string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: timeout, Doing: fmt.Sprintf("%s the list of endpoints", verb), Diags: diags}
}
