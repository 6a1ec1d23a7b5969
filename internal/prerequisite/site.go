package prerequisite

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// siteChecks are about the hierarchy.
func siteChecks() []Check {
	return []Check{
		{checkSite, "The administration service answers, and the account may read", linkAdminService, fromPrerequisites + "the administration service is set up and works", administrationService},
		{"sms_provider_authentication", "The SMS Provider takes this sign-in", linkProvider, fromDocs + "the SMS Provider's authentication level", providerAuthentication},
		{"top_level_site", "The administration service is that of the top-level site", linkPrerequisites, fromField + "the service connection point belongs to the top-level site", topLevelSite},
		{"site_version", "The version of the site has tenant attach, and is supported", linkUpdates, fromPrerequisites + "version 2002, and 2107 in the US Government cloud", siteVersion},
		{"service_connection_point", "There is a service connection point, and it is online", linkConnection, fromField + "the service connection point is online", serviceConnectionPoint},
		{"cas_remote_provider", "A central administration site's SMS Provider is on the site server, or set up for CMPivot", linkCMPivot, fromPrerequisites + "a central administration site with a remote provider", remoteProvider},
		{"client_devices", "There are devices to upload", linkSync, fromPrerequisites + "every client operating system that Configuration Manager supports", clientDevices},
	}
}

func administrationService(f *facts) finding {
	id, err := f.identification()
	if err != nil {
		out := fails(told(err), "Make the administration service reachable from the machine that runs Terraform, and the account an administrative user with at least the role Read-only Analyst. The guide Sign-in to the administration service says how.")
		if adminservice.IsAccessDenied(err) {
			out.missing = roleReader
		}
		return out
	}
	return passes(fmt.Sprintf("SMS_Identification was read at %s: site %s (%s).", f.tenant.AdminServiceHost(), id.SiteCode, id.SiteName))
}

// providerAuthentication: the level itself is in no published class. That this account's sign-in suffices shows by its
// being let in: a level above it is answered with 403 (AdminService notes §1.7).
func providerAuthentication(f *facts) finding {
	_, err := f.identification()
	switch {
	case err == nil:
		return passes("The sign-in that is configured is let in: its level suffices, or the account is excepted. The level itself cannot be read: with a higher one, device actions from the admin center are answered with 403 (documented).")
	case isStatus(err, http.StatusForbidden):
		return fails(told(err), "Hierarchy Settings, Authentication: lower the level, or except the account's group from it.")
	default:
		return f.unread(behindError{checkSite, err})
	}
}

func topLevelSite(f *facts) finding {
	id, err := f.identification()
	if err != nil {
		return f.unread(behindError{checkSite, err})
	}
	top, err := f.top()
	if err != nil {
		return f.unread(err)
	}
	if !strings.EqualFold(top.Code, id.SiteCode) {
		return fails(fmt.Sprintf("SMS_Identification: the administration service is that of site %s. SMS_Site: the top-level site is %s (%s).", id.SiteCode, top.Code, top.ServerName),
			"Set admin_service.url to an SMS Provider of site "+top.Code+".")
	}
	return passes(fmt.Sprintf("SMS_Site: %s (%s) reports to no other site.", top.Code, top.Type))
}

// supportSoon is how long before the end of its support a version is warned of.
const supportSoon = 60 * 24 * time.Hour

func siteVersion(f *facts) finding {
	top, err := f.top()
	if err != nil {
		return f.unread(err)
	}
	if top.Build == 0 {
		return unknown("SMS_Site: "+top.Code+" shows no build number.", "Look at the properties of the site in the console.")
	}
	name := cloud.VersionName(top.Build)
	read := fmt.Sprintf("SMS_Site: %s has version %s (%s).", top.Code, top.Version, name)
	needs := []cloud.FeatureGate{cloud.Gate(cloud.GateTenantAttach)}
	if f.tenant.Cloud().AzureEnvironmentName == azureUSGovernment {
		needs = append(needs, cloud.Gate(cloud.GateUSGovernment))
	}
	for _, gate := range needs {
		if !gate.Allows(top.Build) {
			return fails(fmt.Sprintf("%s It has not %s, which needs %s (%s).", read, gate.What, gate.MinVersion, gate.Source), "Update the hierarchy to a supported version.")
		}
	}
	v, _, _ := cloud.Find(top.Build)
	end, err := time.Parse(time.DateOnly, v.SupportEnds)
	switch now := f.now; {
	case cloud.Newest(top.Build):
		return passes(read + " It is newer than this provider knows, and taken for supported.")
	case err != nil:
		return warns(read+" It has been out of support for years; the exact day is not in this provider's table.", "Update the hierarchy to a supported version.")
	case now.After(end.AddDate(0, 0, 1)):
		return warns(fmt.Sprintf("%s Its support ended on %s.", read, v.SupportEnds), "Update the hierarchy to a supported version.")
	case now.After(end.Add(-supportSoon)):
		return warns(fmt.Sprintf("%s Its support ends on %s.", read, v.SupportEnds), "Update the hierarchy before that.")
	default:
		return passes(fmt.Sprintf("%s Its support ends on %s.", read, v.SupportEnds))
	}
}

