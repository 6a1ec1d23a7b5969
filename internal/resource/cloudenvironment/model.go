package cloudenvironment

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	ID            types.String   `tfsdk:"id"`
	Name          types.String   `tfsdk:"name"`
	Environment   types.String   `tfsdk:"environment"`
	EnvironmentID types.Int64    `tfsdk:"environment_id"`
	RowID         types.Int64    `tfsdk:"row_id"`
	SiteCode      types.String   `tfsdk:"site_code"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

func (m *model) set(row adminservice.Tenant, environments []adminservice.Environment) {
	m.ID = types.StringValue(strings.ToLower(row.TenantID))
	m.Name = types.StringValue(row.Name)
	m.Environment = types.StringValue(environmentName(environments, row.Environment))
	m.EnvironmentID = types.Int64Value(int64(row.Environment))
	m.RowID = types.Int64Value(row.RowID)
	m.SiteCode = types.StringValue(row.SiteCode)
}

// find returns the row of a tenant; nil when the hierarchy does not know it.
func find(ctx context.Context, c *adminservice.Client, tenantID string) (*adminservice.Tenant, error) {
	rows, err := c.Tenants(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		if strings.EqualFold(rows[i].TenantID, tenantID) {
			return &rows[i], nil
		}
	}
	return nil, nil
}

// environmentID resolves a name at the hierarchy: the numbers are the site's, not ours (AdminService notes §2.4).
func environmentID(environments []adminservice.Environment, name string) (int, error) {
	known := []string{}
	for _, e := range environments {
		if e.Name == name {
			return e.ID, nil
		}
		known = append(known, fmt.Sprintf("%s (%d)", e.Name, e.ID))
	}
	return 0, fmt.Errorf("the hierarchy has no cloud environment %q in SMS_AzureEnvironments; it has: %s", name, strings.Join(known, ", "))
}

// environmentName is the name of a number; a number that the hierarchy cannot name is shown as it is.
func environmentName(environments []adminservice.Environment, id int) string {
	for _, e := range environments {
		if e.ID == id {
			return e.Name
		}
	}
	return fmt.Sprintf("unknown (%d)", id)
}
