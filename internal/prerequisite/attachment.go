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
	uploads []adminservice.Upload
	// scope is the collection whose devices are uploaded to this tenant; empty for all, or while the tenant is not known.
	scope string
}

func (f *facts) readAttachment(ctx context.Context, c *adminservice.Client) (attachment, error) {
	tenants, err := c.Tenants(ctx)
	if err != nil {
		return attachment{}, err
	}
	applications, err := c.Applications(ctx)
	if err != nil {
		return attachment{}, err
	}
	services, err := c.CloudServices(ctx)
	if err != nil {
		return attachment{}, err
	}
	a := attachment{uploads: adminservice.UploadsOf(services, applications, tenants)}
	if slices.ContainsFunc(tenants, func(t adminservice.Tenant) bool { return strings.EqualFold(t.TenantID, f.tenant.ID()) }) {
		a.scope, err = c.CollectionMapping(ctx, f.tenant.ID())
	}
	return a, err
}

const whereAttached = "SMS_Azure_CloudService (type 5), SMS_AAD_Application_Ex and SMS_AAD_Tenant_Ex: "

// alreadyAttached: a hierarchy that uploads with another application must be off-boarded first. That there is one such row
// for each hierarchy is inferred (AdminService notes §3.6), several are coped with.
func alreadyAttached(f *facts) finding {
	a, err := f.attachment()
	if err != nil {
		return f.unread(err)
	}
	own := ""
	for _, u := range a.uploads {
		if u.ApplicationRowID == 0 {
			continue
		}
		found, ours := f.judgeUpload(u)
		if ours == "" {
			return found
		}
		own = ours
	}
	if own != "" {
		return passes(whereAttached + "the hierarchy is attached to this tenant, with " + own + ".")
	}
	return passes(whereAttached + "the account sees no application that the hierarchy uploads with.")
}

// judgeUpload says whose an upload is; ours is empty unless it is the one that is to be.
func (f *facts) judgeUpload(u adminservice.Upload) (found finding, ours string) {
	const offboard = "Off-board the hierarchy there first, and wait for two hours; or import that attachment."
	if u.Application == nil {
		return warns(fmt.Sprintf("%sthe hierarchy uploads with an application that the account may not see (row %d).", whereAttached, u.ApplicationRowID), "Find out whose it is. "+offboard), ""
	}
	named := fmt.Sprintf("application %q (client id %s)", u.Application.Name, u.Application.ClientID)
	switch o := f.options; {
	case u.Tenant == nil:
		return warns(whereAttached+"the hierarchy uploads with "+named+", whose tenant the account may not see.", "Find out whose it is. "+offboard), ""
	case !strings.EqualFold(u.Tenant.TenantID, f.tenant.ID()):
		return fails(fmt.Sprintf("%sthe hierarchy is attached to tenant %q (%s) with %s.", whereAttached, u.Tenant.Name, u.Tenant.TenantID, named), offboard), ""
	case o.ClientID != "" && !strings.EqualFold(u.Application.ClientID, o.ClientID), o.ClientID == "" && o.ApplicationName != "" && u.Application.Name != o.ApplicationName:
		return fails(whereAttached+"the hierarchy is attached to this tenant with another application: "+named+".", offboard), ""
	default:
		return finding{}, named
	}
}
