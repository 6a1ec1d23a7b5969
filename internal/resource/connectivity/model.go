package connectivity

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
)

type model struct {
	core.TenantFields
	MaxAge       types.String    `tfsdk:"max_age"`
	Status       types.String    `tfsdk:"status"`
	Reason       types.String    `tfsdk:"reason"`
	CheckedAt    types.String    `tfsdk:"checked_at"`
	Age          types.String    `tfsdk:"age"`
	Point        *pointModel     `tfsdk:"service_connection_point"`
	Findings     []findingModel  `tfsdk:"findings"`
	Endpoints    []endpointModel `tfsdk:"endpoints"`
	Probe        types.Bool      `tfsdk:"probe"`
	ProxyURL     types.String    `tfsdk:"proxy_url"`
	IdleProbe    types.Int64     `tfsdk:"idle_probe_seconds"`
	ProbeStatus  types.String    `tfsdk:"probe_status"`
	ProbeFrom    types.String    `tfsdk:"probe_from"`
	ProbeResults []resultModel   `tfsdk:"probe_results"`
	Timeouts     timeouts.Value  `tfsdk:"timeouts"`
}

type pointModel struct {
	Server         types.String `tfsdk:"server"`
	SiteCode       types.String `tfsdk:"site_code"`
	Mode           types.String `tfsdk:"mode"`
	ProxyEnabled   types.Bool   `tfsdk:"proxy_enabled"`
	ProxyServer    types.String `tfsdk:"proxy_server"`
	ProxyPort      types.Int64  `tfsdk:"proxy_port"`
	ProxyAnonymous types.Bool   `tfsdk:"proxy_anonymous"`
}

type findingModel struct {
	Time      types.String   `tfsdk:"time"`
	MessageID types.Int64    `tfsdk:"message_id"`
	State     types.String   `tfsdk:"state"`
	Severity  types.String   `tfsdk:"severity"`
	Component types.String   `tfsdk:"component"`
	Server    types.String   `tfsdk:"server"`
	SiteCode  types.String   `tfsdk:"site_code"`
	Endpoints []types.String `tfsdk:"endpoints"`
	Texts     []types.String `tfsdk:"texts"`
	Unread    types.String   `tfsdk:"texts_unread"`
}

type endpointModel struct {
	Endpoint   types.String `tfsdk:"endpoint"`
	EndpointID types.String `tfsdk:"endpoint_id"`
	State      types.String `tfsdk:"state"`
	Time       types.String `tfsdk:"time"`
	MessageID  types.Int64  `tfsdk:"message_id"`
}

func (m *model) maxAge() (time.Duration, error) {
	if m.MaxAge.IsNull() {
		return sitecheck.DefaultMaxAge, nil
	}
	d, err := time.ParseDuration(m.MaxAge.ValueString())
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("max_age %q is no duration above zero, such as 48h", m.MaxAge.ValueString())
	}
	return d, nil
}

func (m *model) set(r sitecheck.Report) {
	m.Status, m.Reason = types.StringValue(r.Status), types.StringValue(r.Reason)
	m.CheckedAt, m.Age = at(r.CheckedAt), types.StringNull()
	if !r.CheckedAt.IsZero() {
		m.Age = types.StringValue(r.Age.Round(time.Second).String())
	}
	m.Point = pointOf(r.Point)
	m.Findings, m.Endpoints = []findingModel{}, []endpointModel{}
	for _, f := range r.Findings {
		m.Findings = append(m.Findings, findingOf(f))
	}
	for _, s := range r.States {
		m.Endpoints = append(m.Endpoints, endpointModel{
			Endpoint: types.StringValue(s.Address), EndpointID: textOrNull(s.ID), State: types.StringValue(s.State), Time: at(s.Time), MessageID: types.Int64Value(s.MessageID),
		})
	}
}

func pointOf(p *sitecheck.Point) *pointModel {
	if p == nil {
		return nil
	}
	out := &pointModel{Server: types.StringValue(p.Server), SiteCode: types.StringValue(p.SiteCode)}
	if p.Online != nil {
		out.Mode = types.StringValue(map[bool]string{true: "online", false: "offline"}[*p.Online])
	}
	if p.Proxy != nil {
		out.ProxyEnabled, out.ProxyServer = types.BoolValue(p.Proxy.On), types.StringValue(p.Proxy.Server)
		out.ProxyPort, out.ProxyAnonymous = types.Int64Value(p.Proxy.Port), types.BoolValue(p.Proxy.Anonymous)
	}
	return out
}

func findingOf(f sitecheck.Finding) findingModel {
	out := findingModel{
		Time: at(f.Time), MessageID: types.Int64Value(f.MessageID), State: types.StringValue(f.State), Severity: types.StringValue(f.Severity),
		Component: types.StringValue(f.Component), Server: types.StringValue(f.Server), SiteCode: types.StringValue(f.SiteCode),
		Endpoints: []types.String{}, Texts: []types.String{}, Unread: textOrNull(f.Unread),
	}
	for _, n := range f.Endpoints {
		out.Endpoints = append(out.Endpoints, types.StringValue(n.Address))
	}
	for _, text := range f.Texts {
		out.Texts = append(out.Texts, types.StringValue(text))
	}
	return out
}

func at(t time.Time) types.String {
	if t.IsZero() {
		return types.StringNull()
	}
	return types.StringValue(t.UTC().Format(time.RFC3339))
}

func textOrNull(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
