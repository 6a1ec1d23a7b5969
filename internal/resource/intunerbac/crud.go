package intunerbac

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

const (
	// writeTimeout is three times what Microsoft says that a change takes (AdminService notes §3.5).
	writeTimeout = 30 * time.Minute
	readTimeout  = core.ReadTimeout
)

// Create implements resource.Resource. When it is not known whether the write takes effect, the state has the resource,
// tainted: without it, what was there before would be lost.
func (r *Resource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	var w written
	done := r.Do(ctx, m.call(m.Timeouts.Create, writeTimeout, "switch the use of Intune RBAC in %s "+onOff(m.Enabled.ValueBool()), &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		s, err := switchOf(t)
		if err != nil {
			return err
		}
		found, err := s.steady(ctx)
		if err != nil {
			return err
		}
		m.ID, m.PreviouslyEnabled = m.TenantID, types.BoolNull()
		if w, err = s.write(ctx, found, m.Enabled.ValueBool()); w.Enabled != nil {
			m.PreviouslyEnabled = types.BoolValue(found)
		}
		m.Unconfirmed = types.BoolValue(w.Unsure)
		if w.Unsure {
			err = fmt.Errorf("%w\n\n%s", err, tainted)
		}
		return err
	})
	if done || w.Unsure {
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
		w.keep(ctx, resp.Private, &resp.Diagnostics)
	}
}

const tainted = "The resource is kept in the state, tainted, so that what was there before is not lost. When the admin center shows the switch as configured, " +
	"\"terraform untaint tenantattach_intune_rbac.NAME\" keeps it so; otherwise the next apply waits for it, puts back what was there before, and switches again."

// Update implements resource.Resource.
func (r *Resource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var m model
	resp.Diagnostics.Append(req.Plan.Get(ctx, &m)...)
	w, _ := writtenIn(ctx, req.Private, &resp.Diagnostics)
	done := r.Do(ctx, m.call(m.Timeouts.Update, writeTimeout, "switch the use of Intune RBAC in %s "+onOff(m.Enabled.ValueBool()), &resp.Diagnostics).Keeping(resp.Private), func(ctx context.Context, t *tenant.Tenant) error {
		s, err := switchOf(t)
		if err != nil {
			return err
		}
		is, err := s.steady(ctx)
		if err != nil {
			return err
		}
		now, err := s.write(ctx, is, m.Enabled.ValueBool())
		m.Unconfirmed = types.BoolValue(false)
		if m.PreviouslyEnabled.IsUnknown() {
			m.PreviouslyEnabled = types.BoolNull()
		}
		if now.Enabled != nil {
			w = now
			if m.PreviouslyEnabled.IsNull() {
				m.PreviouslyEnabled = types.BoolValue(is)
			}
		}
		return err
	})
	w.keep(ctx, resp.Private, &resp.Diagnostics)
	switch {
	case !done && w.Unsure && !m.PreviouslyEnabled.IsUnknown(): // what was there before is not lost
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("previously_enabled"), m.PreviouslyEnabled)...)
		resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("unconfirmed"), true)...)
	case done:
		core.Save(ctx, &resp.State, resp.Identity, &m, &resp.Diagnostics)
	}
}

// Read implements resource.Resource. The switch is always there: an answer that it is not is an error, and no reason to
// forget it.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	read := false
	w, _ := writtenIn(ctx, req.Private, &resp.Diagnostics)
	r.Refresh(ctx, m.call(m.Timeouts.Read, readTimeout, "read the use of Intune RBAC in %s", &resp.Diagnostics).Audited(m.audit()), resp, &m, func(ctx context.Context, t *tenant.Tenant) (bool, error) {
		err := m.refresh(ctx, t)
		if read = err == nil; read && (m.Unconfirmed.IsNull() || w.Unsure && m.Enabled.Equal(types.BoolPointerValue(w.Enabled))) {
			m.Unconfirmed = types.BoolValue(false)
		}
		return true, err
	})
	if w.Unsure && read && m.Enabled.Equal(types.BoolPointerValue(w.Enabled)) && !resp.Diagnostics.HasError() {
		written{Enabled: w.Enabled}.keep(ctx, resp.Private, &resp.Diagnostics)
	}
}

// refresh reads the switch. What differs from the state must be seen several times: one replica that lags is no drift.
func (m *model) refresh(ctx context.Context, t *tenant.Tenant) error {
	if err := core.CheckImported(m.ID, t.ID()); err != nil {
		return err
	}
	s, err := switchOf(t)
	if err != nil {
		return err
	}
	enabled, err := s.read(ctx)
	if err == nil && (m.Enabled.IsNull() || enabled != m.Enabled.ValueBool()) {
		enabled, err = s.steady(ctx)
	}
	if err != nil {
		return err
	}
	m.ID, m.Enabled = m.TenantID, types.BoolValue(enabled)
	return nil
}

// Delete implements resource.Resource.
func (r *Resource) Delete(ctx context.Context, req resource.DeleteRequest, resp *resource.DeleteResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	before := m.PreviouslyEnabled
	w, known := writtenIn(ctx, req.Private, &resp.Diagnostics)
	if !known && !before.IsNull() { // of a tainted resource that is replaced, Terraform hands over no private data, but its state
		w = written{new(!before.ValueBool()), m.Unconfirmed.ValueBool()}
	}
	r.Do(ctx, m.call(m.Timeouts.Delete, writeTimeout, "put back the use of Intune RBAC in %s", &resp.Diagnostics), func(ctx context.Context, t *tenant.Tenant) error {
		if w.Enabled == nil || before.IsNull() {
			return nil
		}
		s, err := switchOf(t)
		if err != nil {
			return err
		}
		return s.putBack(ctx, w, before.ValueBool(), &resp.Diagnostics)
	})
}

// call is the frame of an operation; doing has a place for the tenant.
func (m *model) call(limit core.Timeout, standard time.Duration, doing string, diags *diag.Diagnostics) core.Call {
	return core.Call{Tenant: &m.TenantFields, Timeout: limit, Default: standard, Doing: fmt.Sprintf(doing, m.subject()), Diags: diags}
}
