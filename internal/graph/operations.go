package graph

import "context"

// operation is one thing that this client does, with the application permissions that allow it, the least first, from
// Microsoft's permissions.json of 2026-08-07 (Graph notes §2), or, for Intune, from the pages of the reference (learn, intune-devices
// and intune-partnerintegration).
type operation struct {
	text        string
	permissions []string
}

const (
	appReadAll     = "Application.Read.All"
	appOwned       = "Application.ReadWrite.OwnedBy"
	appWriteAll    = "Application.ReadWrite.All"
	directoryRead  = "Directory.Read.All"
	directoryWrite = "Directory.ReadWrite.All"
	networkWrite   = "NetworkAccess.ReadWrite.All"
	orgRead        = "Organization.Read.All"
	userRead       = "User.Read.All"
	roleRead       = "RoleManagement.Read.Directory"
	policyRead     = "Policy.Read.All"
	configRead     = "DeviceManagementConfiguration.Read.All"
	configWrite    = "DeviceManagementConfiguration.ReadWrite.All"
	devicesRead    = "DeviceManagementManagedDevices.Read.All"
	intuneAppsRead = "DeviceManagementApps.Read.All"
	devicesWrite   = "DeviceManagementManagedDevices.ReadWrite.All"
)

func ownWrite(text string) operation { return operation{text, []string{appOwned, appWriteAll}} }

func read(text string) operation {
	return operation{text, []string{appReadAll, directoryRead, appOwned, appWriteAll}}
}

func readApplication() operation   { return read("read the application") }
func readPrincipal() operation     { return read("read the service principal") }
func listDeleted() operation       { return read("list the deleted applications") }
func upsertApplication() operation { return ownWrite("create the application") }
func updateApplication() operation { return ownWrite("update the application") }
func deleteApplication() operation { return ownWrite("delete the application") }
func restoreDeleted() operation    { return ownWrite("restore the deleted application") }
func purgeDeleted() operation      { return ownWrite("delete for good") }
func addPassword() operation       { return ownWrite("add a client secret") }
func removePassword() operation    { return ownWrite("remove a client secret") }
func readFederated() operation     { return read("read the federated credentials") }
func deleteFederated() operation   { return ownWrite("delete a federated credential") }
func updatePrincipal() operation   { return ownWrite("update the service principal") }
func deletePrincipal() operation   { return ownWrite("delete the service principal") }

func createPrincipal(own bool) operation {
	if own {
		return ownWrite("create the application's service principal")
	}
	return operation{"create the service principal of an application of Microsoft", []string{appWriteAll}}
}

func assignRole() operation {
	return operation{"consent to an application permission", []string{"AppRoleAssignment.ReadWrite.All (together with Application.Read.All)"}}
}

func unassignRole() operation {
	return operation{"withdraw the consent to an application permission", []string{"AppRoleAssignment.ReadWrite.All"}}
}

func readAssignments() operation {
	return read("read who uses the service principal")
}

func writeGrant() operation {
	return operation{"change the consent to delegated permissions", []string{"DelegatedPermissionGrant.ReadWrite.All"}}
}

func readGrants() operation {
	return operation{"read the consent to delegated permissions", []string{directoryRead, directoryWrite}}
}

func readOrganization() operation {
	return operation{"read the organization", []string{orgRead, directoryRead}}
}

// readFiltering and writeFiltering are for Global Secure Access, which is in Graph's beta. permissions.json lists both as
// application permissions (Graph notes §3); some pages of the reference say that they are delegated only.
func readFiltering() operation {
	return operation{"read the filtering policies of Global Secure Access", []string{"NetworkAccess.Read.All", networkWrite}}
}

func writeFiltering() operation {
	return operation{"write the filtering policies of Global Secure Access", []string{networkWrite}}
}

func readHeld() operation {
	return operation{"read the application permissions that an application holds", []string{appReadAll, directoryRead, appOwned, appWriteAll}}
}

