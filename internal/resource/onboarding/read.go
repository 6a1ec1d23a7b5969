package onboarding

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Read implements resource.Resource.
func (r *Resource) Read(ctx context.Context, req resource.ReadRequest, resp *resource.ReadResponse) {
	var m model
	resp.Diagnostics.Append(req.State.Get(ctx, &m)...)
	m.fillImported()
	recorded := m.audit()
	r.Refresh(ctx, m.call(m.Timeouts.Read, readTimeout, "read the onboarding of application", &resp.Diagnostics).Audited(recorded), resp, &m, func(ctx context.Context, t *tenant.Tenant) (bool, error) {
		c, err := clientsOf(t)
		if err != nil {
			return false, err
		}
		return c.refresh(ctx, &m, recorded)
	})
}

// refresh takes over what there is; it reports whether the site knows the application. A secret is missing only when
// several reads agree on it.
func (c clients) refresh(ctx context.Context, m *model, recorded *core.Audit) (known bool, err error) {
	o, err := c.observe(ctx, m.ClientID.ValueString())
	if err != nil || o.application == nil {
		return false, err
	}
	before := m.SecretStatus
	m.set(o)
	if m.SecretStatus.ValueString() != statusMissing || m.SecretStatus.Equal(before) {
		return true, nil
	}
	if o.secrets, err = c.steadySecrets(ctx, m.ClientID.ValueString()); err != nil {
		return false, err
	}
	m.set(o)
	recorded.Places = m.missingAt(o.objectID)
	return true, nil
}

// fillImported gives an imported onboarding the settings that only this provider has.
func (m *model) fillImported() {
	if m.ClientID.IsNull() {
		m.ID = types.StringValue(strings.ToLower(m.ID.ValueString()))
		m.ClientID = m.ID
	}
	if m.Handoff.IsNull() {
		m.Handoff = types.StringValue(handoffAdminService)
	}
	if m.Preflight.IsNull() {
		m.Preflight = types.StringValue(preflightWarn)
	}
	if m.SecretValidity.IsNull() {
		m.SecretValidity = timetypes.NewGoDurationValueFromStringMust(defaultValidity)
	}
	if m.RotateBefore.IsNull() {
		m.RotateBefore = timetypes.NewGoDurationValueFromStringMust(defaultRotateBefore)
	}
}
