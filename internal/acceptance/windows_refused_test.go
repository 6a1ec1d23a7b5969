package acceptance

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// TestWindowsRefused: each way in which Windows sign-in goes wrong is said in the words of somebody who runs a site.
func TestWindowsRefused(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{})
	s.realm.AddUser("lapsed", password, realservers.PasswordExpired())
	s.realm.AddUser("locked", password, realservers.Disabled())
	s.realm.AddService("HTTP/other.corp.contoso.example")
	ended := s.realm.CredentialCache("svc-tf", password, time.Second)
	before2509 := s.newFront(true)
	redirecting := s.newFront(false, func(o *realservers.FrontOptions) { o.Redirect = s.front.URL() + "/redirected" })
	user := func(name string) Attrs { return Attrs{"username": Q(name + "@" + s.realm.Name())} }
	roots := s.rootsOf(s.front, before2509, redirecting)
	by := func(front *realservers.Front) string { return Q(front.URL()) }

	tests := map[string]struct {
		admin    Attrs
		provider Attrs
		want     string
	}{
		"wrong password":            {s.kerberos().With(Attrs{"password": Q("wrong")}), nil, "KDC_ERR_PREAUTH_FAILED (24). The password (or the key in the keytab) is wrong"},
		"unknown account":           {s.kerberos().With(user("nobody")), nil, "The domain has no account nobody@" + s.realm.Name()},
		"expired password":          {s.kerberos().With(user("lapsed")), nil, "The password of the account has expired"},
		"disabled account":          {s.kerberos().With(user("locked")), nil, "The account is disabled, locked, expired"},
		"keytab of another":         {s.kerberos().With(Attrs{"password": "", "keytab_path": Q(s.realm.Keytab("auditor"))}), nil, "The keytab holds no key of this account"},
		"ended credential cache":    {s.kerberos().With(Attrs{"username": "", "password": "", "credential_cache_path": Q(ended)}), nil, "renew it with kinit"},
		"SPN that nobody has":       {s.kerberos().With(Attrs{"spn": Q("HTTP/cm99.corp.contoso.example")}), nil, "No account has the service principal name HTTP/cm99.corp.contoso.example"},
		"SPN of another account":    {s.kerberos().With(Attrs{"spn": Q("HTTP/other.corp.contoso.example")}), nil, "may belong to another account than the one that the SMS Provider's service runs under (setspn -Q HTTP/other.corp.contoso.example)"},
		"an address, not a name":    {s.kerberos().With(Attrs{"url": Q(strings.Replace(s.front.URL(), "localhost", "127.0.0.1", 1))}), nil, "set the URL to the FQDN of the SMS Provider"},
		"no KDC":                    {s.kerberos().With(Attrs{"kdc": `["127.0.0.1:1"]`}), nil, "no KDC of the realm could be reached"},
		"no role at the site":       {s.kerberos().With(user("visitor")), nil, "The account is no administrative user of ConfigMgr"},
		"password and keytab":       {s.kerberos().With(Attrs{"keytab_path": Q("x")}), nil, "password, keytab and credential cache exclude each other"},
		"untrusted certificate":     {s.kerberos(), Attrs{"ca_certificate_path": Q(s.Lab.CAFile())}, `its own root, "SMS Issuing"`},
		"redirect":                  {s.kerberos().With(Attrs{"url": by(redirecting)}), nil, "A redirect is not followed, so that no sign-in goes to another host"},
		"NTLM at 2509":              {s.ntlm(), nil, `they take Kerberos only. Set admin_service.auth = "kerberos"`},
		"NTLM, wrong password":      {s.ntlm().With(Attrs{"url": by(before2509), "password": Q("wrong")}), nil, "The account or its password is wrong, or NTLM is off"},
		"NTLM, unknown account":     {s.ntlm().With(Attrs{"url": by(before2509), "username": Q(`CORP\nobody`)}), nil, "The account or its password is wrong, or NTLM is off"},
		"NTLM, redirect":            {s.ntlm().With(Attrs{"url": by(redirecting)}), nil, "A redirect is not followed"},
		"NTLM without a password":   {s.ntlm().With(Attrs{"password": ""}), nil, "needs a username and a password"},
		"token at Windows listener": {Attrs{"url": by(s.front), "scope": Q(s.Lab.Endpoints("contoso").AdminServiceScope)}, nil, `set admin_service.auth = "kerberos"`},
		"Windows at token listener": {s.ntlm().With(Attrs{"url": Q(s.Lab.Endpoints("contoso").AdminServiceURL)}), nil, `This address offers no Windows sign-in (it offers: Bearer)`},
		"current user":              {Attrs{"url": by(s.front), "auth": Q("negotiate")}, nil, "is done by Windows itself (SSPI)"},
		"SPN and several providers": {s.kerberos().With(Attrs{"spn": Q("HTTP/x"), "additional_urls": "[" + by(before2509) + "]"}), nil, "admin_service.spn names one SMS Provider"},
	}
	// What the provider refuses when it is configured hides all else.
	alone := []string{"password and keytab", "NTLM without a password", "current user", "SPN and several providers"}
	entries, refused := "", map[string]refusal{}
	for name, tt := range tests {
		if slices.Contains(alone, name) {
			s.Run(resource.TestStep{Config: s.provider(tt.admin) + Data("site"), ExpectError: said(tt.want)})
			continue
		}
		entry := Attrs{"tenant_id": Q(s.Lab.Endpoints("contoso").TenantID), "admin_service": object(set(tt.admin))}
		entries += "    " + label(name) + " = " + object(entry.With(tt.provider)) + "\n"
		refused[name] = refusal{"data site", Attrs{"tenant": Q(label(name))}, tt.want}
	}
	refuses(t, s.provider(nil, Attrs{"ca_certificate_path": Q(roots), "tenants": "{\n" + entries + "  }"}), refused)
	t.Run("nothing was served", func(t *testing.T) {
		for _, front := range []*realservers.Front{s.front, before2509, redirecting} {
			log := front.AccessLog()
			if len(log) == 0 {
				t.Errorf("nobody asked %s: this test would show nothing", front.URL())
			}
			for _, a := range log {
				if a.Status < 300 || strings.HasSuffix(a.Path, "/redirected") {
					t.Errorf("%s %s as %q was answered %d", a.Method, a.Path, a.User, a.Status)
				}
			}
		}
	})
}

