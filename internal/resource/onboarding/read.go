package onboarding

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	timeout, d := m.Timeouts.Read(ctx, readTimeout)
	resp.Diagnostics.Append(d...)
	t := r.Guard(&m.TenantFields, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	m.fillImported()
	var o observed
	c, err := clientsOf(t)
	if err == nil {
		o, err = c.observe(ctx, m.ClientID.ValueString())
	}
	if err != nil {
		core.Fail(&resp.Diagnostics, fmt.Sprintf("read the onboarding of application %s", m.ClientID.ValueString()), err)
		return
	}
	if o.application == nil {
		resp.State.RemoveResource(ctx)
		return
	}
	before := m.SecretStatus
	m.set(o)
	if m.SecretStatus.ValueString() == statusMissing && !m.SecretStatus.Equal(before) {
		if o.passwords, err = c.steadyPasswords(ctx, m.ClientID.ValueString()); err != nil {
			core.Fail(&resp.Diagnostics, fmt.Sprintf("read the client secrets of application %s", m.ClientID.ValueString()), err)
			return
		}
		m.set(o)
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
}

// fillImported gives an imported onboarding the settings that only this provider has.
func (m *model) fillImported() {
	if m.ClientID.IsNull() {
		m.ClientID = m.ID
	}
	if m.Handoff.IsNull() {
		m.Handoff = types.StringValue(handoffAdminService)
	}
	if m.SecretValidity.IsNull() {
		m.SecretValidity = timetypes.NewGoDurationValueFromStringMust(defaultValidity)
	}
	if m.RotateBefore.IsNull() {
		m.RotateBefore = timetypes.NewGoDurationValueFromStringMust(defaultRotateBefore)
	}
}
