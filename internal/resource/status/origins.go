package status

import (
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// The reads that the picture is made of.
const (
	fromServices     = "upload service"
	fromApplications = "applications"
	fromTenants      = "tenants"
	fromEnvironments = "Azure clouds"
	fromScope        = "upload scope"
	fromCollection   = "uploaded collection"
	fromRoles        = "service connection point"
	fromIdentity     = "site"
	fromSupportID    = "support id"
	fromCollections  = "hierarchies that Intune knows"
	fromDevices      = "devices that Endpoint analytics counts"
)

// origin is one read, with the attributes that it gives.
type origin struct {
	name   string
	where  string // a class, a method or a path
	values []value
}

// value is an attribute with where it comes from. What follows from several reads is a value of each of them.
type value struct {
	attribute string
	members   []string // of the class; their grades are in the table of evidence
	source    string   // instead of the members, for what is not in the table of evidence or follows from several reads
	grade     adminservice.Grade
}

// origins are all reads. A test holds their members to the table of evidence.
func origins() []origin {
	of := func(attribute string, members ...string) value { return value{attribute: attribute, members: members} }
	documented := func(attribute, source string) value {
		return value{attribute: attribute, source: source, grade: adminservice.Documented}
	}
	inferred := func(attribute, source string) value {
		return value{attribute: attribute, source: source, grade: adminservice.Inferred}
	}
	// What the chain from the upload service to the tenant shows follows from a link in each of three classes.
	chained := func(link string) []value {
		return []value{inferred("attached", link), inferred("broken_link", link), inferred("reason", link)}
	}
	beta, summary := "Graph beta "+graph.ManagerCollectionsPath, "Graph v1.0 "+graph.DeviceSummaryPath
	return []origin{
		{fromServices, linkService, append(chained(linkUsed), of("service.name", "Name"), of("service.row_id", "ID"))},
		{fromApplications, linkApplication, append([]value{
			of("application.client_id", "ClientID"), of("application.name", "Name"), of("application.identifier_uri", "IdentifierUri"),
			of("secret_expiry", "SecretKeyExpiry"), of("secret_days_left", "SecretKeyExpiry"),
		}, chained(linkApplication+".TenantID")...)},
		{fromTenants, linkTenant, append([]value{
			of("attached_tenant.tenant_id", "TenantID"), of("attached_tenant.name", "Name"), of("attached_tenant.environment_id", "Environment"),
			of("attached_tenant.environment", "Environment"), of("upload_scope", "TenantID"),
		}, chained(linkOtherTenant)...)},
		{fromEnvironments, "SMS_AzureEnvironments", []value{of("attached_tenant.environment", "EnvironmentName")}},
		{fromScope, "SMS_CoMgmtConfigs", []value{
			of("upload_scope", "GetTenantCollectionMapping"), of("upload_collection_name", "GetTenantCollectionMapping"), of("upload_device_count", "GetTenantCollectionMapping"),
		}},
		{fromCollection, "SMS_Collection", []value{documented("upload_collection_name", "SMS_Collection.Name"), documented("upload_device_count", "SMS_Collection.MemberCount")}},
		{fromRoles, "SMS_SCI_SysResUse", []value{
			of("service_connection_point.server", "NetworkOSPath"), of("service_connection_point.site_code", "SiteCode"), of("service_connection_point.mode", "Props: OfflineMode (Value)"),
		}},
		{fromIdentity, "SMS_Identification", []value{of("hierarchy.site_code", "ThisSiteCode"), of("hierarchy.site_name", "ThisSiteName")}},
		{fromSupportID, "SMS_Identification", []value{of("hierarchy.support_id", "SupportID"), inferred("listed_in_intune", "SMS_Identification.SupportID, compared with the hierarchies that Intune knows")}},
		{fromCollections, beta, []value{
			documented("intune_hierarchies", beta),
			inferred("listed_in_intune", beta+" hierarchyIdentifier, compared with SMS_Identification.SupportID"),
		}},
		{fromDevices, summary, []value{
			documented("devices.total", summary+" totalDevices"), documented("devices.intune", summary+" intuneDevices"), documented("devices.co_managed", summary+" coManagedDevices"),
			documented("devices.tenant_attached", summary+" tenantAttachDevices"), documented("devices.without_tenant_attach", summary+" windows10DevicesWithoutTenantAttach"),
		}},
	}
}

// described is the source of a value in words, and its grade.
func (o origin) described(v value) (source string, grade adminservice.Grade) {
	if v.source != "" {
		return v.source, v.grade
	}
	names := []string{}
	for _, member := range v.members {
		names = append(names, o.where+"."+member)
	}
	return strings.Join(names, ", "), adminservice.GradeOf(o.where, v.members[0])
}
