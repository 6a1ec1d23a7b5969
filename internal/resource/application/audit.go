package application

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: in Entra's audit log, on the registration and its credentials, and, with the
// consent, on the service principals.
func (m *model) audit() *core.Audit {
	q := audit.Question{Source: audit.Entra}
	for _, id := range []types.String{m.ID, m.ServicePrincipalID, m.MicroserviceSPID} {
		if id.ValueString() != "" {
			q.Objects = append(q.Objects, id.ValueString())
		}
	}
	return &core.Audit{Type: "tenantattach_application", Subject: m.DisplayName.ValueString() + " " + m.ClientID.ValueString(), Places: []core.Place{{Question: q}}}
}
