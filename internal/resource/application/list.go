package application

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "application", Find: uploading,
		Description: "Finds the applications of a tenant that its hierarchy uploads with. The hierarchy says which they are, so `admin_service` must be configured. One that is gone from Entra is not found.",
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, diags *diag.Diagnostics) (bool, error) {
			c, err := t.Graph()
			if err != nil {
				return false, err
			}
			m.fillImported()
			picture, err := m.read(ctx, c, nil)
			if err != nil || picture == nil {
				return false, err
			}
			m.set(ctx, picture, nil, diags)
			return true, nil
		},
	}.List()
}

// uploading are the applications that the hierarchy of the tenant uploads with.
func uploading(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	c, err := t.AdminService()
	if err != nil {
		return nil, err
	}
	g, err := t.Graph()
	if err != nil {
		return nil, err
	}
	uploads, err := c.Uploads(ctx)
	if err != nil {
		return nil, err
	}
	found := []core.Found{}
	for _, u := range uploads {
		if !u.To(t.ID()) {
			continue
		}
		app, err := g.ApplicationByAppID(ctx, u.Application.ClientID)
		if graph.IsNotFound(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		found = append(found, core.Found{ID: app.ObjectID, Name: fmt.Sprintf("%s (client id %s)", app.DisplayName, app.AppID)})
	}
	return found, nil
}