func readDirectoryRoles() operation {
	return operation{"read the assignments of directory roles", []string{roleRead, "RoleManagement.Read.All", directoryRead}}
}

// readUserRoles needs one permission for the memberships and one to be shown what they are memberships of (learn,
// user-list-transitivememberof, directoryrole-list).
func readUserRoles() operation {
	return operation{"read the directory roles of a user", []string{userRead + " (together with " + roleRead + ")", directoryRead}}
}

func readGroups() operation {
	return operation{"read the groups of a user", []string{userRead, "GroupMember.Read.All", "Group.Read.All", directoryRead}}
}

func readUser() operation { return operation{"read the user", []string{userRead, directoryRead}} }

func readPlans() operation {
	return operation{"read the subscriptions of the organization", []string{"LicenseAssignment.Read.All", orgRead, directoryRead}}
}

func readAppPolicy() operation {
	return operation{"read the default app management policy", []string{policyRead, "Policy.ReadWrite.ApplicationConfiguration"}}
}

func readConditionalAccess() operation {
	return operation{"read the Conditional Access policies", []string{policyRead}}
}

func readIntuneRoles() operation {
	return operation{"read the roles of Intune", []string{"DeviceManagementRBAC.Read.All", "DeviceManagementRBAC.ReadWrite.All"}}
}

func readIntuneRBAC() operation {
	return operation{"read whether Intune RBAC is used", []string{configRead, configWrite, devicesRead, devicesWrite}}
}

// writeIntuneRBAC: the page of the action names permissions to read; those to write are from the page of an update of the
// same object (Graph notes §3: likely a slip).
func writeIntuneRBAC() operation {
	return operation{"switch the use of Intune RBAC", []string{configWrite, devicesWrite}}
}

func readManagerCollections() operation {
	return operation{"list the collections of hierarchies that Intune knows", []string{configRead, configWrite, "DeviceManagementApps.Read.All", "DeviceManagementApps.ReadWrite.All"}}
}

func readDeviceSummary() operation {
	return operation{"read how many devices are tenant-attached", []string{devicesRead, devicesWrite}}
}

// readAudits needs two permissions together, by the page of the reference on listing directoryAudits.
func readAudits() operation {
	return operation{"read the audit log of Microsoft Entra", []string{"AuditLog.Read.All (together with Directory.Read.All)"}}
}

// readIntuneAudits is by the page of the reference on listing auditEvents.
func readIntuneAudits() operation {
	return operation{"read the audit log of Intune", []string{intuneAppsRead, "DeviceManagementApps.ReadWrite.All"}}
}

// Operations lists what this client does with the permissions that allow it, for the documentation.
func Operations() map[string][]string {
	out := map[string][]string{}
	for _, o := range []operation{
		readApplication(), readPrincipal(), listDeleted(), upsertApplication(), updateApplication(), deleteApplication(), restoreDeleted(), purgeDeleted(),
		addPassword(), removePassword(), readFederated(), deleteFederated(), updatePrincipal(), deletePrincipal(), createPrincipal(true), createPrincipal(false), assignRole(), unassignRole(),
		readAssignments(), writeGrant(), readGrants(), readOrganization(), readFiltering(), writeFiltering(),
		readHeld(), readDirectoryRoles(), readUserRoles(), readGroups(), readUser(), readPlans(), readAppPolicy(), readConditionalAccess(), readIntuneRoles(),
		readIntuneRBAC(), writeIntuneRBAC(), readManagerCollections(), readDeviceSummary(), readAudits(), readIntuneAudits(),
	} {
		out[o.text] = o.permissions
	}
	return out
}

// during marks a context with what is being done, for the error text.
func during(ctx context.Context, o operation) context.Context {
	return context.WithValue(ctx, operationKey, o)
}

func operationOf(ctx context.Context) operation {
	o, _ := ctx.Value(operationKey).(operation)
	return o
}
