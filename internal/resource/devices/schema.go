package devices

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// longestText is how long a text of a filter may be; no name is as long.
const longestText = 255

var (
	collectionID = regexp.MustCompile(`^[A-Za-z0-9]{8}$`)
	oneLine      = regexp.MustCompile(`^[^\pC]+$`)
)

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The devices in the upload scope of tenant attach, as the hierarchy has them. Microsoft Graph does not list devices that are only attached, so they are read from the administration service.\n\n" +
			"In the scope are the members of the collection that the upload is limited to, with those of its child collections, or all devices of the hierarchy; of these, devices that have the client (documented). That is who is **meant** to be uploaded: whether inactive, obsolete or unapproved devices are, is not documented, and what Intune has received cannot be seen here.\n\n" +
			"The security scopes of the account decide what it sees; ConfigMgr leaves out the rest without an error. `scope` and a warning show when members are missing.\n\n" +
			"-> Terraform keeps the result in its state. For a large site use `count_only`, or keep the result small by `filter`, `limit` and `columns`; by default only id and name are read. Measured with 200,000 devices and no further columns: a state of 25 MB, and 0.7 GB of memory in the provider for the moment in which the plugin framework passes it on. Devices are read 1,000 at a time: raise `timeouts.read` for a slow site.",
		Attributes: core.DataSourceAttributes(ctx, attributes()),
	}
}

func attributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"collection_id": schema.StringAttribute{
			Optional: true, MarkdownDescription: "The id of a device collection whose members to list, such as `P0100014`, whatever the upload scope is. Left out: the upload scope that is set.",
			Validators: []validator.String{stringvalidator.RegexMatches(collectionID, "is not the id of a collection, eight letters and digits")},
		},
		"only_clients": schema.BoolAttribute{Optional: true, MarkdownDescription: "Only devices that have the client; others are not uploaded. Default: `true`."},
		"filter":       filterAttribute(),
		"columns": schema.SetAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Which attributes the devices have beside `resource_id` and `name`. What is not asked for is neither read nor stored. There are: " + describedColumns() + ".",
			Validators:          []validator.Set{setvalidator.ValueStringsAre(stringvalidator.OneOf(columnNames()...))},
		},
		"limit": schema.Int64Attribute{
			Optional: true, MarkdownDescription: "How many devices to list at most: those with the lowest ids. `truncated` says whether there are more. Left out: all.",
			Validators: []validator.Int64{int64validator.AtLeast(1)},
		},
		"count_only": schema.BoolAttribute{Optional: true, MarkdownDescription: "Only count: `devices` is null then. The site counts, so nothing is transferred, unless it cannot decide the filter: `name_regex`, a flag that is `false`, or a text with `%`, `_`, `[`, `]` or `^`. Default: `false`."},
		"scope": schema.SingleNestedAttribute{
			Computed: true, MarkdownDescription: "Whose members the devices are. Null when the hierarchy does not know the tenant and `collection_id` is left out.",
			Attributes: map[string]schema.Attribute{
				"all_devices":     schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether no collection limits the upload. The devices are then the members of All Systems (`SMS00001`)."},
				"collection_id":   schema.StringAttribute{Computed: true, MarkdownDescription: "The id of the collection."},
				"collection_name": schema.StringAttribute{Computed: true, MarkdownDescription: "The name of the collection."},
				"member_count":    schema.Int64Attribute{Computed: true, MarkdownDescription: "How many members the collection says that it has, with or without the client, at its last evaluation."},
				"visible_count":   schema.Int64Attribute{Computed: true, MarkdownDescription: "How many of them the site shows to this account. Null when the site does not count."},
			},
		},
		"upload_enabled": schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the hierarchy has an upload service with an application of the tenant. If not, the devices are those that would be uploaded. Null with `collection_id`: it is not asked for then."},
		"devices":        schema.DynamicAttribute{Computed: true, CustomType: listType{}, MarkdownDescription: "The devices by id, a list of objects: `resource_id`, a number that no other member of the collection has, `name`, and the attributes of `columns`. Null with `count_only`. An attribute that the site leaves empty, as many are for devices without the client, is null."},
		"device_count":   schema.Int64Attribute{Computed: true, MarkdownDescription: "How many devices the filter takes; when `truncated`, how many are listed."},
		"total_in_scope": schema.Int64Attribute{Computed: true, MarkdownDescription: "How many devices there are without `filter` and `limit`. Null when the site does not count."},
		"truncated":      schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether `limit` left devices out."},
	}
}

func filterAttribute() schema.SingleNestedAttribute {
	text := func(description string) schema.StringAttribute {
		return schema.StringAttribute{
			Optional: true, MarkdownDescription: description,
			Validators: []validator.String{stringvalidator.UTF8LengthBetween(1, longestText), stringvalidator.RegexMatches(oneLine, "has a control character")},
		}
	}
	return schema.SingleNestedAttribute{
		Optional: true, MarkdownDescription: "Only devices that all of these hold for. The site filters as far as it can; each device is checked again here. Upper and lower case are the same (to the site by its collation, which is inferred), but for `name_regex`.",
		Attributes: map[string]schema.Attribute{
			"name_prefix":           text("How the name begins."),
			"name_contains":         text("A part of the name."),
			"name_regex":            schema.StringAttribute{Optional: true, MarkdownDescription: "A regular expression (RE2) that the name matches. The site cannot decide it: all other devices are read, too."},
			"domain":                text("The domain, as the site has it, such as `CORP`."),
			"site_code":             text("The site code of the device."),
			"client_version_prefix": text("How the version of the client begins, such as `5.00.9141.`"),
			"active":                schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether the client is active. `false` takes devices of which the site does not say that it is."},
			"obsolete":              schema.BoolAttribute{Optional: true, MarkdownDescription: "Whether the record is obsolete. `false` takes devices of which the site does not say that it is."},
		},
	}
}