// TestWindowsTriesOnce: a wrong password reaches the domain controller once in a run, and a site once, however many
// tenants share the account and whatever runs side by side; so that the account is not locked.
func TestWindowsTriesOnce(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ntlm  bool
		admin func(*windowsSite) Attrs
		tries func(*windowsSite) int
	}{
		"kerberos": {false, (*windowsSite).kerberos, func(s *windowsSite) int { return strings.Count(s.realm.Log(), "PREAUTH_FAILED") }},
		"ntlm":     {true, (*windowsSite).ntlm, func(s *windowsSite) int { return strings.Count(s.front.ErrorLog(), "gss_accept_sec_context() failed") }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWindowsSite(t, tt.ntlm, realservers.RealmOptions{})
			id := s.Lab.Endpoints("contoso").TenantID
			entries, asking := "{\n", ""
			for _, key := range []string{"a", "b", "c", "d", "e", "f"} {
				entries += "    " + key + " = { tenant_id = " + Q(id) + " }\n"
				asking += Block(`data "tenantattach_site" `+Q(key), Attrs{"tenant": Q(key)})
				asking += Block(`data "tenantattach_collections" `+Q(key), Attrs{"tenant": Q(key)})
			}
			p := s.Process(s.provider(tt.admin(s).With(Attrs{"password": Q("wrong")}), Attrs{"tenants": entries + "  }"}) + asking)
			s.sees(p.want(1, "plan", "-no-color", "-input=false"), "not tried again in this run")
			if tries := tt.tries(s); tries != 1 {
				t.Errorf("it was tried %d times", tries)
			}
		})
	}
}

// TestWindowsClock: a domain controller whose clock differs by more than five minutes is said to be that.
func TestWindowsClock(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{ClockOffset: time.Hour})
	s.Run(resource.TestStep{Config: s.provider(s.kerberos()) + Data("site"), ExpectError: said("differ by more than five minutes")})
}

// TestWindowsReadOnly: an account with the role Read-only Analyst plans, and its writes are refused as such.
func TestWindowsReadOnly(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{})
	auditor := s.kerberos().With(Attrs{"username": Q("auditor@" + s.realm.Name())})
	config := s.provider(auditor) + Resource("cloud_environment", CloudEnvironmentAttrs())
	p := s.Process(config)
	p.plan(2)
	s.sees(p.want(1, "apply", "-no-color", "-input=false", "-auto-approve"), "a security role with rights on the hierarchy's cloud services is needed to write")
}
