package intunerbac

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "intune_rbac", Find: switches,
		Description: "Finds the switch *Use Intune RBAC* of a tenant. Every tenant has one; where Microsoft Graph does not offer it, and in Azure China 21Vianet, nothing is found.",
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			m.Unconfirmed = types.BoolValue(false)
			return true, m.refresh(ctx, t)
		},
	}.List()
}

// switches is the switch of the tenant.
func switches(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	if t.Cloud().Name == cloud.China {
		return nil, nil
	}
	s, err := switchOf(t)
	if err != nil {
		return nil, err
	}
	enabled, err := s.read(ctx)
	if graph.IsNotOffered(err) {
		return nil, nil
	}
	return []core.Found{{ID: t.ID(), Name: "use of Intune RBAC in tenant " + t.ID() + ": " + onOff(enabled)}}, err
}
