package status

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// scopeAll stands for all devices, as in tenantattach_collection_upload.
const scopeAll = "all"

func (m *model) set(p picture, t *tenant.Tenant) {
	failed := p.failures()
	v := p.judge(t.ID())
	m.Attached, m.Reason, m.BrokenLink = types.BoolPointerValue(v.attached), types.StringValue(v.reason), textOrNull(v.missing)
	if v.upload != nil {
		m.setUpload(*v.upload, p.environments.value, t.Clock().Now())
	}
	if s := p.scope.value; p.scope.err == nil && s != nil {
		m.Scope = types.StringValue(cmp.Or(s.id, scopeAll))
	}
	if c := p.collection.value; p.collection.err == nil && c != nil {
		m.CollectionName, m.DeviceCount = textOrNull(c.Name), types.Int64Value(int64(c.MemberCount))
	}
	m.setPoint(&p, failed)
	m.Hierarchy = &hierarchyModel{}
	if p.identity.err == nil {
		m.Hierarchy.SiteCode, m.Hierarchy.SiteName = types.StringValue(p.identity.value.SiteCode), types.StringValue(p.identity.value.SiteName)
	}
	m.Hierarchy.SupportID = textOrNull(p.supportID.value)
	m.setIntune(p)
	m.Sources, m.Unread = sourcesOf(failed), unreadOf(failed, t.Cloud().Name)
}

// setUpload takes over the chain, as far as it goes.
func (m *model) setUpload(u adminservice.Upload, environments []adminservice.Environment, now time.Time) {
	m.Service = &serviceModel{Name: types.StringValue(u.Service.Name), RowID: types.Int64Value(u.Service.RowID)}
	if u.Application != nil {
		m.Application = &applicationModel{ClientID: types.StringValue(u.Application.ClientID), Name: types.StringValue(u.Application.Name), IdentifierURI: types.StringValue(u.Application.IdentifierURI)}
		if end := u.Application.SecretExpiry; !end.IsZero() {
			m.SecretExpiry, m.SecretDaysLeft = stamp(end), types.Int64Value(daysLeft(end, now))
		}
	}
	if u.Tenant != nil {
		m.AttachedTenant = &tenantModel{TenantID: types.StringValue(strings.ToLower(u.Tenant.TenantID)), Name: types.StringValue(u.Tenant.Name), EnvironmentID: types.Int64Value(int64(u.Tenant.Environment))}
		if name, err := adminservice.EnvironmentName(environments, u.Tenant.Environment); err == nil {
			m.AttachedTenant.Environment = types.StringValue(name)
		}
	}
}

// daysLeft are whole days; below zero for a secret that has ended.
func daysLeft(end, now time.Time) int64 { return int64(math.Floor(end.Sub(now).Hours() / 24)) }

// setPoint takes over the service connection point. That there is not exactly one is a failure of this part.
func (m *model) setPoint(p *picture, failed map[string]error) {
	if p.roles.err != nil {
		return
	}
	point, err := adminservice.ConnectionPoint(p.roles.value)
	if err != nil {
		failed[fromRoles] = err
		return
	}
	m.Point = &pointModel{Server: types.StringValue(point.Host()), SiteCode: types.StringValue(point.SiteCode)}
	if offline, said := point.Offline(); said {
		m.Point.Mode = types.StringValue(map[bool]string{true: "offline", false: "online"}[offline])
	}
}

func (m *model) setIntune(p picture) {
	if p.collections.err == nil {
		m.Hierarchies = hierarchiesOf(p.collections.value)
		if p.supportID.err == nil {
			m.Listed = types.BoolValue(slices.ContainsFunc(m.Hierarchies, func(h intuneModel) bool { return sameHierarchy(h.ID.ValueString(), p.supportID.value) }))
		}
	}
	if d := p.devices.value; p.devices.err == nil {
		m.Devices = &devicesModel{
			Total: types.Int64PointerValue(d.Total), Intune: types.Int64PointerValue(d.Intune), CoManaged: types.Int64PointerValue(d.CoManaged),
			TenantAttached: types.Int64PointerValue(d.TenantAttached), WithoutTenantAttach: types.Int64PointerValue(d.WithoutTenantAttach),
		}
	}
}

// sameHierarchy compares ids however they are written: with braces or without, in either case.
func sameHierarchy(a, b string) bool {
	const braces = "{}"
	return a != "" && strings.EqualFold(strings.Trim(a, braces), strings.Trim(b, braces))
}

// hierarchiesOf are the hierarchies of a list of collections, by name.
func hierarchiesOf(collections []graph.ManagerCollection) []intuneModel {
	type seen struct {
		name, id string
		count    int64
		last     time.Time
	}
	byID := map[string]*seen{}
	for _, c := range collections {
		key := strings.ToLower(c.HierarchyID)
		if byID[key] == nil {
			byID[key] = &seen{name: c.HierarchyName, id: c.HierarchyID}
		}
		s := byID[key]
		s.count++
		if c.Modified.After(s.last) {
			s.name, s.last = c.HierarchyName, c.Modified
		}
	}
	out := []intuneModel{}
	for _, s := range byID {
		one := intuneModel{ID: types.StringValue(s.id), Name: types.StringValue(s.name), Collections: types.Int64Value(s.count)}
		if !s.last.IsZero() {
			one.LastModified = stamp(s.last)
		}
		out = append(out, one)
	}
	slices.SortFunc(out, func(a, b intuneModel) int {
		return cmp.Or(cmp.Compare(a.Name.ValueString(), b.Name.ValueString()), cmp.Compare(a.ID.ValueString(), b.ID.ValueString()))
	})
	return out
}

func sourcesOf(failed map[string]error) []sourceModel {
	out := []sourceModel{}
	for _, o := range origins() {
		for _, v := range o.values {
			source, grade := o.described(v)
			out = append(out, sourceModel{Attribute: types.StringValue(v.attribute), Source: types.StringValue(source), Grade: types.StringValue(string(grade)), Read: types.BoolValue(failed[o.name] == nil)})
		}
	}
	return out
}

func stamp(t time.Time) types.String { return types.StringValue(t.UTC().Format(time.RFC3339)) }

func textOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
