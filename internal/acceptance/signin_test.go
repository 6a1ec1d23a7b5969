package acceptance

import (
	"net/http"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// TestSignIn: what Entra and the site refuse is said with Entra's own code, or with what to set at the site. Every way to
// sign in is in TestSignInWays.
func TestSignIn(t *testing.T) {
	t.Parallel()
	e := New(t)
	admin := e.Client("admin")
	token := func(c world.Client, audience string) string {
		raw, err := e.Lab.Issuer().Token(c, audience)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	only := func(attrs Attrs) Attrs { return Attrs{"client_secret": ""}.With(attrs) }
	tests := map[string]struct {
		provider Attrs
		want     string // empty: it works
	}{
		"secret":                    {nil, ""},
		"federated token request":   {only(Attrs{"use_oidc": "true", "oidc_request_url": Q(e.Lab.IssuerURL() + "/token"), "oidc_request_token": Q(e.Lab.Issuer().RequestToken(admin))}), ""},
		"through the gateway":       {Attrs{"admin_service": object(Attrs{"url": Q(e.Lab.Endpoints("contoso").GatewayURL), "scope": Q(e.Lab.Endpoints("contoso").AdminServiceScope)})}, ""},
		"wrong secret":              {Attrs{"client_secret": Q("not it")}, "AADSTS7000215"},
		"expired secret":            {e.SignIn("lapsed"), "AADSTS7000222"},
		"certificate of another":    {only(Attrs{"client_id": Q(e.Client("reader").ClientID), "client_certificate_path": Q(e.Lab.CertificateFile("admin"))}), "AADSTS700027"},
		"token for another":         {only(Attrs{"use_oidc": "true", "oidc_token": Q(token(e.Client("reader"), world.FederatedAudience))}), "AADSTS700213"},
		"token of wrong audience":   {only(Attrs{"use_oidc": "true", "oidc_token": Q(token(admin, "api://other"))}), "AADSTS700213"},
		"unknown application":       {Attrs{"client_id": Q("0123abcd-0000-4000-8000-000000000000")}, "AADSTS700016"},
		"unknown tenant":            {Attrs{"tenant_id": Q("0123abcd-0000-4000-8000-000000000000")}, "AADSTS90002"},
		"untrusted certificate":     {Attrs{"ca_certificate_path": ""}, "certificate signed by unknown authority"},
		"Windows listener":          {Attrs{"admin_service": object(Attrs{"url": Q(e.Lab.Endpoints("contoso").WindowsURL), "scope": Q(e.Lab.Endpoints("contoso").AdminServiceScope)})}, "AdminService_TokenAuth"},
		"token for another service": {Attrs{"admin_service": object(Attrs{"url": Q(e.Lab.Endpoints("contoso").AdminServiceURL), "scope": Q(e.Lab.Endpoints("contoso").GraphEndpoint + "/.default")})}, "The sign-in was not accepted: check the scope"},
		"no scope":                  {Attrs{"admin_service": object(Attrs{"url": Q(e.Lab.Endpoints("contoso").AdminServiceURL)})}, "needs admin_service.scope"},
		"no administration service": {Attrs{"admin_service": "{}"}, "has no admin_service.url"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			one := *e
			one.t = t
			step := resource.TestStep{Config: e.Provider("admin", tt.provider) + Resource("application", ApplicationAttrs()) + Data("site")}
			if tt.want != "" {
				step.ExpectError = said(tt.want)
			}
			one.Run(step)
		})
	}
}

// TestAppOnlyRefused: a site that takes the tokens of users only, as Microsoft documents it, says so.
func TestAppOnlyRefused(t *testing.T) {
	t.Parallel()
	e := New(t, func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoAppOnlyTokens = true })
	e.Run(resource.TestStep{Config: e.Provider("admin") + Data("site"), ExpectError: said("Microsoft documents user tokens only")})
}

// TestServiceDown: what is not there is named, with what to look at.
func TestServiceDown(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		fault wire.Fault
		want  string
	}{
		"administration service stopped": {wire.Fault{Kind: wire.KindAdminService, Status: http.StatusServiceUnavailable}, "SMS_EXECUTIVE"},
		"administration service failed":  {wire.Fault{Kind: wire.KindAdminService, Status: http.StatusInternalServerError}, "AdminService.log and SMSProv.log on it"},
		"administration service cut":     {wire.Fault{Kind: wire.KindAdminService, Reset: true}, "Is the SMS Provider up"},
		"sign-in host down":              {wire.Fault{Kind: wire.KindEntra, Status: http.StatusServiceUnavailable}, "answered 503"},
		"sign-in host cut":               {wire.Fault{Kind: wire.KindEntra, Reset: true}, "gave no answer"},
		"stronger sign-in demanded":      {wire.Fault{Kind: wire.KindAdminService, Status: http.StatusForbidden}, "certificate or Windows Hello for Business"},
		"a proxy in between":             {wire.Fault{Kind: wire.KindGraph, Status: http.StatusForbidden, Body: []byte("<html>blocked by policy</html>")}, "a proxy or firewall may have sent it"},
		"redirected":                     {wire.Fault{Kind: wire.KindAdminService, Status: http.StatusFound}, "A redirect is not followed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			e.Fault(tt.fault)
			config := e.Provider("admin") + Data("site", Attrs{"timeouts": `{ read = "5s" }`}) // what may pass is waited for until then
			if tt.fault.Kind == wire.KindGraph {
				config += Resource("application", ApplicationAttrs())
			}
			e.Run(resource.TestStep{Config: config, ExpectError: said(tt.want)})
		})
	}
}
