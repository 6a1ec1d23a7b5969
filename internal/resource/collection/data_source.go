package collection

import (
	"context"
	"fmt"
	"strings"

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

var _ datasource.DataSourceWithConfigure = (*DataSource)(nil)

// DataSource is tenantattach_collection.
type DataSource struct{ core.DataSource }

// NewDataSource returns a new data source.
func NewDataSource() datasource.DataSource { return &DataSource{} }

type oneModel struct {
	core.TenantFields
	collectionModel
	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

// Metadata implements datasource.DataSource.
func (d *DataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_collection"
}

// Schema implements datasource.DataSource.
func (d *DataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	one := attributes()
	one["collection_id"] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: "The id of the collection, such as `P0100014`. Give this or `name`.",
		Validators: []validator.String{stringvalidator.ExactlyOneOf(path.MatchRoot("collection_id"), path.MatchRoot("name")), stringvalidator.LengthAtLeast(1)},
	}
	one["name"] = schema.StringAttribute{
		Optional: true, Computed: true, MarkdownDescription: "The name of the collection; upper and lower case are the same. Give this or `collection_id`.",
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "One collection of the hierarchy, found by id or by name.",
		Attributes:          core.DataSourceAttributes(ctx, one),
	}
}

// Read implements datasource.DataSource.
func (d *DataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	var m oneModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &m)...)
	if d.Do(ctx, core.Call{Tenant: &m.TenantFields, Timeout: m.Timeouts.Read, Default: core.ReadTimeout, Doing: "find the collection", Diags: &resp.Diagnostics}, m.find) {
		resp.Diagnostics.Append(resp.State.Set(ctx, &m)...)
	}
}

func (m *oneModel) find(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	found, err := find(ctx, c, m.CollectionID, m.Name)
	m.collectionModel = convert(found)
	return err
}

func find(ctx context.Context, c *adminservice.Client, id, name types.String) (adminservice.Collection, error) {
	if !id.IsNull() {
		return c.Collection(ctx, id.ValueString())
	}
	all, err := c.Collections(ctx)
	if err != nil {
		return adminservice.Collection{}, err
	}
	matches := []adminservice.Collection{}
	for _, x := range all {
		if strings.EqualFold(x.Name, name.ValueString()) {
			matches = append(matches, x)
		}
	}
	if len(matches) != 1 {
		return adminservice.Collection{}, fmt.Errorf("the hierarchy shows %d collections named %q to this account (of %d it may see); give collection_id instead", len(matches), name.ValueString(), len(all))
	}
	return c.Collection(ctx, matches[0].ID)
}
