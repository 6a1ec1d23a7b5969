package site

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	attributes := siteAttributes()
	attributes["sites"] = schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "All sites of the hierarchy that the account may see, by code.",
		NestedObject: schema.NestedAttributeObject{Attributes: siteAttributes()},
	}
	attributes["service_connection_points"] = schema.ListNestedAttribute{
		Computed: true, MarkdownDescription: "The servers with the site system role *service connection point*. A hierarchy has one, at its top site.",
		NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
			"server":    schema.StringAttribute{Computed: true, MarkdownDescription: "The FQDN of the server."},
			"site_code": schema.StringAttribute{Computed: true, MarkdownDescription: "The code of its site."},
			"online":    schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether it is in online mode, which tenant attach needs. Null when the role does not say."},
		}},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "The hierarchy behind the administration service: its top site (the central administration site or the only primary site), all sites, and the service connection point.",
		Attributes:          core.DataSourceAttributes(ctx, attributes),
	}
}

func siteAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"site_code":        schema.StringAttribute{Computed: true, MarkdownDescription: "The code of the site."},
		"site_name":        schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the site."},
		"server_name":      schema.StringAttribute{Computed: true, MarkdownDescription: "The FQDN of the site server."},
		"type":             schema.StringAttribute{Computed: true, MarkdownDescription: "`central_administration_site`, `primary` or `secondary`."},
		"version":          schema.StringAttribute{Computed: true, MarkdownDescription: "The version of ConfigMgr, such as `2509`. A build newer than this provider knows is shown as newer than the newest it knows."},
		"full_version":     schema.StringAttribute{Computed: true, MarkdownDescription: "The version as the site reports it, such as `5.00.9141.1000`."},
		"build":            schema.Int64Attribute{Computed: true, MarkdownDescription: "The build number, such as `9141`."},
		"parent_site_code": schema.StringAttribute{Computed: true, MarkdownDescription: "The code of the site that this one reports to; empty for the top site."},
	}
}
