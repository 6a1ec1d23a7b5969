package credential

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// method is one way to sign in.
type method struct {
	name string
	// wanted reports whether the settings ask for this method, because names the arguments that do.
	wanted  func(Options) bool
	because func(Options) string
	build   func(Options) (azcore.TokenCredential, error)
}

// methods in azuread's order of precedence: the first that is wanted is used.
func methods() []method {
	return []method{
		{
			"client certificate", func(o Options) bool { return o.ClientCertificate != "" || o.ClientCertificatePath != "" },
			func(o Options) string { return o.because(o.certificateArgument()) }, newCertificate,
		},
		{
			"client secret", func(o Options) bool { return o.ClientSecret != "" },
			func(o Options) string { return o.because(o.either(true, clientSecret, clientSecretFile)) }, newSecret,
		},
		{
			"OIDC token", func(o Options) bool { return o.UseOIDC && (o.OIDCToken != "" || o.OIDCTokenFilePath != "") },
			func(o Options) string {
				return o.because(useOIDC, o.either(o.OIDCToken != "", oidcToken, oidcTokenFile))
			}, newOIDCToken,
		},
		{
			"Azure DevOps service connection", func(o Options) bool { return o.UseOIDC && o.ADOServiceConnectionID != "" },
			func(o Options) string { return o.because(useOIDC, adoConnection) }, newPipelines,
		},
		{
			"OIDC token request", func(o Options) bool { return o.UseOIDC && o.OIDCRequestURL != "" },
			func(o Options) string { return o.because(useOIDC, oidcRequestURL) }, newOIDCRequest,
		},
		{
			"AKS workload identity", func(o Options) bool { return o.UseAKSWorkloadIdentity },
			func(o Options) string { return o.instead(useAKS) }, newWorkloadIdentity,
		},
		{
			"managed identity", func(o Options) bool { return o.UseMSI },
			func(o Options) string { return o.instead(useMSI) }, newManagedIdentity,
		},
		{
			"Azure CLI", func(o Options) bool { return o.UseCLI },
			func(o Options) string { return o.instead(useCLI) }, newCLI,
		},
	}
}

// New builds the credential that the settings ask for and names the method that was chosen. It contacts nothing.
func New(o Options) (azcore.TokenCredential, string, error) {
	for _, m := range methods() {
		if !m.wanted(o) {
			continue
		}
		because := m.because(o)
		cred, err := m.build(o)
		if err != nil {
			return nil, m.name, fmt.Errorf("sign-in by %s (%s): %w", m.name, because, err)
		}
		return &signIn{credential: cred, options: o, method: m.name, because: because}, m.name, nil
	}
	return nil, "", o.none()
}

// tryTime bounds one try of a token request: an answer takes a second or so, and what takes much longer is lost.
const tryTime = 30 * time.Second

// client are the azcore options that all azidentity credentials share. azcore tries once: what is tried again, and for how
// long, is up to retry.
func (o Options) client() policy.ClientOptions {
	return policy.ClientOptions{
		Cloud:           cloud.Configuration{ActiveDirectoryAuthorityHost: o.AuthorityHost},
		PerCallPolicies: []policy.Policy{retry{clock: o.clock(), reached: &atomic.Bool{}}},
		Retry:           policy.RetryOptions{MaxRetries: -1, TryTimeout: tryTime},
		Transport:       bounded.Client{Next: o.httpClient(), Limit: maxAnswer},
	}
}

// maxAnswer bounds what is read from whoever issues tokens, in bytes.
const maxAnswer = 1 << 20

// errNoClient says that an application must be named for every way that signs in as one.
var errNoClient = errors.New("client_id is not set: set it, or ARM_CLIENT_ID, to the client id of the application to sign in as")

func newSecret(o Options) (azcore.TokenCredential, error) {
	if o.ClientID == "" {
		return nil, errNoClient
	}
	return azidentity.NewClientSecretCredential(o.TenantID, o.ClientID, o.ClientSecret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
	})
}
