package intunerbac

import (
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: in the audit log of Intune.
func (m *model) audit() *core.Audit {
	return &core.Audit{Type: "tenantattach_intune_rbac", Subject: m.TenantID.ValueString(), Places: []core.Place{{Question: audit.TenantAttachRBAC()}}}
}
