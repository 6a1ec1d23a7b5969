package cloudenvironment

import (
	"context"
	"fmt"
	"slices"
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

// subject names the tenant for messages, as far as it is known.
func (m *model) subject() string {
	for _, id := range []types.String{m.TenantID, m.ID} {
		if id.ValueString() != "" {
			return "tenant " + id.ValueString()
		}
	}
	return "the tenant"
}

// set takes over a row. It changes nothing when the cloud of the row cannot be named.
func (m *model) set(row adminservice.Tenant, environments []adminservice.Environment) error {
	environment, err := adminservice.EnvironmentName(environments, row.Environment)
	if err != nil {
		return fmt.Errorf("row %d of SMS_AAD_Tenant_Ex: %w", row.RowID, err)
	}
	m.ID = types.StringValue(strings.ToLower(row.TenantID))
	m.Name = types.StringValue(row.Name)
	m.Environment = types.StringValue(environment)
	m.EnvironmentID = types.Int64Value(int64(row.Environment))
	m.RowID = types.Int64Value(row.RowID)
	m.SiteCode = types.StringValue(row.SiteCode)
	return nil
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

// lookUp returns the row of a tenant, if there is one, and the clouds that the hierarchy knows.
func lookUp(ctx context.Context, c *adminservice.Client, tenantID string) (*adminservice.Tenant, []adminservice.Environment, error) {
	return adminservice.Both(ctx, func(ctx context.Context) (*adminservice.Tenant, error) { return find(ctx, c, tenantID) }, c.Environments)
}

// holders are the applications that belong to a row of SMS_AAD_Tenant_Ex: while there are any, it is theirs as well.
func holders(ctx context.Context, c *adminservice.Client, rowID int64) ([]adminservice.Application, error) {
	all, err := c.Applications(ctx)
	return slices.DeleteFunc(all, func(a adminservice.Application) bool { return a.TenantRowID != rowID }), err
}

// describe lists applications for a message.
func describe(applications []adminservice.Application) string {
	lines := make([]string, 0, len(applications))
	for _, a := range applications {
		lines = append(lines, fmt.Sprintf("- %q, client id %s, row %d of SMS_AAD_Application_Ex", a.Name, a.ClientID, a.RowID))
	}
	return strings.Join(lines, "\n")
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
	if len(known) == 0 {
		return 0, fmt.Errorf("the hierarchy shows no cloud environments at all in SMS_AzureEnvironments, or hides them from the account, so the number of %q is not known", name)
	}
	return 0, fmt.Errorf("the hierarchy has no cloud environment %q in SMS_AzureEnvironments; it has: %s", name, strings.Join(known, ", "))
}
