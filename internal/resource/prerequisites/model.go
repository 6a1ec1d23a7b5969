package prerequisites

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
)

type model struct {
	core.TenantFields
	Administrator types.String   `tfsdk:"administrator"`
	Accounts      types.Set      `tfsdk:"device_action_accounts"`
	Country       types.String   `tfsdk:"service_connection_point_country"`
	ClientID      types.String   `tfsdk:"client_id"`
	IdentifierURI types.String   `tfsdk:"identifier_uri"`
	AdminConsent  types.Bool     `tfsdk:"admin_consent"`
	Microservice  types.String   `tfsdk:"microservice_app_id"`
	Skip          types.Set      `tfsdk:"skip"`
	Status        types.String   `tfsdk:"status"`
	Ready         types.Bool     `tfsdk:"ready"`
	Failed        []types.String `tfsdk:"failed"`
	Warned        []types.String `tfsdk:"warned"`
	Unknown       []types.String `tfsdk:"unknown"`
	Checks        []checkModel   `tfsdk:"checks"`
	Markdown      types.String   `tfsdk:"markdown"`
	Timeouts      timeouts.Value `tfsdk:"timeouts"`
}

type checkModel struct {
	ID       types.String `tfsdk:"id"`
	Title    types.String `tfsdk:"title"`
	Status   types.String `tfsdk:"status"`
	Evidence types.String `tfsdk:"evidence"`
	Remedy   types.String `tfsdk:"remedy"`
	Link     types.String `tfsdk:"link"`
	Missing  types.String `tfsdk:"missing_permission"`
}

func (m *model) options(ctx context.Context, diags *diag.Diagnostics) prerequisite.Options {
	return prerequisite.Options{
		Administrator: m.Administrator.ValueString(), Accounts: core.Texts(ctx, m.Accounts, diags), Country: m.Country.ValueString(),
		ClientID: m.ClientID.ValueString(), IdentifierURI: m.IdentifierURI.ValueString(),
		NoConsent: !m.AdminConsent.IsNull() && !m.AdminConsent.ValueBool(), MicroserviceAppID: m.Microservice.ValueString(), Skip: core.Texts(ctx, m.Skip, diags),
	}
}

func (m *model) set(r prerequisite.Report, tenant string) {
	m.Status, m.Ready = types.StringValue(string(r.Status())), types.BoolValue(len(r.With(prerequisite.Fail)) == 0)
	m.Failed, m.Warned, m.Unknown = values(r.With(prerequisite.Fail)), values(r.With(prerequisite.Warn)), values(r.With(prerequisite.Unknown))
	m.Markdown = types.StringValue(r.Markdown("Prerequisites of tenant attach: " + tenant))
	m.Checks = []checkModel{}
	for _, one := range r {
		m.Checks = append(m.Checks, checkModel{
			ID: types.StringValue(one.ID), Title: types.StringValue(one.Title), Status: types.StringValue(string(one.Status)), Evidence: types.StringValue(one.Evidence),
			Remedy: core.TextOrNull(one.Remedy, types.StringNull()), Link: types.StringValue(one.Link), Missing: core.TextOrNull(one.Missing, types.StringNull()),
		})
	}
}

func values(list []string) []types.String {
	out := []types.String{}
	for _, s := range list {
		out = append(out, types.StringValue(s))
	}
	return out
}
