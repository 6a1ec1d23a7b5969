package endpoints

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

type model struct {
	core.TenantFields
	Cloud            types.String      `tfsdk:"cloud"`
	Purposes         types.Set         `tfsdk:"purposes"`
	Connectors       types.Set         `tfsdk:"connectors"`
	RequiredOnly     types.Bool        `tfsdk:"required_only"`
	IncludeCRLOCSP   types.Bool        `tfsdk:"include_crl_ocsp"`
	PublishedURL     types.String      `tfsdk:"published_url"`
	Endpoints        []form.Model      `tfsdk:"endpoints"`
	Groups           []groupModel      `tfsdk:"groups"`
	FQDNs            []string          `tfsdk:"fqdns"`
	URLs             []string          `tfsdk:"urls"`
	CatalogueVersion types.String      `tfsdk:"catalogue_version"`
	Hash             types.String      `tfsdk:"hash"`
	Offered          types.Bool        `tfsdk:"offered"`
	OfferedReason    types.String      `tfsdk:"offered_reason"`
	Differences      []differenceModel `tfsdk:"differences"`
	Timeouts         timeouts.Value    `tfsdk:"timeouts"`
}

// groupModel are the hosts of one scheme and port.
type groupModel struct {
	Scheme types.String `tfsdk:"scheme"`
	Port   types.Int64  `tfsdk:"port"`
	FQDNs  []string     `tfsdk:"fqdns"`
}

// filter chooses as the arguments say. Revocation lists that are to be left out are left out even where their purpose is
// asked for.
func (m *model) filter(ctx context.Context, diags *diag.Diagnostics) endpoint.Filter {
	f := endpoint.Filter{RequiredOnly: m.RequiredOnly.ValueBool()}
	for _, c := range core.Texts(ctx, m.Connectors, diags) {
		f.Connectors = append(f.Connectors, endpoint.Connector(c))
	}
	for _, p := range core.Texts(ctx, m.Purposes, diags) {
		f.Purposes = append(f.Purposes, endpoint.Purpose(p))
	}
	if !m.IncludeCRLOCSP.IsNull() && !m.IncludeCRLOCSP.ValueBool() {
		f.Purposes = withoutRevocation(f.Purposes)
	}
	return f
}

// withoutRevocation are the purposes but that of revocation lists; none stand for all.
func withoutRevocation(purposes []endpoint.Purpose) []endpoint.Purpose {
	if len(purposes) == 0 {
		for _, info := range endpoint.Purposes() {
			purposes = append(purposes, info.Purpose)
		}
	}
	return slices.DeleteFunc(purposes, func(p endpoint.Purpose) bool { return p == endpoint.PurposeCRLOCSP })
}

// set shows the entries.
func (m *model) set(entries []endpoint.Entry) {
	m.Endpoints, m.Groups = form.Of(entries), []groupModel{}
	m.FQDNs, m.URLs = endpoint.Hosts(entries), endpoint.URLs(entries)
	m.CatalogueVersion, m.Hash = types.StringValue(endpoint.Version), types.StringValue(endpoint.Hash(entries))
	for _, g := range endpoint.Groups(entries) {
		m.Groups = append(m.Groups, groupModel{types.StringValue(g.Scheme), types.Int64Value(int64(g.Port)), endpoint.Hosts(g.Entries)})
	}
}
