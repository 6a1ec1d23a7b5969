package cloudenvironment

import (
	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: among the site's audit messages about Azure services. That a message names the
// tenant by its GUID or by its name is inferred; others may have the name, so a message with the GUID fits better.
func (m *model) audit() *core.Audit {
	q := audit.Question{Source: audit.Site, Objects: []string{m.TenantID.ValueString()}, Names: []string{m.Name.ValueString()}, Messages: adminservice.CloudServiceAudits()}
	return &core.Audit{Type: "tenantattach_cloud_environment", Subject: m.TenantID.ValueString(), Places: []core.Place{{Question: q, NamedBy: []string{"name"}}}}
}
