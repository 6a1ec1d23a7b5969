// Package provider is the surface to Terraform: the provider's schema, its configuration and what it registers.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/endpointlist"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/application"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/cloudenvironment"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/collection"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/collectionupload"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/connectivity"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/devices"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/endpointallowlist"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/endpoints"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/intunerbac"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/onboarding"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/prerequisites"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/serviceconnectionpointproxy"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/site"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/resource/status"
)

var (
	_ provider.ProviderWithActions       = (*tenantAttach)(nil)
	_ provider.ProviderWithFunctions     = (*tenantAttach)(nil)
	_ provider.ProviderWithListResources = (*tenantAttach)(nil)
)

type tenantAttach struct {
	version string
	clock   clockwork.Clock
}

// New returns the factory of the provider; version is that of the build.
func New(version string) func() provider.Provider { return NewAt(version, clockwork.NewRealClock()) }

// NewAt is New by another clock: what the provider waits for, it waits for by that.
func NewAt(version string, clock clockwork.Clock) func() provider.Provider {
	return func() provider.Provider { return &tenantAttach{version: version, clock: clock} }
}

// Metadata implements provider.Provider.
func (p *tenantAttach) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "tenantattach"
	resp.Version = p.version
}

func (p *tenantAttach) userAgent() string { return "terraform-provider-tenantattach/" + p.version }

// Resources implements provider.Provider.
func (p *tenantAttach) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		application.NewResource,
		cloudenvironment.NewResource,
		collectionupload.NewResource,
		endpointallowlist.NewResource,
		intunerbac.NewResource,
		onboarding.NewResource,
		serviceconnectionpointproxy.NewResource,
	}
}

// DataSources implements provider.Provider.
func (p *tenantAttach) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		collection.NewDataSource,
		collection.NewListDataSource,
		connectivity.NewDataSource,
		devices.NewDataSource,
		endpoints.NewDataSource,
		prerequisites.NewDataSource,
		site.NewDataSource,
		status.NewDataSource,
	}
}

// ListResources implements provider.ProviderWithListResources.
func (p *tenantAttach) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{
		application.NewList,
		cloudenvironment.NewList,
		collectionupload.NewList,
		intunerbac.NewList,
		onboarding.NewList,
		serviceconnectionpointproxy.NewList,
	}
}

// Actions implements provider.ProviderWithActions.
func (p *tenantAttach) Actions(context.Context) []func() action.Action {
	return []func() action.Action{
		connectivity.NewCheck,
		onboarding.NewRotation,
	}
}

// Functions implements provider.ProviderWithFunctions.
func (p *tenantAttach) Functions(context.Context) []func() function.Function {
	return endpointlist.Functions()
}
