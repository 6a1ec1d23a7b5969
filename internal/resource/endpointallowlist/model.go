package endpointallowlist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	Cloud            types.String   `tfsdk:"cloud"`
	CRLOCSP          types.Bool     `tfsdk:"crl_ocsp"`
	Connectors       types.Set      `tfsdk:"connectors"`
	Additions        types.Set      `tfsdk:"additions"`
	Exclusions       types.Set      `tfsdk:"exclusions"`
	Entries          types.Map      `tfsdk:"entries"`
	FQDNs            types.List     `tfsdk:"fqdns"`
	URLs             types.List     `tfsdk:"urls"`
	Publish          types.Object   `tfsdk:"publish_to_global_secure_access"`
	Published        types.Object   `tfsdk:"published"`
	Notes            types.List     `tfsdk:"notes"`
	CatalogueVersion types.String   `tfsdk:"catalogue_version"`
	Hash             types.String   `tfsdk:"hash"`
	Timeouts         timeouts.Value `tfsdk:"timeouts"`
}

// known reports whether all is known that the list depends on.
func (m *model) known() bool {
	for _, v := range []attr.Value{m.Cloud, m.CRLOCSP, m.Connectors, m.Additions, m.Exclusions} {
		if v.IsUnknown() {
			return false
		}
	}
	for _, set := range []types.Set{m.Connectors, m.Additions, m.Exclusions} {
		for _, v := range set.Elements() {
			if v.IsUnknown() {
				return false
			}
		}
	}
	return true
}

func (m *model) wishes(ctx context.Context, diags *diag.Diagnostics) wishes {
	w := wishes{cloud: m.Cloud.ValueString(), crlOCSP: m.CRLOCSP.ValueBool()}
	for _, name := range core.Texts(ctx, m.Connectors, diags) {
		w.connectors = append(w.connectors, endpoint.Connector(name))
	}
	w.additions = core.Texts(ctx, m.Additions, diags)
	w.exclusions = core.Texts(ctx, m.Exclusions, diags)
	return w
}

// forget makes unknown what the list decides.
func (m *model) forget() {
	texts := types.ListUnknown(types.StringType)
	m.Entries, m.FQDNs, m.URLs = types.MapUnknown(form.Result()), texts, texts
	m.CatalogueVersion, m.Hash = types.StringUnknown(), types.StringUnknown()
}

// set takes over the list.
func (m *model) set(ctx context.Context, a agreement, diags *diag.Diagnostics) {
	entries := map[string]form.Model{}
	for _, e := range a.entries {
		entries[e.ID] = form.One(e)
	}
	var d diag.Diagnostics
	m.Entries, d = types.MapValueFrom(ctx, form.Result(), entries)
	diags.Append(d...)
	m.FQDNs, d = types.ListValueFrom(ctx, types.StringType, a.fqdns())
	diags.Append(d...)
	m.URLs, d = types.ListValueFrom(ctx, types.StringType, endpoint.URLs(a.entries))
	diags.Append(d...)
	m.CatalogueVersion, m.Hash = types.StringValue(a.version), types.StringValue(endpoint.Hash(a.entries))
}

// about names the tenant and the cloud for summaries, as far as they are known: a list needs no tenant.
func (m *model) about() string {
	cloudOf := "cloud " + m.Cloud.ValueString()
	for _, name := range []types.String{m.TenantID, m.Tenant} {
		if name.ValueString() != "" {
			return "tenant " + name.ValueString() + ", " + cloudOf
		}
	}
	return cloudOf
}
