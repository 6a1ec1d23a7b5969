package devices

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// reader fills in one model.
type reader struct {
	site     *adminservice.Client
	tenantID string
	model    *model
	columns  []column
	diags    *diag.Diagnostics
	table    *table // nil when they are only counted
}

// about names the tenant, and the collection if there is one, for summaries.
func (r *reader) about() string {
	switch {
	case r.model.Scope != nil:
		return "tenant " + r.tenantID + ", collection " + r.model.Scope.CollectionID.ValueString()
	default:
		return "tenant " + r.tenantID
	}
}

func (r *reader) read(ctx context.Context) error {
	r.model.Truncated = types.BoolValue(false)
	if r.table != nil {
		r.model.Devices = r.table.list()
	}
	r.model.DeviceCount, r.model.TotalInScope = types.Int64Value(0), types.Int64Value(0)
	known, err := r.upload(ctx)
	if err != nil {
		return err
	}
	if !known {
		core.Warn(r.diags, r.about(), "Nothing is uploaded", fmt.Sprintf("The hierarchy does not know the tenant %s (no row in SMS_AAD_Tenant_Ex), so it has no upload scope for it and no device is in it. To list the members of a collection all the same, set collection_id.", r.tenantID))
		return nil
	}
	filter, err := r.model.filter()
	if err != nil {
		return err
	}
	if err := r.scope(ctx); err != nil {
		return err
	}
	query := adminservice.DeviceQuery{Collection: r.model.Scope.CollectionID.ValueString(), Filter: filter}
	for _, c := range r.columns {
		query.Columns = append(query.Columns, c.property)
	}
	if err := r.devices(ctx, query); err != nil {
		return err
	}
	return r.totals(ctx, query)
}

// devices counts or reads.
func (r *reader) devices(ctx context.Context, query adminservice.DeviceQuery) error {
	if r.model.CountOnly.ValueBool() {
		n, err := r.site.CountDevices(ctx, query)
		r.model.DeviceCount = types.Int64Value(n)
		return err
	}
	truncated := false
	limit := r.model.Limit
	settled, err := r.site.Devices(ctx, query, func(d adminservice.Device) bool {
		if truncated = !limit.IsNull() && r.table.len() == limit.ValueInt64(); !truncated {
			r.table.add(d)
		}
		return !truncated
	})
	if err != nil {
		return err
	}
	if !settled {
		r.table.sort()
		core.Warn(r.diags, r.about(), "Devices may be missing", "The site does not give the members of a collection in the order of their ids, so they were read by skipping those before. If a device was removed meanwhile, another may not have been seen. With limit, they are not those with the lowest ids.")
	}
	r.model.Devices, r.model.DeviceCount, r.model.Truncated = r.table.list(), types.Int64Value(r.table.len()), types.BoolValue(truncated)
	return nil
}

// totals are the numbers that the filter does not change. They are asked for only where they are not known yet, and null when
// the site does not count.
func (r *reader) totals(ctx context.Context, query adminservice.DeviceQuery) error {
	r.model.TotalInScope = r.model.DeviceCount
	if r.model.Filter != nil || r.model.Truncated.ValueBool() {
		total, err := r.count(ctx, query.Collection, r.model.onlyClients())
		if err != nil {
			return err
		}
		r.model.TotalInScope = total
	}
	visible := r.model.TotalInScope
	if r.model.onlyClients() {
		var err error
		if visible, err = r.count(ctx, query.Collection, false); err != nil {
			return err
		}
	}
	r.model.Scope.VisibleCount = visible
	if members := r.model.Scope.MemberCount.ValueInt64(); !visible.IsNull() && visible.ValueInt64() < members {
		core.Warn(r.diags, r.about(), "Not all members are shown", fmt.Sprintf("The collection %s says that it has %d members, and the site shows %d of them to this account. Its security scopes may hide the others: ConfigMgr then leaves them out without an error. The number of members is that of the last evaluation, so devices that were deleted since are in it, too.",
			query.Collection, members, visible.ValueInt64()))
	}
	return nil
}

func (r *reader) count(ctx context.Context, collection string, clients bool) (types.Int64, error) {
	n, known, err := r.site.CountDevicesAtSite(ctx, adminservice.DeviceQuery{Collection: collection, Filter: adminservice.DeviceFilter{Clients: clients}})
	if err != nil || !known {
		return types.Int64Null(), err
	}
	return types.Int64Value(n), nil
}
