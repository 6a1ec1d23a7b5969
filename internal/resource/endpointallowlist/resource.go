// Package endpointallowlist is the resource tenantattach_endpoint_allowlist.
package endpointallowlist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

var (
	_ resource.ResourceWithConfigure  = (*Resource)(nil)
	_ resource.ResourceWithModifyPlan = (*Resource)(nil)
)

// Resource is tenantattach_endpoint_allowlist. It has no import: what is agreed stands in the configuration, and nowhere
// else.
type Resource struct {
	core.Resource
	source source
}

// source is where the entries come from: the catalogue of this version of the provider, or a test's.
type source struct {
	version string
	entries func(cloudName string) ([]endpoint.Entry, error)
}

// NewResource returns a new resource.
func NewResource() resource.Resource {
	return &Resource{source: source{version: endpoint.Version, entries: endpoint.For}}
}

// Metadata implements resource.Resource.
func (r *Resource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_endpoint_allowlist"
}
