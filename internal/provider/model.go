package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// providerModel is the provider block.
type providerModel struct {
	settingsModel
	Tenants types.Map `tfsdk:"tenants"`
}

// settingsModel is what both the provider block and each entry of `tenants` may say of a tenant.
type settingsModel struct {
	TenantID                  types.String `tfsdk:"tenant_id"`
	Environment               types.String `tfsdk:"environment"`
	AuthorityHost             types.String `tfsdk:"authority_host"`
	GraphEndpoint             types.String `tfsdk:"graph_endpoint"`
	CACertificate             types.String `tfsdk:"ca_certificate"`
	CACertificatePath         types.String `tfsdk:"ca_certificate_path"`
	ReadOnly                  types.Bool   `tfsdk:"read_only"`
	DriftAttribution          types.Bool   `tfsdk:"drift_attribution"`
	ClientID                  types.String `tfsdk:"client_id"`
	ClientIDFilePath          types.String `tfsdk:"client_id_file_path"`
	ClientSecret              types.String `tfsdk:"client_secret"`
	ClientSecretFilePath      types.String `tfsdk:"client_secret_file_path"`
	ClientCertificate         types.String `tfsdk:"client_certificate"`
	ClientCertificatePath     types.String `tfsdk:"client_certificate_path"`
	ClientCertificatePassword types.String `tfsdk:"client_certificate_password"`
	UseOIDC                   types.Bool   `tfsdk:"use_oidc"`
	OIDCToken                 types.String `tfsdk:"oidc_token"`
	OIDCTokenFilePath         types.String `tfsdk:"oidc_token_file_path"`
	OIDCRequestURL            types.String `tfsdk:"oidc_request_url"`
	OIDCRequestToken          types.String `tfsdk:"oidc_request_token"`
	ADOServiceConnectionID    types.String `tfsdk:"ado_pipeline_service_connection_id"`
	UseAKSWorkloadIdentity    types.Bool   `tfsdk:"use_aks_workload_identity"`
	UseMSI                    types.Bool   `tfsdk:"use_msi"`
	UseCLI                    types.Bool   `tfsdk:"use_cli"`
	AdminService              types.Object `tfsdk:"admin_service"`

	// sources say where the values came from, by argument; filled by fillFromEnvironment and inherit.
	sources map[string]string
}
