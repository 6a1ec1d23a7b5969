package devices

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// upload says whether there is a scope, and whether the hierarchy has an upload service with an application of the tenant
// (AdminService notes §2.1). For a collection of one's own neither matters.
func (r *reader) upload(ctx context.Context) (known bool, err error) {
	if !r.model.CollectionID.IsNull() {
		return true, nil
	}
	r.model.UploadEnabled = types.BoolValue(false)
	tenants, err := r.site.Tenants(ctx)
	if err != nil {
		return false, err
	}
	at := slices.IndexFunc(tenants, func(t adminservice.Tenant) bool { return strings.EqualFold(t.TenantID, r.tenantID) })
	if at < 0 {
		return false, nil
	}
	applications, err := r.site.Applications(ctx)
	if err != nil {
		return false, err
	}
	services, err := r.site.CloudServices(ctx)
	if err != nil {
		return false, err
	}
	if r.model.UploadEnabled = types.BoolValue(uploads(services, applications, tenants[at].RowID)); !r.model.UploadEnabled.ValueBool() {
		core.Warn(r.diags, r.about(), "Nothing is uploaded", fmt.Sprintf("The hierarchy knows the tenant %s, but has no upload service with an application of it: the devices are those that would be uploaded.", r.tenantID))
	}
	return true, nil
}

func uploads(services []adminservice.CloudService, applications []adminservice.Application, tenant int64) bool {
	return slices.ContainsFunc(services, func(s adminservice.CloudService) bool {
		return s.ServiceType == adminservice.ServiceTypeTenantAttach && slices.ContainsFunc(applications, func(a adminservice.Application) bool {
			return a.TenantRowID == tenant && slices.Contains(s.ApplicationRowIDs, a.RowID)
		})
	})
}

// scope finds the collection whose members are listed. Without a restriction those are all devices of the hierarchy, which
// are the members of All Systems.
func (r *reader) scope(ctx context.Context) error {
	id, restricted := r.model.CollectionID.ValueString(), true
	if r.model.CollectionID.IsNull() {
		mapped, err := r.site.CollectionMapping(ctx, r.tenantID)
		if err != nil {
			return err
		}
		id = mapped
	}
	if id == "" {
		id, restricted = adminservice.AllSystems, false
	}
	c, err := r.site.Collection(ctx, id)
	if err != nil {
		return r.unseen(id, restricted, err)
	}
	if c.Type != adminservice.CollectionDevice {
		return fmt.Errorf("the collection %s (%s) is not one of devices but of type %s", c.ID, c.Name, c.Type)
	}
	r.model.Scope = &scopeModel{
		AllDevices: types.BoolValue(!restricted), CollectionID: types.StringValue(c.ID), CollectionName: types.StringValue(c.Name), MemberCount: types.Int64Value(int64(c.MemberCount)),
	}
	return nil
}

// unseen says what it means that the account does not see the collection.
func (r *reader) unseen(id string, restricted bool, err error) error {
	switch {
	case !adminservice.IsNotFound(err):
		return err
	case !restricted:
		return fmt.Errorf("no collection limits the upload, so the devices are those of All Systems (%s), which this account does not see: give it that collection, or set collection_id to one that it sees: %w", id, err)
	case r.model.CollectionID.IsNull():
		return fmt.Errorf("the upload is limited to the collection %s, which does not exist, or the account may not see it: give it that collection: %w", id, err)
	default:
		return fmt.Errorf("the collection %s does not exist, or the account may not see it: look in the console, and give the account that collection: %w", id, err)
	}
}
