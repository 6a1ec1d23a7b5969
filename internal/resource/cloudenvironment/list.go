package cloudenvironment

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "cloud_environment", Description: "Finds the registration of a tenant at its hierarchy, if there is one.", Find: registration,
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			return m.refresh(ctx, t)
		},
	}.List()
}

// registration is the row of the tenant.
func registration(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	c, err := t.AdminService()
	if err != nil {
		return nil, err
	}
	row, err := find(ctx, c, t.ID())
	if err != nil || row == nil {
		return nil, err
	}
	return []core.Found{{ID: t.ID(), Name: fmt.Sprintf("registration of tenant %q (%s)", row.Name, t.ID())}}, nil
}
