package site

import (
	"cmp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

type model struct {
	core.TenantFields
	siteModel
	Sites                   []siteModel       `tfsdk:"sites"`
	ServiceConnectionPoints []connectionPoint `tfsdk:"service_connection_points"`
	Timeouts                timeouts.Value    `tfsdk:"timeouts"`
}

type siteModel struct {
	SiteCode       types.String `tfsdk:"site_code"`
	SiteName       types.String `tfsdk:"site_name"`
	ServerName     types.String `tfsdk:"server_name"`
	Type           types.String `tfsdk:"type"`
	Version        types.String `tfsdk:"version"`
	FullVersion    types.String `tfsdk:"full_version"`
	Build          types.Int64  `tfsdk:"build"`
	ParentSiteCode types.String `tfsdk:"parent_site_code"`
}

type connectionPoint struct {
	Server   types.String `tfsdk:"server"`
	SiteCode types.String `tfsdk:"site_code"`
	Online   types.Bool   `tfsdk:"online"`
}

func (m *model) set(top adminservice.Site, sites []adminservice.Site, roles []adminservice.SystemRole) {
	m.siteModel = convert(top)
	sites = slices.SortedFunc(slices.Values(sites), func(a, b adminservice.Site) int { return cmp.Compare(a.Code, b.Code) })
	m.Sites = make([]siteModel, 0, len(sites))
	for _, s := range sites {
		m.Sites = append(m.Sites, convert(s))
	}
	m.ServiceConnectionPoints = connectionPoints(roles)
}

func convert(s adminservice.Site) siteModel {
	return siteModel{
		SiteCode:       types.StringValue(s.Code),
		SiteName:       types.StringValue(s.Name),
		ServerName:     types.StringValue(s.ServerName),
		Type:           types.StringValue(s.Type.String()),
		Version:        types.StringValue(cloud.VersionName(s.Build)),
		FullVersion:    types.StringValue(s.Version),
		Build:          types.Int64Value(int64(s.Build)),
		ParentSiteCode: types.StringValue(s.Parent),
	}
}

// connectionPoints are the rows of the role SMS Dmp Connector; OfflineMode 0 is online (AdminService notes §2.4, §2.5).
func connectionPoints(roles []adminservice.SystemRole) []connectionPoint {
	points := []connectionPoint{}
	for _, role := range roles {
		if role.RoleName != adminservice.RoleServiceConnectionPoint {
			continue
		}
		point := connectionPoint{Server: types.StringValue(strings.TrimPrefix(role.Server, `\\`)), SiteCode: types.StringValue(role.SiteCode), Online: types.BoolNull()}
		if p, ok := role.Prop("OfflineMode"); ok {
			point.Online = types.BoolValue(p.Value == 0)
		}
		points = append(points, point)
	}
	slices.SortFunc(points, func(a, b connectionPoint) int { return cmp.Compare(a.Server.ValueString(), b.Server.ValueString()) })
	return points
}
