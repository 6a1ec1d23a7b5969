package collectionupload

import (
	"cmp"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// audit says where changes are recorded. Those of the scope are among the site's audit messages about co-management: that a
// message names the tenant or the collection is inferred. A collection is edited by others for many reasons: its messages are
// asked for only when its name has changed, or it was deleted, and the scope has not.
func (m *model) audit() *core.Audit {
	scope := audit.Question{Source: audit.Site, Objects: []string{m.TenantID.ValueString(), mapping(m.Scope.ValueString())}, Messages: adminservice.CloudServiceAudits()}
	collection := audit.Question{Source: audit.Site, Objects: []string{cmp.Or(mapping(m.Scope.ValueString()), allSystems)}, Messages: adminservice.CollectionAudits()}
	return &core.Audit{Type: "tenantattach_collection_upload", Subject: m.TenantID.ValueString(), Places: []core.Place{
		{Question: scope, Of: []string{scopeAttribute, core.Gone}},
		{Question: collection, Of: []string{"collection_name"}, Unless: []string{scopeAttribute}},
	}}
}

const scopeAttribute = "scope"
