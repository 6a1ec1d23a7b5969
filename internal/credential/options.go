// Package credential chooses and builds the Microsoft Entra credential of one tenant.
//
// The arguments, their environment variables and the order in which they are tried are those of the azuread provider,
// so that a pipeline that runs azuread or azurerm today runs this provider unchanged (Graph notes §4).
package credential

import "net/http"

// Options are the sign-in settings of one tenant, after inheritance and environment variables have been applied.
// The zero value of a field means "not set". Secrets are in here: never log or print an Options.
type Options struct {
	TenantID string
	ClientID string

	ClientSecret string

	ClientCertificate         string // base64 of a PKCS#12 bundle
	ClientCertificatePath     string // PKCS#12 or PEM file
	ClientCertificatePassword string

	UseOIDC                bool
	OIDCToken              string
	OIDCTokenFilePath      string
	OIDCRequestURL         string
	OIDCRequestToken       string
	ADOServiceConnectionID string

	UseAKSWorkloadIdentity bool
	UseMSI                 bool
	UseCLI                 bool

	// AuthorityHost is the sign-in host, such as https://login.microsoftonline.com/.
	AuthorityHost string
	// CustomAuthority says that AuthorityHost is not one of Microsoft's clouds: the authority is then not looked up at
	// Microsoft's public discovery endpoint, which does not know it.
	CustomAuthority bool
	// HTTPClient carries every sign-in request.
	HTTPClient *http.Client
}
