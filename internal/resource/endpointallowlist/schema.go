package endpointallowlist

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/setdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

// Schema implements resource.Resource.
func (r *Resource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The endpoints that are agreed to be reachable: Microsoft's for a cloud, with what you add and leave out. " +
			"The state keeps the list; a newer version of this provider may know other endpoints, and its plan then shows, entry by entry, what would change. Nothing is asked of any tenant for that. " +
			"There is no import: the list stands in the configuration and nowhere else.",
		Attributes: core.Attributes(ctx, "Default: 10 minutes.", merged(arguments(), results(), publishing())),
	}
}

func merged(all ...map[string]schema.Attribute) map[string]schema.Attribute {
	out := map[string]schema.Attribute{}
	for _, attributes := range all {
		for name, a := range attributes {
			out[name] = a
		}
	}
	return out
}

// arguments are what is configured of the list.
func arguments() map[string]schema.Attribute {
	connectors := []string{}
	for _, c := range endpoint.Connectors() {
		connectors = append(connectors, string(c))
	}
	text := types.StringType
	return map[string]schema.Attribute{
		"cloud": schema.StringAttribute{
			Optional: true, Computed: true, Validators: []validator.String{stringvalidator.OneOf(cloud.Names()...)},
			MarkdownDescription: "The national cloud: one of `" + strings.Join(cloud.Names(), "`, `") + "`. Default: that of the tenant. In China tenant attach is not offered, and the catalogue has only what the provider itself reaches.",
		},
		"crl_ocsp": schema.BoolAttribute{
			Optional: true, Computed: true, Default: booldefault.StaticBool(true),
			MarkdownDescription: "Whether the places of certificate revocation lists and OCSP responders are on the list. Default: `true`.",
		},
		"connectors": schema.SetAttribute{
			Optional: true, Computed: true, ElementType: text,
			Default:             setdefault.StaticValue(types.SetValueMust(text, []attr.Value{types.StringValue(string(endpoint.ServiceConnectionPoint))})),
			Validators:          []validator.Set{setvalidator.SizeAtLeast(1), setvalidator.ValueStringsAre(stringvalidator.OneOf(connectors...))},
			MarkdownDescription: "Who opens the connections that the list is for: `" + strings.Join(connectors, "`, `") + "`. Default: the service connection point.",
		},
		"additions": schema.SetAttribute{
			Optional: true, ElementType: text,
			MarkdownDescription: "Further endpoints: URLs with `https` or `http`, or hosts, which mean `https`. A host may begin with `*.`, for one or more labels; a path stands for itself and what is below it.",
		},
		"exclusions": schema.SetAttribute{
			Optional: true, ElementType: text,
			MarkdownDescription: "Endpoints of the catalogue that are left out: by id (the keys of `entries`), by URL, by host or by pattern. A required endpoint that is left out is a warning of the plan, which says what does not work without it. What matches nothing, or only a part of an endpoint with a wildcard, is an error. Additions are not excluded.",
		},
	}
}

// results are what is computed.
func results() map[string]schema.Attribute {
	text := types.StringType
	return map[string]schema.Attribute{
		"entries": schema.MapNestedAttribute{
			Computed: true, MarkdownDescription: "The list, by the ids of its entries. An id stays when the host changes. The functions of this provider take `values(….entries)`.",
			NestedObject: schema.NestedAttributeObject{Attributes: form.ResourceAttributes()},
		},
		"fqdns":             schema.ListAttribute{Computed: true, ElementType: text, MarkdownDescription: "The hosts of the list, each once, sorted. A leading `*.` stands for one or more labels."},
		"urls":              schema.ListAttribute{Computed: true, ElementType: text, MarkdownDescription: "The URLs of the list, each once, sorted."},
		"catalogue_version": schema.StringAttribute{Computed: true, MarkdownDescription: "The version of the catalogue that the list was made of: a day."},
		"hash":              schema.StringAttribute{Computed: true, MarkdownDescription: "A fingerprint of the list. It changes when any property of any entry does."},
	}
}