func serviceConnectionPoint(f *facts) finding {
	roles, err := f.roles()
	if err != nil {
		return f.unread(err)
	}
	if len(roles) == 0 {
		return hidden("SMS_SCI_SysResUse")
	}
	point, err := adminservice.ConnectionPoint(roles)
	if err != nil {
		return fails("SMS_SCI_SysResUse: "+err.Error()+".", "Give the top-level site one service connection point in online mode. If there is one, the account may not see it.")
	}
	where := fmt.Sprintf("SMS_SCI_SysResUse: the service connection point is %s of site %s", point.Host(), point.SiteCode)
	offline, known := point.Offline()
	switch {
	case !known:
		return unknown(where+"; its row does not say in which mode it is.", "Look at its properties in the console.")
	case offline:
		return fails(where+", in offline mode: it connects to nothing.", "Set it to online: properties of the role in the console, or Set-CMServiceConnectionPoint -Mode Online.")
	default:
		return passes(where + ", online.")
	}
}

// remoteProvider: which rights the SMS Provider's computer has in the databases below shows nowhere here.
func remoteProvider(f *facts) finding {
	top, err := f.top()
	if err != nil {
		return f.unread(err)
	}
	if top.Type != adminservice.SiteCAS {
		return passes(fmt.Sprintf("Does not apply: the top-level site %s is no central administration site (SMS_Site.Type).", top.Code))
	}
	roles, err := f.roles()
	if err != nil {
		return f.unread(err)
	}
	all, remote := []string{}, []string{}
	for _, r := range roles {
		if r.RoleName != adminservice.RoleProvider || !strings.EqualFold(r.SiteCode, top.Code) {
			continue
		}
		all = append(all, r.Host())
		if !strings.EqualFold(r.Host(), top.ServerName) {
			remote = append(remote, r.Host())
		}
	}
	switch {
	case len(all) == 0:
		return unknown(fmt.Sprintf("SMS_SCI_SysResUse shows no SMS Provider of %s to the account.", top.Code), "Look where the SMS Providers of the central administration site are: properties of the site, in the console.")
	case len(remote) > 0:
		return warns(fmt.Sprintf("SMS_SCI_SysResUse: %s has its SMS Provider on %s, not on the site server %s.", top.Code, strings.Join(remote, ", "), top.ServerName),
			"Follow what the CMPivot article says of a remote provider (group Configmgr_DviewAccess at the primary sites). Whether that is done cannot be read here.")
	default:
		return passes(fmt.Sprintf("SMS_SCI_SysResUse: the SMS Provider of %s is on the site server %s.", top.Code, top.ServerName))
	}
}

// clientDevices counts the devices with a client, as the data source tenantattach_devices lists them.
func clientDevices(f *facts) finding {
	scope, where := adminservice.AllSystems, "all devices, since no upload scope is set"
	attached, err := f.attachment()
	if err != nil {
		return f.unread(err)
	}
	if attached.scope != "" {
		scope, where = attached.scope, "the upload scope"
	}
	c, err := f.site()
	if err != nil {
		return f.unread(err)
	}
	n, counted, err := c.CountDevicesAtSite(f.ctx, adminservice.DeviceQuery{Collection: scope, Filter: adminservice.DeviceFilter{Clients: true}})
	const systems = " Tenant attach takes every operating system that Configuration Manager supports for clients (documented)."
	switch {
	case err != nil:
		return f.unread(err)
	case !counted:
		return unknown("SMS_FullCollectionMembership: the site does not count the members of "+scope+".", "tenantattach_devices lists them.")
	case n == 0:
		return warns("SMS_FullCollectionMembership: "+scope+" ("+where+") shows no device with a client to the account."+systems, "Install the client on devices, or choose another collection.")
	default:
		return passes("SMS_FullCollectionMembership: " + scope + " (" + where + ") has devices with a client." + systems)
	}
}
