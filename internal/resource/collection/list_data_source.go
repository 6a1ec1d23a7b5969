package collection

import (
	"cmp"
	"context"
	"regexp"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

var _ datasource.DataSourceWithConfigure = (*ListDataSource)(nil)

// ListDataSource is tenantattach_collections.
type ListDataSource struct{ core.DataSource }

// NewListDataSource returns a new data source.
func NewListDataSource() datasource.DataSource { return &ListDataSource{} }

type listModel struct {
	core.TenantFields
	Type        types.String      `tfsdk:"type"`
	NameRegex   types.String      `tfsdk:"name_regex"`
	LimitingID  types.String      `tfsdk:"limiting_collection_id"`
	Collections []collectionModel `tfsdk:"collections"`
	Timeouts    timeouts.Value    `tfsdk:"timeouts"`
}

// Metadata implements datasource.DataSource.
func (d *ListDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_collections"
}

// Schema implements datasource.DataSource.
func (d *ListDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "The collections of the hierarchy that the account may see, by id. Without arguments: all of them.",
		Attributes: core.DataSourceAttributes(ctx, map[string]schema.Attribute{
			"type": schema.StringAttribute{
				Optional: true, MarkdownDescription: "Only collections of this type: `device` or `user`.",
				Validators: []validator.String{stringvalidator.OneOf("device", "user")},
			},
			"name_regex": schema.StringAttribute{
				Optional: true, MarkdownDescription: "Only collections whose name matches this regular expression (RE2).",
			},
			"limiting_collection_id": schema.StringAttribute{
				Optional: true, MarkdownDescription: "Only collections that are limited to this one.",
			},
			"collections": schema.ListNestedAttribute{
				Computed: true, MarkdownDescription: "The collections, by id.",
				NestedObject: schema.NestedAttributeObject{Attributes: attributes()},
			},
		}),
	}
}

// Read implements datasource.DataSource.
func (d *ListDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m listModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	name, err := regexp.Compile(m.NameRegex.ValueString())
	if err != nil {
		resp.Diagnostics.AddAttributeError(path.Root("name_regex"), "Unusable regular expression", err.Error())
	}
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "list the collections", Diags: &resp.Diagnostics}, func(ctx context.Context, t *tenant.Tenant) error {
		c, err := t.AdminService()
		if err != nil {
			return err
		}
		all, err := c.Collections(ctx)
		m.Collections = m.filter(all, name)
		return err
	}) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

func (m *listModel) filter(all []adminservice.Collection, name *regexp.Regexp) []collectionModel {
	out := []collectionModel{}
	for _, c := range all {
		wrongType := !m.Type.IsNull() && c.Type.String() != m.Type.ValueString()
		wrongLimit := !m.LimitingID.IsNull() && c.LimitToID != m.LimitingID.ValueString()
		if !wrongType && !wrongLimit && name.MatchString(c.Name) {
			out = append(out, convert(c))
		}
	}
	slices.SortFunc(out, func(a, b collectionModel) int {
		return cmp.Compare(a.CollectionID.ValueString(), b.CollectionID.ValueString())
	})
	return out
}
