package adminservice

import (
	"net/url"
	"slices"
	"strings"
	"sync"
)

// Kind is what a fact is about.
type Kind string

// The kinds of facts.
const (
	KindProperty    Kind = "property"
	KindWritten     Kind = "property (write)" // written, and never asked for
	KindList        Kind = "list"
	KindGet         Kind = "get by key"
	KindCount       Kind = "count"
	KindCreate      Kind = "create"
	KindUpdate      Kind = "update"
	KindDelete      Kind = "delete"
	KindReadMethod  Kind = "method (read)"
	KindWriteMethod Kind = "method (write)"
	KindValue       Kind = "values" // what is looked for in a property
)

// Grade says how sure a fact is.
type Grade string

// The grades of evidence.
const (
	Documented Grade = "documented"
	Observed   Grade = "observed"
	Inferred   Grade = "inferred"
)

// Fact is one thing of the administration service that the code relies on.
type Fact struct {
	Class, Member string // Member is the property or method; empty for what is about the class
	Kind          Kind
	UsedBy        []string // resources, data sources and lists
	Grade         Grade
	Source        string
}

// Sources, shortened.
const (
	sourceSchema   = "WMI classes generated from an SMS Provider of version 2002"
	sourceReader   = "published script that reads the upload settings"
	sourceREST     = "published tool that reads the class over the administration service"
	sourceDocs     = "ConfigMgr SDK documentation"
	sourceUsage    = "administration service, usage documentation"
	sourceNone     = "no published sample; inferred from the class and from writes to other classes"
	sourceCmdlets  = "published DSC module and its tests"
	sourceToolkits = "published administration service scripts"
	sourceKeys     = "no published form of an address with several keys; that of OData, Class(Name=1,Other='text')"
	sourceMessages = "published script that reads the class over the administration service, filtered and ordered by Time"
	sourceTexts    = "SDK documentation of the class, and scripts that read it over WMI; over the administration service there is no published sample"
	sourceUsers    = "published administration service scripts that read the class"
	sourceMembers  = "published clients that read it over the administration service, by CollectionID, with $select, $orderby, $top and $skip; pages after the last ResourceID are inferred from filters and orders of other classes"
	sourceCount    = "published administration service scripts that count other classes"
	sourceAudits   = "published status message queries (EnhancedAuditStatusMsgQueries)"
	sourcePut      = "over WMI it is how the console writes (SMSProv.log: PutInstanceAsync SMS_SCI_SysResUse); over the administration service there is no published sample"
)

// Users of facts that the code itself asks for.
const (
	everybody  = "all"
	statusUser = "data.tenantattach_status"
)

// Evidence is the table of everything that the code relies on. The field lists of the reads and the capability checks of
// the plans are derived from it, and so is the documentation page. The table is shared: it must not be changed.
func Evidence() []Fact { return evidence() }

// evidence makes the table once: every request asks it.
var evidence = sync.OnceValue(facts) //nolint:gochecknoglobals // constant

