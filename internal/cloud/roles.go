package cloud

import "strings"

// DirectoryRole is a built-in role of Entra.
type DirectoryRole struct {
	// TemplateID is the same in every tenant: roleTemplateId of a directoryRole, and the id of the role definition.
	TemplateID, Name string
	// Grade says how sure the id is.
	Grade string
}

// Template ids of the built-in roles that matter to tenant attach (Graph notes §1.3).
const (
	GlobalAdministratorRole           = "62e90394-69f5-4237-9190-012177145e10"
	PrivilegedRoleAdministratorRole   = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	IntuneAdministratorRole           = "3a2c62db-5318-420d-8d74-23affee5d9d5"
	ApplicationAdministratorRole      = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	CloudApplicationAdministratorRole = "158c047a-c907-4556-b7ef-446551a6b5f7"
)

// DirectoryRoles are the built-in roles that matter to tenant attach, with the grades of their ids: that of Global
// Administrator stands in an example of Graph's documentation.
func DirectoryRoles() []DirectoryRole {
	return []DirectoryRole{
		{GlobalAdministratorRole, "Global Administrator", GradeDocumented},
		{PrivilegedRoleAdministratorRole, "Privileged Role Administrator", GradeThirdParty},
		{IntuneAdministratorRole, "Intune Administrator", GradeThirdParty},
		{ApplicationAdministratorRole, "Application Administrator", GradeThirdParty},
		{CloudApplicationAdministratorRole, "Cloud Application Administrator", GradeThirdParty},
	}
}

// DirectoryRoleName is the name of a built-in role by its template id, or the id itself.
func DirectoryRoleName(templateID string) string {
	for _, r := range DirectoryRoles() {
		if strings.EqualFold(r.TemplateID, templateID) {
			return r.Name
		}
	}
	return templateID
}

// Resource actions of Intune's roles that tenant attach uses, as a live tenant lists them (Graph notes §3, third party).
const (
	// IntuneConfigMgrAction is "Initiate Configuration Manager action".
	IntuneConfigMgrAction = "Microsoft.Intune_RemoteTasks_ConfigurationManagerAction"
	// IntuneCloudAttachPrefix begins those of the pages of a tenant-attached device, such as CMPivot or Scripts.
	IntuneCloudAttachPrefix = "Microsoft.Intune_CloudAttach_"
)
