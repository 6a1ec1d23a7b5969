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
	return &core.Audit{Type: "tenantattach_application", Subject: m.DisplayName.ValueString() + " " + m.ClientID.ValueString(), Places: []core.Place{{
		Question: q, Words: words(), IDs: []string{"service_principal_id", "microservice_service_principal_id"},
	}}}
}

// words are what Entra's audit log calls the changes: the activities are by Microsoft's list of them, the names of the
// properties are inferred from those of Microsoft Graph.
func words() map[string][]string {
	principals := []string{"Add service principal", "Remove service principal"}
	return map[string][]string{
		core.Gone:      {"Delete application"},
		"display_name": {"DisplayName"}, "identifier_uri": {"IdentifierUri"}, "sign_in_audience": {"AvailableToOtherTenants", "SignInAudience"},
		"required_permissions": {"RequiredResourceAccess"}, "notes": {"Notes"}, "tags": {"Tag"},
		"service_principal_id": principals, "microservice_service_principal_id": principals,
		// Without a service principal there is nothing that could be enabled, or consented to.
		"enabled":       append([]string{"AccountEnabled", "IsDisabled"}, principals...),
		"admin_consent": append([]string{"app role assignment", "delegated permission grant", "Consent to application"}, principals...),
	}
}
