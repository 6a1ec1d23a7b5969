package status

import (
	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

type model struct {
	core.TenantFields
	Attached       types.Bool        `tfsdk:"attached"`
	Reason         types.String      `tfsdk:"reason"`
	BrokenLink     types.String      `tfsdk:"broken_link"`
	Service        *serviceModel     `tfsdk:"service"`
	Application    *applicationModel `tfsdk:"application"`
	AttachedTenant *tenantModel      `tfsdk:"attached_tenant"`
	SecretExpiry   types.String      `tfsdk:"secret_expiry"`
	SecretDaysLeft types.Int64       `tfsdk:"secret_days_left"`
	Scope          types.String      `tfsdk:"upload_scope"`
	CollectionName types.String      `tfsdk:"upload_collection_name"`
	DeviceCount    types.Int64       `tfsdk:"upload_device_count"`
	Point          *pointModel       `tfsdk:"service_connection_point"`
	Hierarchy      *hierarchyModel   `tfsdk:"hierarchy"`
	Hierarchies    []intuneModel     `tfsdk:"intune_hierarchies"`
	Listed         types.Bool        `tfsdk:"listed_in_intune"`
	Devices        *devicesModel     `tfsdk:"devices"`
	Sources        []sourceModel     `tfsdk:"sources"`
	Unread         []unreadModel     `tfsdk:"unread"`
	Timeouts       timeouts.Value    `tfsdk:"timeouts"`
}

type serviceModel struct {
	Name  types.String `tfsdk:"name"`
	RowID types.Int64  `tfsdk:"row_id"`
}

type applicationModel struct {
	ClientID      types.String `tfsdk:"client_id"`
	Name          types.String `tfsdk:"name"`
	IdentifierURI types.String `tfsdk:"identifier_uri"`
}

type tenantModel struct {
	TenantID      types.String `tfsdk:"tenant_id"`
	Name          types.String `tfsdk:"name"`
	Environment   types.String `tfsdk:"environment"`
	EnvironmentID types.Int64  `tfsdk:"environment_id"`
}

type pointModel struct {
	Server   types.String `tfsdk:"server"`
	SiteCode types.String `tfsdk:"site_code"`
	Mode     types.String `tfsdk:"mode"`
}

type hierarchyModel struct {
	SiteCode  types.String `tfsdk:"site_code"`
	SiteName  types.String `tfsdk:"site_name"`
	SupportID types.String `tfsdk:"support_id"`
}

type intuneModel struct {
	ID           types.String `tfsdk:"id"`
	Name         types.String `tfsdk:"name"`
	Collections  types.Int64  `tfsdk:"collections"`
	LastModified types.String `tfsdk:"last_modified"`
}

type devicesModel struct {
	Total               types.Int64 `tfsdk:"total"`
	Intune              types.Int64 `tfsdk:"intune"`
	CoManaged           types.Int64 `tfsdk:"co_managed"`
	TenantAttached      types.Int64 `tfsdk:"tenant_attached"`
	WithoutTenantAttach types.Int64 `tfsdk:"without_tenant_attach"`
}

type sourceModel struct {
	Attribute types.String `tfsdk:"attribute"`
	Source    types.String `tfsdk:"source"`
	Grade     types.String `tfsdk:"grade"`
	Read      types.Bool   `tfsdk:"read"`
}

type unreadModel struct {
	What        types.String   `tfsdk:"what"`
	Attributes  []types.String `tfsdk:"attributes"`
	Source      types.String   `tfsdk:"source"`
	Reason      types.String   `tfsdk:"reason"`
	Permissions []types.String `tfsdk:"permissions"`
	Remedy      types.String   `tfsdk:"remedy"`
}
