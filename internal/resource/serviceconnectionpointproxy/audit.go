package serviceconnectionpointproxy

import (
	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: among the site's audit messages about the roles of site systems, since the proxy
// stands in such a role. That a message names the server is inferred.
func (m *model) audit() *core.Audit {
	q := audit.Question{Source: audit.Site, Objects: []string{m.Server.ValueString()}, Messages: adminservice.SystemRoleAudits()}
	return &core.Audit{Type: "tenantattach_service_connection_point_proxy", Subject: m.Server.ValueString(), Places: []core.Place{{Question: q}}}
}
