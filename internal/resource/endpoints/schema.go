package endpoints

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

var httpsURL = regexp.MustCompile(`^https://[^/?#\s@]+([/?#]\S*)?$`)

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := arguments()
	for name, a := range results() {
		attributes[name] = a
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "What tenant attach, its administrators and this provider must reach on the internet: the provider's catalogue of Microsoft's endpoints, for proxies and firewalls. Nothing is contacted for it, unless `published_url` is set, and no sign-in is needed. " +
			"The functions of this provider render the endpoints for Squid, nginx, PAC files, Windows and the lists of firewalls.",
		Attributes: core.DataSourceAttributes(ctx, attributes),
	}
}

func arguments() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"cloud": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{stringvalidator.OneOf(cloud.Names()...)},
			MarkdownDescription: "The national cloud: `public` (also `global`, `gcc`), `usgovernment` (also `usgovernmentl4`), `dod` (also `usgovernmentl5`) or `china`. Default: that of the tenant. Where it is given, no tenant need be configured.",
		},
		"purposes": schema.SetAttribute{
			Optional: true, ElementType: types.StringType, Validators: some(purposes()),
			MarkdownDescription: "Only endpoints for one of these purposes: `tenant_attach`, `notification`, `telemetry`, `crl_ocsp`, `sign_in`, `graph`, `admin_center`. Default: all.",
		},
		"connectors": schema.SetAttribute{
			Optional: true, ElementType: types.StringType, Validators: some(connectors()),
			MarkdownDescription: "Only endpoints that one of these connects to: `service_connection_point`, `browser` (of an administrator), `provider` (this one). Default: all.",
		},
		"published_url": schema.StringAttribute{
			Optional: true, Validators: []validator.String{stringvalidator.RegexMatches(httpsURL, "must be an https:// URL without a login")},
			MarkdownDescription: "Microsoft's endpoints web service, to compare the catalogue with: `https://endpoints.office.com/endpoints/worldwide?ServiceAreas=MEM&NoIPv6=true`. It needs a tenant in the provider block, for its certificates, and no sign-in. What differs is only reported in `differences`, and never replaces anything: Microsoft says that the service is no longer accurate for Intune. Default: nothing is contacted.",
		},
		"required_only": schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether to leave out what is only recommended. Default: false."},
		"include_crl_ocsp": schema.BoolAttribute{
			Optional: true, MarkdownDescription: "Whether the certificate revocation lists and OCSP responders are in the list. The service connection point must reach them, too: leave them out only where another rule has them. Default: true.",
		},
	}
}

func results() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"endpoints": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The endpoints, by id, in the form that the functions take.",
			NestedObject: schema.NestedAttributeObject{Attributes: form.DataSourceAttributes()},
		},
		"groups": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "The hosts by scheme and port, for firewalls whose rules give those for all of their hosts: one rule for each.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"scheme": schema.StringAttribute{Computed: true, MarkdownDescription: "The scheme of the group: `https` or `http`."},
				"port":   schema.Int64Attribute{Computed: true, MarkdownDescription: "The TCP port of the group."},
				"fqdns":  texts("The hosts of the group, sorted and each once. What a wildcard means to a product, and how it is written there, `fqdn_list` knows."),
			}},
		},
		"differences": schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: "How the list at `published_url` differs from the catalogue of the cloud, whatever the filters choose; null without one. A hint: that service area has all of Intune, and no revocation lists.",
			NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
				"kind":      schema.StringAttribute{Computed: true, MarkdownDescription: "`only_published`, `only_in_catalogue`, `other_ports`, `other_requirement`, `unreadable` or `nothing_published`."},
				"published": schema.StringAttribute{Computed: true, MarkdownDescription: "The published pattern; empty when it is about an endpoint of the catalogue alone."},
				"set_id":    schema.Int64Attribute{Computed: true, MarkdownDescription: "The number of the published endpoint set; 0 when it is about an endpoint of the catalogue alone."},
				"entry_id":  schema.StringAttribute{Computed: true, MarkdownDescription: "The id of the endpoint in the catalogue; empty when it is about what is published alone."},
				"text":      schema.StringAttribute{Computed: true, MarkdownDescription: "The difference in words."},
			}},
		},
		"fqdns":             texts("The hosts, sorted and each once, with `*.` for a wildcard."),
		"urls":              texts("The endpoints as URLs, sorted and each once, with `*.` for a wildcard."),
		"catalogue_version": schema.StringAttribute{Computed: true, MarkdownDescription: "The version of the catalogue: the day on which it was last compared with its sources."},
		"hash":              schema.StringAttribute{Computed: true, MarkdownDescription: "A fingerprint of the endpoints, which changes whenever one of them does."},
		"offered":           schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether tenant attach is offered in the cloud."},
		"offered_reason":    schema.StringAttribute{Computed: true, MarkdownDescription: "What Microsoft's documentation says of that."},
	}
}

func texts(what string) schema.Attribute {
	return schema.ListAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: what}
}

// some are the validators of a set that has some of these values.
func some(values []string) []validator.Set {
	return []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(stringvalidator.OneOf(values...))}
}

// purposes are those of the catalogue: what users add is not in it.
func purposes() []string {
	out := []string{}
	for _, info := range endpoint.Purposes() {
		if info.Purpose != endpoint.PurposeAdded {
			out = append(out, string(info.Purpose))
		}
	}
	return out
}

func connectors() []string {
	out := []string{}
	for _, c := range endpoint.Connectors() {
		out = append(out, string(c))
	}
	return out
}
