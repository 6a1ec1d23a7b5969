package endpointallowlist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes of the published policy are recorded: Entra's audit log has those of Global Secure Access, among
// them "Update Filtering Policy" (learn, audit log activities). That their target is the id of the policy, or of the security
// profile, is inferred. The list itself is nowhere but in the state.
func (m *model) audit(ctx context.Context, diags *diag.Diagnostics) *core.Audit {
	id := m.policyID(ctx, diags)
	if id == "" {
		return nil
	}
	var p published
	diags.Append(m.Published.As(ctx, &p, basetypes.ObjectAsOptions{})...)
	profiles := []string{}
	diags.Append(p.ProfileIDs.ElementsAs(ctx, &profiles, false)...)
	q := audit.Question{Source: audit.Entra, Objects: append([]string{id}, profiles...)}
	return &core.Audit{Type: "tenantattach_endpoint_allowlist", Subject: m.publication(ctx, diags).PolicyName.ValueString() + " " + id, Places: []core.Place{{Question: q}}}
}
