// Package credential chooses and builds the Microsoft Entra credential of one tenant.
//
// The arguments, their environment variables and the order in which they are tried are those of the azuread provider,
// so that a pipeline that runs azuread or azurerm today runs this provider unchanged (Graph notes §4).
package credential

import (
	"net/http"

	"github.com/jonboulle/clockwork"
)

// Options are the sign-in settings of one tenant, after inheritance and environment variables have been applied.
// The zero value of a field means "not set". Secrets are in here: never log or print an Options.
type Options struct {
	TenantID string
	ClientID string

	ClientSecret string

	ClientCertificate         string // PEM, or base64 of PEM or of a PKCS#12 bundle
	ClientCertificatePath     string // PEM or PKCS#12 file
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

	// Sources say where the values came from, by the names of the arguments: FromBlock, FromEntry, ByDefault, or what
	// FromEnvironment returns. A text that is not set has none.
	Sources map[string]string

	// AuthorityHost is the sign-in host, such as https://login.microsoftonline.com/.
	AuthorityHost string
	// CustomAuthority says that AuthorityHost is not one of Microsoft's clouds: the authority is then not looked up at
	// Microsoft's public discovery endpoint, which does not know it.
	CustomAuthority bool
	// HTTPClient carries every sign-in request.
	HTTPClient *http.Client
	// Clock is the time that is waited by; nil is the real one.
	Clock clockwork.Clock
}

func (o Options) httpClient() *http.Client {
	if o.HTTPClient != nil {
		return o.HTTPClient
	}
	return http.DefaultClient
}

func (o Options) clock() clockwork.Clock {
	if o.Clock != nil {
		return o.Clock
	}
	return clockwork.NewRealClock()
}
