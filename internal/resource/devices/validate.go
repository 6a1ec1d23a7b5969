package devices

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// validated is what is checked before anything is read; any of it may not be known yet.
type validated struct {
	countOnly types.Bool
	columns   types.Set
	limit     types.Int64
	regex     types.String
}

// ValidateConfig implements datasource.DataSourceWithValidateConfig.
func (d *DataSource) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	var m validated
	for name, target := range map[string]any{"count_only": &m.countOnly, "columns": &m.columns, "limit": &m.limit} {
		resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root(name), target)...)
	}
	regex := path.Root("filter").AtName("name_regex")
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, regex, &m.regex)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if _, err := regexp.Compile(m.regex.ValueString()); err != nil {
		resp.Diagnostics.AddAttributeError(regex, "Unusable regular expression", err.Error())
	}
	if !m.countOnly.ValueBool() {
		return
	}
	for name, set := range map[string]bool{"columns": !m.columns.IsNull(), "limit": !m.limit.IsNull()} {
		if set {
			resp.Diagnostics.AddAttributeError(path.Root(name), "No use with count_only", "With count_only = true only the number of devices is asked for. Leave out "+name+".")
		}
	}
}
