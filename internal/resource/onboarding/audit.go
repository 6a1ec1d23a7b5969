package onboarding

import (
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: among the site's audit messages about Azure services. That a message names the
// application or the service is inferred.
func (m *model) audit() *core.Audit {
	return &core.Audit{Type: "tenantattach_onboarding", Subject: m.ClientID.ValueString(), Places: []core.Place{m.atSite()}}
}

func (m *model) atSite() core.Place {
	objects := []string{m.ClientID.ValueString(), m.ApplicationName.ValueString(), m.ServiceName.ValueString()}
	return core.Place{Question: audit.Question{Source: audit.Site, Objects: slices.DeleteFunc(objects, func(s string) bool { return s == "" }), Messages: adminservice.CloudServiceAudits()}}
}

// missingAt says where changes are recorded when the client secret is missing in Entra: that is in Entra's audit log, on the
// application, as "Update application – Certificates and secrets management"; all else is at the site. Without the
// application the log cannot be asked: its own resource does that.
func (m *model) missingAt(objectID string) []core.Place {
	site := m.atSite()
	site.Of = []string{"application_name", "identifier_uri", "upload_enabled", "service_name", "description", "application_row_id", "service_row_id", "tenant_row_id"}
	if objectID == "" {
		return []core.Place{site}
	}
	entra := audit.Question{Source: audit.Entra, Objects: []string{objectID}}
	const status = "secret_status"
	return []core.Place{{Question: entra, Of: []string{status}, Words: map[string][]string{status: {"Certificates and secrets"}}}, site}
}