func facts() []Fact {
	environment, onboarding, upload := "tenantattach_cloud_environment", "tenantattach_onboarding", "tenantattach_collection_upload"
	proxy := "tenantattach_service_connection_point_proxy"
	connectivity, devices := "data.tenantattach_connectivity", "data.tenantattach_devices"
	prerequisites := "data.tenantattach_prerequisites"
	listed := "list.tenantattach_application"
	site, collection, collections := "data.tenantattach_site", "data.tenantattach_collection", "data.tenantattach_collections"
	table := [][]Fact{
		class("SMS_Identification", []string{everybody}, Observed, sourceREST, "ThisSiteCode", "ThisSiteName"),
		properties("SMS_Identification", []string{statusUser}, Inferred, sourceSchema, "SupportID"),
		class("SMS_Site", []string{site, environment, proxy, prerequisites}, Documented, sourceDocs, "SiteCode", "SiteName", "ServerName", "Type", "Version", "BuildNumber", "ReportingSiteCode"),
		class(systemRoleClass, []string{site, proxy, connectivity, prerequisites, statusUser}, Observed, sourceCmdlets, "RoleName", "NetworkOSPath", "SiteCode", "Props"),
		properties(systemRoleClass, []string{proxy}, Documented, sourceDocs, "FileType", "ItemName", "ItemType"),
		properties(systemRoleClass, []string{site, proxy, prerequisites, statusUser}, Observed, sourceCmdlets, "Props: OfflineMode (Value)"),
		properties(systemRoleClass, []string{proxy}, Observed, sourceCmdlets, proxyMembers()...),
		{
			{systemRoleClass, "", KindGet, []string{proxy}, Inferred, sourceKeys},
			{systemRoleClass, "", KindUpdate, []string{proxy}, Inferred, sourcePut},
		},
		statusMessageFacts([]string{connectivity, prerequisites}, upload, environment, onboarding, proxy),
		class("SMS_Collection", []string{collection, collections, upload, prerequisites, statusUser, devices}, Documented, sourceDocs,
			"CollectionID", "Name", "Comment", "CollectionType", "MemberCount", "LimitToCollectionID", "LimitToCollectionName", "IsBuiltIn"),
		class(tenantClass, []string{environment, onboarding, upload, listed, prerequisites, statusUser, devices}, Observed, sourceREST, "Name", "TenantID"),
		properties(tenantClass, []string{environment, onboarding, upload, listed, prerequisites, statusUser, devices}, Inferred, sourceSchema, "ID", "Environment", "SiteCode"),
		writes(tenantClass, environment),
		class(applicationClass, []string{onboarding, environment, upload, listed, prerequisites, statusUser, devices}, Observed, sourceREST, "ClientID"),
		properties(applicationClass, []string{onboarding, environment, upload, listed, prerequisites, statusUser, devices}, Inferred, sourceSchema, "ID", "Name", "IdentifierUri", "SecretKeyExpiry", "TenantID"),
		deviceFacts(devices),
		writes(applicationClass, onboarding),
		{
			{applicationClass, "SecretKey", KindWritten, []string{onboarding}, Inferred, sourceNone},
			{applicationClass, "IsClientApp", KindWritten, []string{onboarding}, Inferred, sourceSchema},
		},
		class(serviceClass, []string{onboarding, upload, listed, prerequisites, statusUser, devices}, Inferred, sourceReader, "ID", "Name", "Description", "ServiceType", "AssociatedAADWebApplications"),
		writes(serviceClass, onboarding),
		class(adminClass, []string{prerequisites}, Documented, sourceDocs, "LogonName", "RoleNames", "IsGroup"),
		{{userClass, "", KindList, []string{prerequisites}, Observed, sourceUsers}},
		properties(userClass, []string{prerequisites}, Inferred, sourceSchema, "UniqueUserName", "UserPrincipalName"),
		class(environmentClass, []string{environment, prerequisites, statusUser}, Inferred, sourceSchema, "ID", "EnvironmentName"),
		{
			{mappingClass, "GetTenantCollectionMapping", KindReadMethod, []string{upload, statusUser, devices}, Inferred, sourceReader + "; over WMI, not over the administration service"},
			{mappingClass, "AddTenantCollectionMapping", KindWriteMethod, []string{upload}, Inferred, sourceSchema},
			{mappingClass, "RemoveTenantCollectionMapping", KindWriteMethod, []string{upload}, Inferred, sourceSchema},
		},
	}
	return slices.Concat(table...)
}

