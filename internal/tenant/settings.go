// Package tenant turns the name of a tenant into its clients. Nothing is contacted, read or built before it is used.
package tenant

import (
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
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
	// URL is https://<SMS Provider FQDN>/AdminService or the route through a cloud management gateway.
	URL string
	// Auth is the way to sign in; see AuthMethods.
	Auth string
	// Scope is the scope of the token for AuthEntra: api://<tenant id>/<server app>/.default.
	Scope string
}

// AuthEntra signs in to the administration service with a bearer token. Microsoft documents delegated user tokens for
// it; that it takes app-only tokens is not documented (AdminService notes §1.8).
const AuthEntra = "entra"

// AuthMethods are the values of admin_service.auth.
func AuthMethods() []string { return []string{AuthEntra} }
