package endpointallowlist

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
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

// entry is one endpoint of the list; its id is the key in the map.
type entry struct {
	URL         types.String `tfsdk:"url"`
	Scheme      types.String `tfsdk:"scheme"`
	Host        types.String `tfsdk:"host"`
	Port        types.Int64  `tfsdk:"port"`
	Path        types.String `tfsdk:"path"`
	Exact       types.Bool   `tfsdk:"exact"`
	Purpose     types.String `tfsdk:"purpose"`
	Connectors  types.Set    `tfsdk:"connectors"`
	Required    types.Bool   `tfsdk:"required"`
	Since       types.String `tfsdk:"since"`
	IdleTimeout types.Int64  `tfsdk:"idle_timeout_seconds"`
	Source      types.String `tfsdk:"source"`
	Grade       types.String `tfsdk:"grade"`
}

func entryType() types.ObjectType {
	texts := types.SetType{ElemType: types.StringType}
	return types.ObjectType{AttrTypes: map[string]attr.Type{
		"url": types.StringType, "scheme": types.StringType, "host": types.StringType, "port": types.Int64Type, "path": types.StringType,
		"exact": types.BoolType, "purpose": types.StringType, "connectors": texts, "required": types.BoolType, "since": types.StringType,
		"idle_timeout_seconds": types.Int64Type, "source": types.StringType, "grade": types.StringType,
	}}
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
	m.Entries, m.FQDNs, m.URLs = types.MapUnknown(entryType()), texts, texts
	m.CatalogueVersion, m.Hash = types.StringUnknown(), types.StringUnknown()
}

// set takes over the list.
func (m *model) set(ctx context.Context, a agreement, diags *diag.Diagnostics) {
	entries := map[string]entry{}
	for _, e := range a.entries {
		entries[e.ID] = entryOf(ctx, e, diags)
	}
	var d diag.Diagnostics
	m.Entries, d = types.MapValueFrom(ctx, entryType(), entries)
	diags.Append(d...)
	m.FQDNs, d = types.ListValueFrom(ctx, types.StringType, a.fqdns())
	diags.Append(d...)
	m.URLs, d = types.ListValueFrom(ctx, types.StringType, a.urls())
	diags.Append(d...)
	m.CatalogueVersion, m.Hash = types.StringValue(a.version), types.StringValue(endpoint.Hash(a.entries))
}

func entryOf(ctx context.Context, e endpoint.Entry, diags *diag.Diagnostics) entry {
	connectors, d := types.SetValueFrom(ctx, types.StringType, e.Connectors)
	diags.Append(d...)
	return entry{
		URL: types.StringValue(e.URL()), Scheme: types.StringValue(e.Scheme), Host: types.StringValue(e.Host), Port: types.Int64Value(int64(e.Port)),
		Path: core.TextOrNull(e.Path, types.StringNull()), Exact: types.BoolValue(e.Exact), Purpose: types.StringValue(string(e.Purpose)),
		Connectors: connectors, Required: types.BoolValue(e.Required), Since: core.TextOrNull(e.Since, types.StringNull()),
		IdleTimeout: seconds(e), Source: types.StringValue(e.Source), Grade: types.StringValue(string(e.Grade)),
	}
}

func seconds(e endpoint.Entry) types.Int64 {
	if e.IdleTimeout == 0 {
		return types.Int64Null()
	}
	return types.Int64Value(int64(e.IdleTimeout.Seconds()))
}
