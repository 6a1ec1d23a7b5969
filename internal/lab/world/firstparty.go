package world

// graphPrincipal is the service principal of Microsoft Graph, with the permissions that the lab knows. The ids of
// Directory.Read.All are Microsoft's (Graph notes §1.2); the others are the lab's own, since nothing may rely on them.
func graphPrincipal() ServicePrincipal {
	roles := []AppRole{role("7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Directory.Read.All")}
	for i, name := range []string{
		"Application.Read.All", "Application.ReadWrite.All", "Application.ReadWrite.OwnedBy", "AppRoleAssignment.ReadWrite.All",
		"DelegatedPermissionGrant.ReadWrite.All", "Directory.ReadWrite.All", "Organization.Read.All", "LicenseAssignment.Read.All", "Domain.Read.All",
		"RoleManagement.Read.Directory", "Policy.Read.All", "DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All",
		"DeviceManagementServiceConfig.Read.All", "DeviceManagementManagedDevices.Read.All", "User.Read.All",
		"NetworkAccess.Read.All", "NetworkAccess.ReadWrite.All", "AuditLog.Read.All",
		"DeviceManagementRBAC.Read.All", "GroupMember.Read.All",
		"DeviceManagementManagedDevices.ReadWrite.All", "DeviceManagementApps.Read.All", "DeviceManagementApps.ReadWrite.All",
	} {
		roles = append(roles, role(numbered("1ab00000-0000-4000-8000-0000000000", i), name))
	}
	return firstParty(GraphAppID, "Microsoft Graph", []string{GraphAppID, "https://graph.microsoft.com"}, roles, []PermissionScope{
		scope("06da0dbc-49e2-44d2-8312-53f166ab848a", "Directory.Read.All"),
		scope("e1fe6dd8-ba31-4d61-89e7-88639da4683d", "User.Read"),
	})
}

// MicroservicePrincipal is a new service principal of the Configuration Manager Microservice. Ids and names of the
// CmCollectionData roles are from one public catalogue, in another case than Microsoft's page has (Graph notes §1.2).
func MicroservicePrincipal() ServicePrincipal {
	roles := []AppRole{
		role("1ce9e34f-35e8-4af8-b172-09e4dd00453d", "CMCollectionData.read"),
		role("a7a0e953-7ed2-423c-849f-9d78b5e44612", "CMCollectionData.write"),
	}
	for i, name := range []string{"Account.Read.All", "Account.ReadWrite.All", "AdminUser.ReadWrite", "Boundary.Read.All", "Collection.Read.All", "Device.Read.All", "Device.ReadWrite.All", "InventoryClass.Read.All", "Notification.Read.All", "Notification.ReadWrite.All"} {
		roles = append(roles, role(numbered("2ab00000-0000-4000-8000-0000000000", i), name))
	}
	return firstParty(MicroserviceAppID, "Configuration Manager Microservice", []string{MicroserviceAppID, "https://cmmicrosvc.manage.microsoft.com/"}, roles, []PermissionScope{})
}

// FirstParty makes the service principal of an application of Microsoft; ok is false for one that the lab does not know.
func FirstParty(appID string) (sp ServicePrincipal, ok bool) {
	if sameID(appID, MicroserviceAppID) {
		return MicroservicePrincipal(), true
	}
	return ServicePrincipal{}, false
}

func firstParty(appID, name string, names []string, roles []AppRole, scopes []PermissionScope) ServicePrincipal {
	return ServicePrincipal{
		ID: NewID(), AppID: appID, DisplayName: name, AccountEnabled: true, ServicePrincipalType: "Application", ServicePrincipalNames: names,
		AppOwnerOrganizationID: MicrosoftTenantID, Tags: []string{}, AppRoles: roles, Scopes: scopes,
	}
}

func role(id, value string) AppRole {
	return AppRole{ID: id, Value: value, DisplayName: value, IsEnabled: true, AllowedMemberTypes: []string{"Application"}}
}

func scope(id, value string) PermissionScope {
	return PermissionScope{ID: id, Value: value, IsEnabled: true, Type: "Admin"}
}

func numbered(prefix string, n int) string {
	return prefix + string(rune('a'+n/10)) + string(rune('0'+n%10))
}
