// Package tenant turns the name of a tenant into its clients. Nothing is contacted, read or built before it is used.
package tenant

import (
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// Settings are what the provider configuration says of one tenant, inheritance and environment variables applied.
type Settings struct {
	// Name is the key in `tenants`; empty for the default tenant.
	Name string
	// TenantID is the GUID of the Entra tenant, in lower case.
	TenantID string
	// Cloud is the national cloud that the tenant lives in.
	Cloud cloud.Cloud
	// GraphEndpoint is the root of Microsoft Graph without a version, such as https://graph.microsoft.com.
	GraphEndpoint string
	// CACertificate (PEM) and CACertificatePath are trusted beside the system's roots.
	CACertificate     string
	CACertificatePath string
	// ReadOnly refuses every request that is not a read before it leaves the process.
	ReadOnly bool
	// DriftAttribution asks the audit logs who has changed what a refresh finds changed.
	DriftAttribution bool
	// Credential is how to sign in to the tenant; its TenantID is that of the settings.
	Credential credential.Options
	// AdminService is how to reach the hierarchy.
	AdminService AdminService
	// Unknown names the first argument whose value is not known yet; empty when all are known.
	Unknown string
	// UserAgent identifies the provider and its version to the services.
	UserAgent string
}

// AdminService is how to reach the administration service of the tenant's hierarchy.
type AdminService struct {
	// URL is https://<SMS Provider FQDN>/AdminService or the route through a cloud management gateway; OtherURLs are
	// further SMS Providers of the hierarchy.
	URL       string
	OtherURLs []string
	// Auth is the way to sign in; see AuthMethods.
	Auth string
	// Scope is the scope of the token for AuthEntra: api://<tenant id>/<server app>/.default.
	Scope string
	// Username signs in to Windows, with the Password, or by Kerberos with a keytab; a credential cache has its own.
	Username                        string
	Password                        secret.Secret
	KeytabPath, CredentialCachePath string
	// Realm, KDCs and Krb5ConfPath say where Kerberos finds the domain controllers; SPN names the service.
	Realm        string
	KDCs         []string
	Krb5ConfPath string
	SPN          string
	// UseEnvironmentProxy sends the traffic through the proxy of the environment, which a site does not work through.
	UseEnvironmentProxy bool
}

// The ways to sign in to the administration service (AdminService notes §1.8).
const (
	// AuthKerberos is the one Windows sign-in that sites take from 2509 on.
	AuthKerberos = "kerberos"
	// AuthNTLM is for sites before 2509.
	AuthNTLM = "ntlm"
	// AuthNegotiate signs in as the user who runs the process; on Windows only.
	AuthNegotiate = "negotiate"
	// AuthEntra signs in with a bearer token. Microsoft documents delegated user tokens for it; that it takes app-only
	// tokens is not documented.
	AuthEntra = "entra"
)

// AuthMethods are the values of admin_service.auth.
func AuthMethods() []string { return []string{AuthKerberos, AuthNTLM, AuthNegotiate, AuthEntra} }
