package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
)

// argument describes one setting of a tenant once: schema, inheritance, environment variables and documentation are
// all derived from the table below.
type argument struct {
	name        string
	description string
	// env are the environment variables that stand in for the argument, the first that is set wins. They apply to the
	// provider block only, and so to what entries of `tenants` inherit.
	env []string
	// signIn marks the arguments that say how to sign in. An entry of `tenants` that sets one of them inherits none.
	signIn    bool
	sensitive bool
	// file is the argument that names a file with the value: where the provider block sets that one, the environment
	// variables do not stand in.
	file string

	text       func(*settingsModel) *types.String
	flag       func(*settingsModel) *types.Bool
	flagValue  bool // the default of a flag
	textValue  string
	validators []validator.String
}

var httpsURL = regexp.MustCompile(`^https://[^/?#\s]+(/[^?#\s]*)?$`)

func isGUID() validator.String {
	return core.MustBeGUID("must be a GUID such as 00000000-0000-0000-0000-000000000000")
}

func isHTTPS() validator.String {
	return stringvalidator.RegexMatches(httpsURL, "must be an https:// URL without a query")
}

// arguments are the settings of a tenant, named as the azuread provider names them where it has them.
func arguments() []argument {
	return []argument{
		{
			name: "tenant_id", env: []string{"ARM_TENANT_ID"}, validators: []validator.String{isGUID()},
			description: "The GUID of the Microsoft Entra tenant.",
			text:        func(m *settingsModel) *types.String { return &m.TenantID },
		},
		{
			name: "environment", env: []string{"ARM_ENVIRONMENT"}, textValue: "public",
			validators:  []validator.String{stringvalidator.OneOf(cloud.Names()...)},
			description: "The national cloud of the tenant. GCC tenants are in `public`; GCC High and US Government L4 are `usgovernment`, L5 is `dod`.",
			text:        func(m *settingsModel) *types.String { return &m.Environment },
		},
		{
			name: "authority_host", env: []string{"TENANTATTACH_AUTHORITY_HOST"}, validators: []validator.String{isHTTPS()},
			description: "The sign-in host, in place of that of `environment`: for sovereign clouds, TLS-inspecting proxies and the lab.",
			text:        func(m *settingsModel) *types.String { return &m.AuthorityHost },
		},
		{
			name: "graph_endpoint", env: []string{"TENANTATTACH_GRAPH_ENDPOINT"}, validators: []validator.String{isHTTPS()},
			description: "The root of Microsoft Graph without a version, in place of that of `environment`. A token is sent to this host only.",
			text:        func(m *settingsModel) *types.String { return &m.GraphEndpoint },
		},
		{
			name: "ca_certificate", env: []string{"TENANTATTACH_CA_CERTIFICATE"},
			description: "PEM certificates to trust beside the system's, such as the site's self-signed *SMS Issuing* root.",
			text:        func(m *settingsModel) *types.String { return &m.CACertificate },
		},
		{
			name: "ca_certificate_path", env: []string{"TENANTATTACH_CA_CERTIFICATE_PATH"},
			description: "A file with PEM certificates to trust beside the system's.",
			text:        func(m *settingsModel) *types.String { return &m.CACertificatePath },
		},
		{
			name: "read_only", env: []string{"TENANTATTACH_READ_ONLY"},
			description: "Refuse every request that is not a read before it leaves the process. Planning works fully.",
			flag:        func(m *settingsModel) *types.Bool { return &m.ReadOnly },
		},
		{
			name: "drift_attribution", env: []string{"TENANTATTACH_DRIFT_ATTRIBUTION"},
			description: "When a refresh finds that something was changed or deleted outside Terraform, ask the audit logs who did it, and say so in a warning. Default: `false`. What it needs and how sure it is: guide *Drift attribution*.",
			flag:        func(m *settingsModel) *types.Bool { return &m.DriftAttribution },
		},
		{
			name: "client_id", file: "client_id_file_path", env: []string{"ARM_CLIENT_ID"}, validators: []validator.String{isGUID()},
			description: "The client id of the application, or of the user-assigned managed identity, to sign in as.",
			text:        func(m *settingsModel) *types.String { return &m.ClientID },
		},
		{
			name: "client_id_file_path", env: []string{"ARM_CLIENT_ID_FILE_PATH"},
			description: "A file that holds the client id.",
			text:        func(m *settingsModel) *types.String { return &m.ClientIDFilePath },
		},
		{
			name: "client_secret", file: "client_secret_file_path", env: []string{"ARM_CLIENT_SECRET"}, signIn: true, sensitive: true,
			description: "A client secret of the application.",
			text:        func(m *settingsModel) *types.String { return &m.ClientSecret },
		},
		{
			name: "client_secret_file_path", env: []string{"ARM_CLIENT_SECRET_FILE_PATH"}, signIn: true,
			description: "A file that holds a client secret of the application.",
			text:        func(m *settingsModel) *types.String { return &m.ClientSecretFilePath },
		},
		{
			name: "client_certificate", file: "client_certificate_path", env: []string{"ARM_CLIENT_CERTIFICATE"}, signIn: true, sensitive: true,
			description: "A client certificate with its private key: PEM, or base64 of PEM or of a PKCS#12 bundle. The certificates of its issuers in it are sent along.",
			text:        func(m *settingsModel) *types.String { return &m.ClientCertificate },
		},
		{
			name: "client_certificate_path", env: []string{"ARM_CLIENT_CERTIFICATE_PATH"}, signIn: true,
			description: "A file with a client certificate and its private key, PEM or PKCS#12. The certificates of its issuers in it are sent along.",
			text:        func(m *settingsModel) *types.String { return &m.ClientCertificatePath },
		},
		{
			name: "client_certificate_password", env: []string{"ARM_CLIENT_CERTIFICATE_PASSWORD"}, signIn: true, sensitive: true,
			description: "The password of the client certificate's PKCS#12 bundle.",
			text:        func(m *settingsModel) *types.String { return &m.ClientCertificatePassword },
		},
		{
			name: "use_oidc", env: []string{"ARM_USE_OIDC"}, signIn: true,
			description: "Sign in with a federated token (workload identity federation): `oidc_token`, that of a file, or one that is requested.",
			flag:        func(m *settingsModel) *types.Bool { return &m.UseOIDC },
		},
		{
			name: "oidc_token", file: "oidc_token_file_path", env: []string{"ARM_OIDC_TOKEN"}, signIn: true, sensitive: true,
			description: "The federated token.",
			text:        func(m *settingsModel) *types.String { return &m.OIDCToken },
		},
		{
			name: "oidc_token_file_path", env: []string{"ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE"}, signIn: true,
			description: "A file that holds the federated token; read anew for each sign-in.",
			text:        func(m *settingsModel) *types.String { return &m.OIDCTokenFilePath },
		},
		{
			name: "oidc_request_url", env: []string{"ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL", "SYSTEM_OIDCREQUESTURI"}, signIn: true,
			description: "Where to request a federated token: GitHub Actions and Azure Pipelines set it.",
			text:        func(m *settingsModel) *types.String { return &m.OIDCRequestURL },
		},
		{
			name: "oidc_request_token", env: []string{"ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN"}, signIn: true, sensitive: true,
			description: "The bearer token for `oidc_request_url`.",
			text:        func(m *settingsModel) *types.String { return &m.OIDCRequestToken },
		},
		{
			name: "ado_pipeline_service_connection_id", env: []string{"ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_OIDC_AZURE_SERVICE_CONNECTION_ID"}, signIn: true,
			description: "The id of the Azure DevOps service connection to sign in through. `oidc_request_token` is then the job's `$(System.AccessToken)`.",
			text:        func(m *settingsModel) *types.String { return &m.ADOServiceConnectionID },
		},
		{
			name: "use_aks_workload_identity", env: []string{"ARM_USE_AKS_WORKLOAD_IDENTITY"}, signIn: true,
			description: "Sign in with the workload identity of an AKS pod. The tenant, the client id and the token file that AKS sets stand in for `tenant_id`, `client_id` and `oidc_token_file_path`.",
			flag:        func(m *settingsModel) *types.Bool { return &m.UseAKSWorkloadIdentity },
		},
		{
			name: "use_msi", env: []string{"ARM_USE_MSI"}, signIn: true,
			description: "Sign in with a managed identity of the machine: the user-assigned one with the client id `client_id`, or the system-assigned one when none is set.",
			flag:        func(m *settingsModel) *types.Bool { return &m.UseMSI },
		},
		{
			name: "use_cli", env: []string{"ARM_USE_CLI"}, signIn: true, flagValue: true,
			description: "Sign in as who has run `az login` on this machine, when nothing else is configured. Default: `true`.",
			flag:        func(m *settingsModel) *types.Bool { return &m.UseCLI },
		},
	}
}
