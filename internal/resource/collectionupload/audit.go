package collectionupload

import (
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded: among the site's audit messages about co-management, which has the upload scope,
// and about collections. That a message names the tenant or the collection is inferred.
func (m *model) audit() *core.Audit {
	q := audit.Question{
		Source: audit.Site, Objects: []string{m.TenantID.ValueString(), mapping(m.Scope.ValueString())},
		Messages: slices.Concat(adminservice.CloudServiceAudits(), adminservice.CollectionAudits()),
	}
	return &core.Audit{Type: "tenantattach_collection_upload", Subject: m.TenantID.ValueString(), Places: []core.Place{{Question: q}}}
}
