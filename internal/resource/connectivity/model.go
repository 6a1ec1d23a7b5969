package connectivity

import (
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
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

// defaultMaxAge is how old the newest message may be. How often the service connection point checks is not documented.
const defaultMaxAge = 72 * time.Hour

func (m *model) maxAge() (time.Duration, error) {
	if m.MaxAge.IsNull() {
		return defaultMaxAge, nil
	}
	d, err := time.ParseDuration(m.MaxAge.ValueString())
	if err != nil || d <= 0 {
		return 0, fmt.Errorf("max_age %q is no duration above zero, such as 48h", m.MaxAge.ValueString())
	}
	return d, nil
}

func (m *model) set(r report) {
	m.Status, m.Reason = types.StringValue(r.status), types.StringValue(r.reason)
	m.CheckedAt, m.Age = at(r.checkedAt), types.StringNull()
	if !r.checkedAt.IsZero() {
		m.Age = types.StringValue(r.age.Round(time.Second).String())
	}
	m.Point = r.point.model()
	m.Findings, m.Endpoints = []findingModel{}, []endpointModel{}
	for _, f := range r.findings {
		m.Findings = append(m.Findings, f.model())
	}
	for _, s := range r.states {
		m.Endpoints = append(m.Endpoints, endpointModel{
			Endpoint: types.StringValue(s.address), EndpointID: textOrNull(s.id), State: types.StringValue(s.state), Time: at(s.time), MessageID: types.Int64Value(s.messageID),
		})
	}
}

func (p *point) model() *pointModel {
	if p == nil {
		return nil
	}
	out := &pointModel{Server: types.StringValue(p.server), SiteCode: types.StringValue(p.siteCode)}
	if p.online != nil {
		out.Mode = types.StringValue(map[bool]string{true: "online", false: "offline"}[*p.online])
	}
	if p.proxy != nil {
		out.ProxyEnabled, out.ProxyServer = types.BoolValue(p.proxy.On), types.StringValue(p.proxy.Server)
		out.ProxyPort, out.ProxyAnonymous = types.Int64Value(p.proxy.Port), types.BoolValue(p.proxy.Anonymous)
	}
	return out
}

func (f finding) model() findingModel {
	out := findingModel{
		Time: at(f.time), MessageID: types.Int64Value(f.messageID), State: types.StringValue(f.state), Severity: types.StringValue(f.severity),
		Component: types.StringValue(f.component), Server: types.StringValue(f.server), SiteCode: types.StringValue(f.siteCode),
		Endpoints: []types.String{}, Texts: []types.String{}, Unread: textOrNull(f.unread),
	}
	for _, n := range f.endpoints {
		out.Endpoints = append(out.Endpoints, types.StringValue(n.address))
	}
	for _, text := range f.texts {
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
