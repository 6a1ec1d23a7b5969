package collectionupload

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "collection_upload", Find: scopes,
		Description: "Finds the upload scope of a tenant: where its hierarchy uploads to it, and where the scope is limited to a collection although nothing is uploaded.",
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			return m.refresh(ctx, t)
		},
	}.List()
}

// scopes is the scope of the tenant. Where a tenant is registered for other Azure services only, its scope means nothing.
func scopes(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	c, err := t.AdminService()
	if err != nil {
		return nil, err
	}
	known, err := registered(ctx, c, t.ID())
	if err != nil || !known {
		return nil, err
	}
	uploads, err := c.Uploads(ctx)
	if err != nil {
		return nil, err
	}
	current, err := c.CollectionMapping(ctx, t.ID())
	if err != nil || current == "" && !slices.ContainsFunc(uploads, func(u adminservice.Upload) bool { return u.To(t.ID()) }) {
		return nil, err
	}
	return []core.Found{{ID: t.ID(), Name: "upload scope of tenant " + t.ID() + ": " + named(scopeOf(current))}}, nil
}
