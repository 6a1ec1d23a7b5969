package status

import (
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// The links of the upload chain, by the class or property that is missing (AdminService notes §2.1).
const (
	linkService     = "SMS_Azure_CloudService"
	linkUsed        = "SMS_Azure_CloudService.AssociatedAADWebApplications"
	linkApplication = "SMS_AAD_Application_Ex"
	linkTenant      = "SMS_AAD_Tenant_Ex"
	linkOtherTenant = "SMS_AAD_Tenant_Ex.TenantID"
)

// verdict is whether the hierarchy uploads to the tenant, and why that is known.
type verdict struct {
	attached *bool  // nil: not known
	missing  string // the link that breaks the chain
	reason   string
	upload   *adminservice.Upload // the chain that counts, as far as it goes
}

const orHidden = ", or hides it from the account"

// judge follows the chain. A part of it that could not be read leaves open what follows from it.
func (p picture) judge(tenantID string) verdict {
	if p.services.err != nil {
		return unknown("the upload services of the hierarchy", nil)
	}
	uploads := adminservice.UploadsOf(p.services.value, p.applications.value, p.tenants.value)
	if len(uploads) == 0 {
		return broken(linkService, "The hierarchy shows no upload service: no row of SMS_Azure_CloudService with ServiceType 5"+orHidden+".", nil)
	}
	u := foremost(uploads, tenantID)
	named := fmt.Sprintf("The upload service %q (row %d of SMS_Azure_CloudService)", u.Service.Name, u.Service.RowID)
	switch {
	case u.ApplicationRowID == 0:
		return broken(linkUsed, named+" uses no application: the upload is off.", u)
	case p.applications.err != nil:
		return unknown("the applications that the hierarchy knows", u)
	case u.Application == nil:
		return hidden(linkApplication, fmt.Sprintf("%s uses row %d of SMS_AAD_Application_Ex, but the hierarchy shows no such row", named, u.ApplicationRowID), u)
	case p.tenants.err != nil:
		return unknown("the tenants that the hierarchy knows", u)
	case u.Tenant == nil:
		said := fmt.Sprintf("%s uses application %q, which belongs to row %d of SMS_AAD_Tenant_Ex, but the hierarchy shows no such row", named, u.Application.Name, u.Application.TenantRowID)
		if own := registered(p.tenants.value, tenantID); own != nil {
			return broken(linkTenant, fmt.Sprintf("%s. It is not that of this tenant, which is row %d.", said, own.RowID), u)
		}
		return hidden(linkTenant, said, u)
	case !strings.EqualFold(u.Tenant.TenantID, tenantID):
		return broken(linkOtherTenant, fmt.Sprintf("%s uploads with application %q to another tenant: %q (%s).", named, u.Application.Name, u.Tenant.Name, u.Tenant.TenantID), u)
	}
	attached := true
	return verdict{attached: &attached, reason: fmt.Sprintf("%s uploads with application %q (client id %s) to tenant %q.", named, u.Application.Name, u.Application.ClientID, u.Tenant.Name), upload: u}
}

func broken(link, reason string, u *adminservice.Upload) verdict {
	return verdict{attached: new(bool), missing: link, reason: reason, upload: u}
}

// hidden is what is known where a row names another one that is not there to see: it was deleted, or the account may not see
// it. Either may be, so that whether the hierarchy uploads is left open.
func hidden(link, said string, u *adminservice.Upload) verdict {
	return verdict{missing: link, reason: "Not known, since the read of " + link + " does not show all: " + said + ". It is hidden from the account, or was deleted, and then nothing is uploaded.", upload: u}
}

func unknown(what string, u *adminservice.Upload) verdict {
	return verdict{reason: "Not known, since " + what + " could not be read: see unread.", upload: u}
}

// foremost is the upload that goes furthest: best of all to this tenant. Several are not known to be possible (AdminService
// notes §3.6).
func foremost(uploads []adminservice.Upload, tenantID string) *adminservice.Upload {
	best, most := &uploads[0], -1
	for i := range uploads {
		u, links := &uploads[i], 0
		for _, there := range []bool{u.ApplicationRowID != 0, u.Application != nil, u.Tenant != nil, u.Tenant != nil && strings.EqualFold(u.Tenant.TenantID, tenantID)} {
			if there {
				links++
			}
		}
		if links > most {
			best, most = u, links
		}
	}
	return best
}
