package tenant

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/winauth"
)

// siteAuth is how requests are signed in at the administration service: a policy that adds a token, or a transport that
// does it itself, and what a refusal means.
type siteAuth struct {
	policy    policy.Policy
	transport http.RoundTripper
	refused   func(*http.Response) string
}

// adminServiceAuth builds the sign-in to the administration service. A further way is one more case here and one more
// value of AuthMethods.
func (t *Tenant) adminServiceAuth(site siteTransports) (siteAuth, error) {
	a := t.settings.AdminService
	if a.SPN != "" && len(a.OtherURLs) > 0 {
		return siteAuth{}, errors.New("admin_service.spn names one SMS Provider, admin_service.additional_urls are others: leave one of them out")
	}
	switch a.Auth {
	case AuthEntra:
		signer, err := t.entraAuth()
		return siteAuth{policy: signer, transport: site.shared()}, err
	case AuthKerberos:
		transport, err := winauth.NewKerberos(winauth.KerberosOptions{
			Username: a.Username, Password: a.Password, KeytabPath: a.KeytabPath, CachePath: a.CredentialCachePath,
			Realm: a.Realm, KDCs: a.KDCs, ConfigPath: a.Krb5ConfPath, SPN: a.SPN, Hosts: a.hosts(), Clock: t.clock, Accounts: t.shared.accounts,
		}, site.shared())
		return siteAuth{transport: transport, refused: func(res *http.Response) string {
			return winauth.KerberosRefused(res.Header, winauth.ServiceName(a.SPN, res.Request.URL))
		}}, err
	case AuthNTLM:
		transport, err := winauth.NewNTLM(winauth.NTLMOptions{
			Username: a.Username, Password: a.Password, Hosts: a.hosts(), Connect: site.connect, Wrap: site.limit, Accounts: t.shared.accounts,
		})
		return siteAuth{transport: transport, refused: func(res *http.Response) string { return winauth.NTLMRefused(res.Header) }}, err
	case AuthNegotiate:
		transport, err := winauth.NewCurrentUser(winauth.CurrentUserOptions{SPN: a.SPN, Hosts: a.hosts(), Connect: site.connect, Wrap: site.limit})
		return siteAuth{transport: transport, refused: func(res *http.Response) string {
			return winauth.CurrentUserRefused(res.Header, winauth.ServiceName(a.SPN, res.Request.URL))
		}}, err
	default:
		return siteAuth{}, fmt.Errorf("it is not one of %q", AuthMethods())
	}
}

func (t *Tenant) entraAuth() (policy.Policy, error) {
	if a := t.settings.AdminService; a.Scope == "" && (a.Username != "" || !a.Password.IsZero() || a.KeytabPath != "") {
		return nil, errors.New("it signs in with a token, and the account in admin_service is not used: to sign in as that, set admin_service.auth = \"kerberos\"")
	}
	if t.settings.AdminService.Scope == "" {
		return nil, errors.New("it needs admin_service.scope, api://<tenant id>/<server app>/.default: " +
			"the App ID URI of the server app of the hierarchy's Azure service Cloud Management (or Administration Service Management)")
	}
	s, err := t.signIn()
	if err != nil {
		return nil, err
	}
	return adminservice.BearerAuth(s.credential, t.settings.AdminService.Scope), nil
}

// hosts are those of all SMS Providers, as they stand in the URLs.
func (a AdminService) hosts() []string {
	out := []string{}
	for _, address := range append([]string{a.URL}, a.OtherURLs...) {
		if u, err := url.Parse(address); err == nil { // one that cannot be parsed is refused by the client
			out = append(out, u.Host)
		}
	}
	return out
}
