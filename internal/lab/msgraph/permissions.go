package msgraph

import (
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Application permissions of Graph.
const (
	appCreate       = "AppRegistration.Create"
	appRead         = "Application.Read.All"
	appWrite        = "Application.ReadWrite.All"
	appOwned        = "Application.ReadWrite.OwnedBy"
	assignmentWrite = "AppRoleAssignment.ReadWrite.All"
	grantWrite      = "DelegatedPermissionGrant.ReadWrite.All"
	directoryRead   = "Directory.Read.All"
	directoryWrite  = "Directory.ReadWrite.All"
	orgRead         = "Organization.Read.All"
	orgWrite        = "Organization.ReadWrite.All"
	intuneRead      = "DeviceManagementServiceConfig.Read.All"
	networkRead     = "NetworkAccess.Read.All"
	networkWrite    = "NetworkAccess.ReadWrite.All"
	userRead        = "User.Read.All"
	groupMemberRead = "GroupMember.Read.All"
	groupRead       = "Group.Read.All"
	roleRead        = "RoleManagement.Read.Directory"
	roleReadAll     = "RoleManagement.Read.All"
	licenseRead     = "LicenseAssignment.Read.All"
	policyRead      = "Policy.Read.All"
	appPolicyWrite  = "Policy.ReadWrite.ApplicationConfiguration"
	intuneRoleRead  = "DeviceManagementRBAC.Read.All"
	intuneRoleWrite = "DeviceManagementRBAC.ReadWrite.All"
	configRead      = "DeviceManagementConfiguration.Read.All"
	configWrite     = "DeviceManagementConfiguration.ReadWrite.All"
	devicesRead     = "DeviceManagementManagedDevices.Read.All"
	devicesWrite    = "DeviceManagementManagedDevices.ReadWrite.All"
	appsRead        = "DeviceManagementApps.Read.All"
	appsWrite       = "DeviceManagementApps.ReadWrite.All"
	auditRead       = "AuditLog.Read.All"
)

// anyOf is a choice of permissions, any of which suffices. An operation may need several choices together.
type anyOf []string

// readApps allows the reading of applications, service principals and assignments. Application.ReadWrite.OwnedBy is
// among them and reads all of the tenant, not only what it owns: "This scope of access has been allowed for the
// permission" (learn, serviceprincipal-list-approleassignments).
func readApps() anyOf { return anyOf{appRead, appOwned, appWrite, directoryRead, directoryWrite} }

// writeApps allows the writing of applications and service principals; what OwnedBy reaches is up to reach.
func writeApps() anyOf { return anyOf{appOwned, appWrite} }

func readGrants() anyOf { return anyOf{directoryRead, grantWrite, directoryWrite} }

func writeGrants() anyOf { return anyOf{grantWrite, directoryWrite} }

// readNetwork and writeNetwork allow what is done with Global Secure Access: application permissions by permissions.json,
// although some pages of the reference say that there are only delegated ones (Graph notes §3).
func readNetwork() anyOf { return anyOf{networkRead, networkWrite} }

func writeNetwork() anyOf { return anyOf{networkWrite} }

// readUsers allows the reading of users (learn, user-get), readMembers that of what they are members of (learn,
// user-list-transitivememberof).
func readUsers() anyOf { return anyOf{userRead, directoryRead, directoryWrite} }

func readMembers() anyOf {
	return anyOf{userRead, groupMemberRead, groupRead, directoryRead, directoryWrite}
}

// readRoles allows the reading of directory roles and their assignments (learn, directoryrole-list,
// rbacapplication-list-roleassignments).
func readRoles() anyOf { return anyOf{roleRead, roleReadAll, directoryRead, directoryWrite} }

// readRBAC, readManagerCollections and readAnalytics are those of the pages of the reference (learn, intune-devices and
// intune-partnerintegration). The page of the action enable names permissions to read, which is likely a slip: the lab demands
// one to write, as the page of an update of the same object does.
func readRBAC() anyOf { return anyOf{configRead, configWrite, devicesRead, devicesWrite} }

func writeRBAC() anyOf { return anyOf{configWrite, devicesWrite} }

func readManagerCollections() anyOf { return anyOf{configRead, configWrite, appsRead, appsWrite} }

func readAnalytics() anyOf { return anyOf{devicesRead, devicesWrite} }

func (w *caller) has(permission string) bool { return slices.Contains(w.roles, permission) }

func (w *caller) may(needs []anyOf) bool {
	for _, choice := range needs {
		if !slices.ContainsFunc(choice, w.has) {
			return false
		}
	}
	return true
}

func (w *caller) owns(app world.Application) bool { return slices.Contains(app.Owners, w.objectID) }

// reach refuses to write to an application of others under Application.ReadWrite.OwnedBy (Graph notes §2).
func (w *caller) reach(app world.Application) error {
	if w.has(appWrite) || w.owns(app) {
		return nil
	}
	return errDenied()
}

// reachPrincipal does so for a service principal: OwnedBy reaches those that the caller made, and those of the
// applications that it owns.
func (w *caller) reachPrincipal(s *world.Snapshot, sp world.ServicePrincipal) error {
	if w.has(appWrite) || slices.Contains(sp.Owners, w.objectID) {
		return nil
	}
	if app, ok := s.ApplicationByAppID(sp.AppID); ok && w.owns(app) {
		return nil
	}
	return errDenied()
}
