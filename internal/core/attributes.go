package core

import (
	"context"

	dstimeouts "github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	dsschema "github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
)

const (
	tenantDescription   = "The key in the provider's `tenants` of the tenant that this belongs to. Left out: the tenant of the provider block."
	tenantIDDescription = "The GUID of the tenant that this belongs to. When the key `tenant` is pointed at another tenant, or is gone, every operation is refused instead of taking the objects for deleted."
	timeoutsDescription = "How long the operations may take, as durations such as `10m`. "
)

// Attributes adds to those of a resource what every resource has: tenant, tenant_id and timeouts. limits says how long the
// operations may take when nothing is configured.
func Attributes(ctx context.Context, limits string, attributes map[string]schema.Attribute) map[string]schema.Attribute {
	attributes["tenant"] = schema.StringAttribute{Optional: true, MarkdownDescription: tenantDescription}
	attributes["tenant_id"] = schema.StringAttribute{Computed: true, MarkdownDescription: tenantIDDescription}
	attributes["timeouts"] = timeouts.AttributesAll(ctx)
	if nested, ok := attributes["timeouts"].(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = timeoutsDescription + limits
		attributes["timeouts"] = nested
	}
	return attributes
}

// DataSourceAttributes adds to those of a data source what every data source has.
func DataSourceAttributes(ctx context.Context, attributes map[string]dsschema.Attribute) map[string]dsschema.Attribute {
	attributes["tenant"] = dsschema.StringAttribute{Optional: true, MarkdownDescription: tenantDescription}
	attributes["tenant_id"] = dsschema.StringAttribute{Computed: true, MarkdownDescription: "The GUID of the tenant."}
	attributes["timeouts"] = dstimeouts.Attributes(ctx)
	if nested, ok := attributes["timeouts"].(dsschema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = timeoutsDescription + "Default: 5 minutes."
		attributes["timeouts"] = nested
	}
	return attributes
}
