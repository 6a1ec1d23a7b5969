package collectionupload

import (
	"context"
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
	ID             types.String   `tfsdk:"id"`
	Scope          types.String   `tfsdk:"scope"`
	CollectionName types.String   `tfsdk:"collection_name"`
	DeviceCount    types.Int64    `tfsdk:"device_count"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`
}

// mapping is the collection that the hierarchy is to be told: none for all devices.
func mapping(scope string) string {
	if scope == scopeAll {
		return ""
	}
	return scope
}

// scopeOf is the inverse of mapping.
func scopeOf(collection string) string {
	if collection == "" {
		return scopeAll
	}
	return collection
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

// target names the scope for messages.
func (m *model) target() string { return named(m.Scope.ValueString()) }

func named(scope string) string {
	if scope == scopeAll {
		return "all devices"
	}
	return "collection " + scope
}

// gone reports whether the collection that is uploaded was deleted, as far as the last read of it shows.
func (m *model) gone() bool { return m.Scope.ValueString() != scopeAll && m.CollectionName.IsNull() }

// set takes over what the hierarchy answered. A mapped collection that was deleted has no name and no devices.
func (m *model) set(ctx context.Context, c *adminservice.Client, collection string) error {
	m.ID = m.TenantID
	m.Scope = types.StringValue(scopeOf(collection))
	if collection == "" {
		collection = allSystems
	}
	row, err := c.Collection(ctx, collection)
	if adminservice.IsNotFound(err) {
		m.CollectionName, m.DeviceCount = types.StringNull(), types.Int64Null()
		return nil
	}
	if err != nil {
		return err
	}
	m.CollectionName = types.StringValue(row.Name)
	m.DeviceCount = types.Int64Value(int64(row.MemberCount))
	return nil
}

// registered reports whether the hierarchy knows the tenant: without its row there is no scope to read or write, and
// asking for one fails in the site (AdminService notes §2.1).
func registered(ctx context.Context, c *adminservice.Client, tenantID string) (bool, error) {
	rows, err := c.Tenants(ctx)
	return slices.ContainsFunc(rows, func(t adminservice.Tenant) bool { return strings.EqualFold(t.TenantID, tenantID) }), err
}
