package prerequisite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// attachment is what the hierarchy has of tenant attach already (AdminService notes §2.1).
type attachment struct {
	tenants      []adminservice.Tenant
	applications []adminservice.Application
	// uploading are the applications that a service of tenant attach uploads with.
	uploading []adminservice.Application
	// hidden are the row ids of those that the account may not see.
	hidden []int64
	// scope is the collection whose devices are uploaded to this tenant; empty for all, or while the tenant is not known.
	scope string
}

func (f *facts) readAttachment(ctx context.Context, c *adminservice.Client) (attachment, error) {
	var a attachment
	var err error
	if a.tenants, err = c.Tenants(ctx); err != nil {
		return a, err
	}
	if a.applications, err = c.Applications(ctx); err != nil {
		return a, err
	}
	services, err := c.CloudServices(ctx)
	if err != nil {
		return a, err
	}
	for _, s := range services {
		if s.ServiceType == adminservice.ServiceTypeTenantAttach {
			a.addUploading(s.ApplicationRowIDs)
		}
	}
	if a.tenantRow(f.tenant.ID()) != nil {
		a.scope, err = c.CollectionMapping(ctx, f.tenant.ID())
	}
	return a, err
}

func (a *attachment) addUploading(rowIDs []int64) {
	for _, id := range rowIDs {
		i := slices.IndexFunc(a.applications, func(app adminservice.Application) bool { return app.RowID == id })
		if i < 0 {
			a.hidden = append(a.hidden, id)
			continue
		}
		a.uploading = append(a.uploading, a.applications[i])
	}
}

// tenantRow is the row of a tenant; nil if the hierarchy does not know it.
func (a attachment) tenantRow(tenantID string) *adminservice.Tenant {
	i := slices.IndexFunc(a.tenants, func(t adminservice.Tenant) bool { return strings.EqualFold(t.TenantID, tenantID) })
	if i < 0 {
		return nil
	}
	return &a.tenants[i]
}

// tenantOf is the row of the tenant of an application; nil if the account may not see it.
func (a attachment) tenantOf(app adminservice.Application) *adminservice.Tenant {
	i := slices.IndexFunc(a.tenants, func(t adminservice.Tenant) bool { return t.RowID == app.TenantRowID })
	if i < 0 {
		return nil
	}
	return &a.tenants[i]
}

const whereAttached = "SMS_Azure_CloudService (type 5), SMS_AAD_Application_Ex and SMS_AAD_Tenant_Ex: "

// alreadyAttached: a hierarchy that uploads with another application must be off-boarded first. That there is one such row
// for each hierarchy is inferred (AdminService notes §3.6), several are coped with.
func alreadyAttached(f *facts) finding {
	a, err := f.attachment()
	if err != nil {
		return f.unread(err)
	}
	const offboard = "Off-board the hierarchy there first, wait for two hours, then attach it; or import that attachment."
	own := ""
	for _, app := range a.uploading {
		row := a.tenantOf(app)
		named := fmt.Sprintf("application %q (client id %s)", app.Name, app.ClientID)
		switch {
		case row == nil:
			return warns(whereAttached+"the hierarchy uploads with "+named+", whose tenant the account may not see.", "Find out whose it is. "+offboard)
		case !strings.EqualFold(row.TenantID, f.tenant.ID()):
			return fails(fmt.Sprintf("%sthe hierarchy is attached to tenant %q (%s) with %s.", whereAttached, row.Name, row.TenantID, named), offboard)
		case f.options.ClientID != "" && !strings.EqualFold(app.ClientID, f.options.ClientID):
			return fails(whereAttached+"the hierarchy is attached to this tenant with another application: "+named+".", offboard)
		default:
			own = named
		}
	}
	switch {
	case len(a.hidden) > 0:
		return warns(fmt.Sprintf("%sthe hierarchy uploads with an application that the account may not see (rows %v).", whereAttached, a.hidden), "Find out whose it is. "+offboard)
	case own != "":
		return passes(whereAttached + "the hierarchy is attached to this tenant, with " + own + ".")
	default:
		return passes(whereAttached + "the hierarchy is attached to no tenant.")
	}
}
