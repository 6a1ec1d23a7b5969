package smsprovider

import (
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// siteClasses describe the sites and their servers (AdminService notes §2.5).
func siteClasses() []*class {
	return []*class{
		{
			name: "SMS_Site", keys: []string{"SiteCode"},
			properties: slices.Concat(
				of(kindText, "SiteCode", "SiteName", "ServerName", "InstallDir", "Version", "ReportingSiteCode", "TimeZoneInfo", "Features"),
				of(kindUint32, "BuildNumber", "Type", "Mode", "Status", "RequestedStatus", "SecondarySiteCMUpdateStatus"),
			),
		},
		{
			// A singleton; which property is its key is inferred.
			name: "SMS_Identification", keys: []string{"ThisSiteCode"},
			properties: slices.Concat(
				of(kindText, "ThisSiteCode", "ThisSiteName", "SMSVersion", "SMSAvailableConsoleVersion", "SMSProviderServer", "SMSSiteServer", "SupportID", "ServiceAccountName", "UIManifestHash"),
				of(kindUint32, "SMSBuildNumber", "SMSMinBuildNumber", "MonthlyReleaseVersion", "License", "LocaleID"),
			),
			methods: []method{
				{name: "GetSiteID", out: of(kindText, "SiteID"), run: getSiteID},
				{name: "GetProviderVersion", out: of(kindText, "VersionString"), run: getProviderVersion},
			},
		},
		{
			// Four keys: how a URL names one instance is not found anywhere (AdminService notes §1.3); see keys.go. It is the
			// class of the site's servers, not one of the upload chain, but whether a site lets it be written is as unknown.
			name: systemRoleClass, keys: []string{"FileType", "ItemName", "ItemType", "SiteCode"}, refusesSelect: true, uploadChain: true,
			properties: slices.Concat(
				again(of(kindUint32, "FileType")), again(of(kindText, "ItemName", "ItemType", "NALPath", "NetworkOSPath", "RoleName", "SiteCode")),
				of(kindText, "NALType"), of(kindUint32, "RoleCount", "SslState", "Type"),
				writable(objectsOf("SMS_EmbeddedPropertyList", "PropLists")),
				again(writable(objectsOf("SMS_EmbeddedProperty", "Props"))),
				lazily(writable(objectsOf("SMS_ServiceWindow", "ServiceWindows"))),
			),
			writes: &writes{prepare: prepareSystemRole, replaces: true},
		},
	}
}

const systemRoleClass = "SMS_SCI_SysResUse"

// prepareSystemRole refuses a property that is there twice (inferred).
func prepareSystemRole(_ *change, row world.Row) error {
	seen := map[string]bool{}
	props, _ := row["Props"].([]any)
	for _, element := range props {
		p, _ := element.(map[string]any)
		name := textOf(p["PropertyName"])
		if seen[name] {
			return providerFailed("The property %s is there twice.", name)
		}
		seen[name] = true
	}
	return nil
}

// getSiteID gives the id of the site, in braces (AdminService notes §1.4): the same on every call.
func getSiteID(i *invocation) (result, error) {
	id := uuid.NewSHA1(uuid.NameSpaceURL, []byte(i.server.tenant.ID+"/"+i.server.profile.SiteCode))
	return result{out: map[string]any{"SiteID": "{" + id.String() + "}"}}, nil
}

func getProviderVersion(i *invocation) (result, error) {
	return result{out: map[string]any{"VersionString": fmt.Sprintf("5.00.%d.1000", i.server.profile.Build)}}, nil
}

// firstAdminID is the number of the first administrative user, as samples have it (AdminService notes §1.3).
const firstAdminID = 16777217

// securityClasses describe who may do what. $select fails with both (AdminService notes §1.2).
func securityClasses() []*class {
	return []*class{
		{
			name: "SMS_Admin", keys: []string{"AdminID"}, refusesSelect: true, compose: adminRows,
			properties: slices.Concat(
				of(kindText, "AdminSid", "DisplayName", "DistinguishedName", "LogonName", "SKey", "SourceSite"),
				of(kindUint32, "AdminID", "AccountType"), of(kindBool, "IsCovered", "IsDeleted", "IsGroup"),
				of(kindTexts, "Categories", "CategoryNames", "CollectionNames", "RoleNames", "Roles"),
				lazily(objectsOf("SMS_APermission", "Permissions")),
			),
		},
		{
			name: "SMS_Role", keys: []string{"RoleID"}, refusesSelect: true, compose: roleRows,
			properties: slices.Concat(
				of(kindText, "CopiedFromID", "RoleDescription", "RoleID", "RoleName", "SourceSite"),
				of(kindBool, "IsBuiltIn", "IsSecAdminRole"), of(kindUint32, "NumberOfAdmins"),
				lazily(objectsOf("SMS_ARoleOperation", "Operations")),
			),
		},
	}
}

func adminRows(p world.Profile, admins []world.Admin, tables *world.Tables) []world.Row {
	rows := make([]world.Row, 0, len(admins))
	for i, a := range admins {
		rows = append(rows, world.Row{
			"AdminID": int64(firstAdminID + i), "LogonName": a.LogonName, "DisplayName": a.LogonName, "SourceSite": p.SiteCode,
			"RoleNames": []any{a.Role}, "Roles": []any{roleID(a.Role)}, "CategoryNames": []any{"All"}, "Categories": []any{"SMS00ALL"},
			"CollectionNames": collectionNames(a, tables),
		})
	}
	return rows
}

func collectionNames(a world.Admin, tables *world.Tables) []any {
	if len(a.Collections) == 0 {
		return []any{"All Systems", "All Users and User Groups"}
	}
	names := []any{}
	for _, row := range tables.Rows[collectionClass] {
		if slices.Contains(a.Collections, textOf(row["CollectionID"])) {
			names = append(names, row["Name"])
		}
	}
	return names
}

// roleID is the id of a security role; those of the lab's own roles are made up.
func roleID(role string) string {
	switch role {
	case world.RoleFullAdministrator:
		return "SMS0001R"
	case world.RoleReadOnlyAnalyst:
		return "SMS0002R"
	default:
		return "LAB-" + role
	}
}

func roleRows(p world.Profile, admins []world.Admin, _ *world.Tables) []world.Row {
	count := map[string]int64{}
	names := []string{world.RoleFullAdministrator, world.RoleReadOnlyAnalyst}
	for _, a := range admins {
		count[a.Role]++
		if !slices.Contains(names, a.Role) {
			names = append(names, a.Role)
		}
	}
	rows := make([]world.Row, 0, len(names))
	for i, name := range names {
		rows = append(rows, world.Row{"RoleID": roleID(name), "RoleName": name, "IsBuiltIn": i < 2, "NumberOfAdmins": count[name], "SourceSite": p.SiteCode})
	}
	return rows
}

// embeddedClasses are those of objects in properties. Of classes that the lab never fills only a few properties are
// here.
func embeddedClasses() []embedded {
	return []embedded{
		{name: "SMS_APermission", properties: of(kindText, "CategoryID", "RoleID")},
		{name: "SMS_ARoleOperation", properties: of(kindUint32, "GrantedOperations", "ObjectTypeID")},
		{name: "SMS_CollectionRule", properties: of(kindText, "RuleName")},
		{name: "SMS_CollectionRuleDirect", base: "SMS_CollectionRule", properties: slices.Concat(of(kindText, "ResourceClassName"), of(kindUint32, "ResourceID"))},
		// AdminService notes §2.5.
		{name: "SMS_EmbeddedProperty", properties: slices.Concat(of(kindText, "PropertyName"), of(kindUint32, "Value"), of(kindText, "Value1", "Value2"))},
		{name: "SMS_EmbeddedPropertyList", properties: slices.Concat(of(kindText, "PropertyListName"), of(kindTexts, "Values"))},
		{name: "SMS_ScheduleToken", properties: slices.Concat(of(kindBool, "IsGMT"), of(kindTime, "StartTime"))},
		{name: "SMS_ServiceWindow", properties: slices.Concat(of(kindText, "Name"), of(kindTime, "StartTime"))},
	}
}
