package connectivity

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/probe"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

type resultModel struct {
	EndpointID types.String `tfsdk:"endpoint_id"`
	URL        types.String `tfsdk:"url"`
	From       types.String `tfsdk:"from"`
	Pattern    types.String `tfsdk:"pattern"`
	Required   types.Bool   `tfsdk:"required"`
	Status     types.String `tfsdk:"status"`
	HTTPStatus types.Int64  `tfsdk:"http_status"`
	Issuer     types.String `tfsdk:"issuer"`
	Inspected  types.Bool   `tfsdk:"tls_inspected"`
	Remedy     types.String `tfsdk:"remedy"`
	Checks     []checkModel `tfsdk:"checks"`
}

type checkModel struct {
	Name     types.String `tfsdk:"name"`
	Status   types.String `tfsdk:"status"`
	Asked    types.String `tfsdk:"asked"`
	Answered types.String `tfsdk:"answered"`
	Remedy   types.String `tfsdk:"remedy"`
}

// runProbe looks from here, if that is asked for. Nothing is contacted otherwise.
func (m *model) runProbe(ctx context.Context, t *tenant.Tenant) error {
	m.ProbeResults = []resultModel{}
	if !m.Probe.ValueBool() {
		return nil
	}
	roots, err := t.Roots()
	if err != nil {
		return err
	}
	o := probe.Options{Roots: roots, Clock: t.Clock(), Idle: time.Duration(m.IdleProbe.ValueInt64()) * time.Second}
	if !m.ProxyURL.IsNull() {
		if o.Proxy, err = url.Parse(m.ProxyURL.ValueString()); err != nil {
			return fmt.Errorf("proxy_url is no URL: %w", err)
		}
	}
	targets, err := probe.Targets(t.Cloud().Name)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		_, why, err := endpoint.Offered(t.Cloud().Name)
		if err != nil {
			return err
		}
		return fmt.Errorf("there is nothing to probe: %s", why)
	}
	m.setProbe(probe.Run(ctx, targets, o), from(o.Proxy))
	return nil
}

// from says in words from where the probe looks.
func from(proxy *url.URL) string {
	where := "the machine that runs Terraform"
	if name, err := os.Hostname(); err == nil {
		where += " (" + name + ")"
	}
	through := "directly"
	if proxy != nil {
		through = "through the proxy " + proxy.Host
	}
	return where + ", " + through + "; not from the service connection point"
}

func (m *model) setProbe(results []probe.Result, from string) {
	m.ProbeFrom = types.StringValue(from)
	worst := probe.Pass
	for _, r := range results {
		status := r.Status()
		if status == probe.Fail && !r.Required { // what is only inferred to be needed is no failure of the whole
			status = probe.Warn
		}
		worst = max(worst, status)
		m.ProbeResults = append(m.ProbeResults, convert(r, from))
	}
	m.ProbeStatus = types.StringValue(worst.String())
}

func convert(r probe.Result, from string) resultModel {
	out := resultModel{
		EndpointID: types.StringValue(r.ID), URL: types.StringValue(r.URL.String()), From: types.StringValue(from), Pattern: textOrNull(r.Pattern),
		Required: types.BoolValue(r.Required), Status: types.StringValue(r.Status().String()), HTTPStatus: types.Int64Null(),
		Issuer: textOrNull(r.Issuer), Inspected: types.BoolValue(r.Inspected), Remedy: textOrNull(r.Remedy()), Checks: []checkModel{},
	}
	if r.HTTPStatus != 0 {
		out.HTTPStatus = types.Int64Value(int64(r.HTTPStatus))
	}
	for _, c := range r.Checks {
		out.Checks = append(out.Checks, checkModel{
			types.StringValue(c.Name), types.StringValue(c.Status.String()), types.StringValue(c.Asked), types.StringValue(c.Answered), textOrNull(c.Remedy),
		})
	}
	return out
}