// statusMessageFacts are those of what the service connection point says of its own checks, and of what the audit messages
// say of who has changed a resource (drift attribution). Types and meaning of the properties are documented for WMI; over
// the administration service a filtered read of the first class is published, of the others none.
func statusMessageFacts(readers []string, resources ...string) []Fact {
	all := slices.Concat(readers, resources)
	return slices.Concat(
		[]Fact{{statusMessageClass, "", KindList, all, Observed, sourceMessages}},
		properties(statusMessageClass, all, Documented, sourceDocs, "RecordID", "MessageID", "Component", "MachineName", "SiteCode", "Time", "Severity"),
		[]Fact{{insStringClass, "", KindList, all, Inferred, sourceTexts}},
		properties(insStringClass, all, Documented, sourceDocs, "RecordID", "InsStrIndex", "InsStrValue"),
		[]Fact{{attributeClass, "", KindList, resources, Inferred, sourceTexts}},
		properties(attributeClass, resources, Documented, sourceDocs, "RecordID", "AttributeID", "AttributeValue"),
		[]Fact{
			{statusMessageClass, "MessageType 768: audit", KindValue, resources, Documented, sourceDocs},
			{attributeClass, "AttributeID 402: collection, 403: user", KindValue, resources, Documented, sourceDocs},
			{statusMessageClass, "audit messages 30015–30017 (collections)", KindValue, []string{"tenantattach_collection_upload"}, Observed, sourceAudits},
			{statusMessageClass, "audit messages 30036–30038 (site system roles)", KindValue, []string{"tenantattach_service_connection_point_proxy"}, Observed, sourceAudits},
			{statusMessageClass, "audit messages 53001–53005, 53401–53403, 53501–53503 (Azure services and co-management); which is about what", KindValue, []string{"tenantattach_cloud_environment", "tenantattach_collection_upload", "tenantattach_onboarding"}, Inferred, sourceAudits},
		},
	)
}

// deviceFacts are those of the members of collections. The properties are documented for WMI.
func deviceFacts(usedBy string) []Fact {
	by := []string{usedBy}
	return slices.Concat(
		[]Fact{{deviceClass, "", KindList, by, Observed, sourceMembers}, {deviceClass, "", KindCount, by, Inferred, sourceCount}},
		properties(deviceClass, by, Documented, sourceDocs, "CollectionID", "ResourceID", "Name", "Domain", "SiteCode", "SMSID", "ClientVersion", "DeviceCategory", "DeviceOwner",
			"IsActive", "IsAlwaysInternet", "IsApproved", "IsAssigned", "IsBlocked", "IsClient", "IsDecommissioned", "IsDirect", "IsInternetEnabled", "IsObsolete", "IsVirtualMachine"),
	)
}

// proxyMembers are the properties within Props that the proxy is made of.
func proxyMembers() []string {
	members := []string{}
	for _, name := range proxyNames() {
		members = append(members, "Props: "+name+" ("+proxyFields()[name]+")")
	}
	return members
}

func class(name string, usedBy []string, grade Grade, source string, names ...string) []Fact {
	return append([]Fact{{name, "", KindList, usedBy, grade, source}}, properties(name, usedBy, grade, source, names...)...)
}

// properties are further ones of a class, where they are known from elsewhere than the class.
func properties(class string, usedBy []string, grade Grade, source string, names ...string) []Fact {
	facts := []Fact{}
	for _, name := range names {
		facts = append(facts, Fact{class, name, KindProperty, usedBy, grade, source})
	}
	return facts
}

// writes are those of a class of the upload chain: nobody has published one (AdminService notes §1.4).
func writes(class, usedBy string) []Fact {
	return []Fact{
		{class, "", KindCreate, []string{usedBy}, Inferred, sourceNone + " (" + sourceToolkits + ")"},
		{class, "", KindUpdate, []string{usedBy}, Inferred, sourceNone + " (" + sourceUsage + ")"},
		{class, "", KindDelete, []string{usedBy}, Inferred, sourceNone + " (" + sourceToolkits + ")"},
	}
}

// GradeOf is how sure a property or a method is; empty for what is not in the table.
func GradeOf(class, member string) Grade {
	if f := first(Evidence(), func(f Fact) bool { return f.Class == class && f.Member == member }); f != nil {
		return f.Grade
	}
	return ""
}

// fields are the properties of a class that are read: the only ones that are asked for.
func fields(class string) []string { return fieldsFor(class, "") }

// fieldsFor are those that one user asks for; an empty one stands for all of them.
func fieldsFor(class, user string) []string {
	out := []string{}
	for _, f := range Evidence() {
		if f.Class == class && f.Kind == KindProperty && (user == "" || slices.Contains(f.UsedBy, user)) {
			out = append(out, f.Member)
		}
	}
	return out
}

func selecting(fields []string) url.Values {
	return url.Values{"$select": {strings.Join(fields, ",")}}
}
