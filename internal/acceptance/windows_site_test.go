package acceptance

import (
	"net/http"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// TestWindowsNewKey: when the service gets a new key in the middle of an apply, as computer accounts do every thirty days,
// the ticket that is held is refused, and a new one is taken.
func TestWindowsNewKey(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{})
	s.duringFirstWrite(func() {
		s.realm.Rekey("HTTP/localhost")
		s.front.SetKeytab(s.realm.Keytab("HTTP/localhost"))
	})
	p := s.Process(s.provider(s.kerberos()) + Stack(nil))
	p.apply()
	refused := 0
	for _, a := range s.front.AccessLog() {
		if a.Status == http.StatusUnauthorized {
			refused++
		}
	}
	if refused == 0 {
		t.Error("no ticket was refused: this test would show nothing")
	}
	p.plan(0)
	p.destroy()
	if err := s.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// TestWindowsOtherDomain: the account is in one domain, the SMS Provider in another that trusts it.
func TestWindowsOtherDomain(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{})
	emea := realservers.StartRealm(t, realservers.RealmOptions{Name: "EMEA.CONTOSO.EXAMPLE"})
	emea.AddService("HTTP/localhost")
	emea.Trust(s.realm)
	front := s.newFront(false, func(o *realservers.FrontOptions) { o.Realm, o.Keytab = emea, emea.Keytab("HTTP/localhost") })
	admin := s.kerberos().With(Attrs{"url": Q(front.URL()), "kdc": "", "krb5_conf_path": Q(emea.ConfigFile())})
	s.Run(resource.TestStep{Config: s.provider(admin, Attrs{"ca_certificate_path": Q(s.rootsOf(front))}) + Data("site"), Check: resource.TestCheckResourceAttr("data.tenantattach_site.this", "site_code", "P01")})
	for _, a := range front.AccessLog() {
		if a.User != "svc-tf@"+s.realm.Name() {
			t.Errorf("%s %s came from %q", a.Method, a.Path, a.User)
		}
	}
}

// TestWindowsProviders: while the first SMS Provider is down the second serves, reads and then writes; when both are, it is
// said.
func TestWindowsProviders(t *testing.T) {
	t.Parallel()
	s := newWindowsSite(t, false, realservers.RealmOptions{})
	second := s.newFront(false)
	config := s.provider(s.kerberos().With(Attrs{"additional_urls": "[" + Q(second.URL()) + "]"}), Attrs{"ca_certificate_path": Q(s.rootsOf(s.front, second))})
	stack := config + Stack(nil)
	s.Run(
		resource.TestStep{Config: stack},
		resource.TestStep{
			PreConfig: func() {
				if n := len(second.AccessLog()); n != 0 {
					t.Errorf("the second one was asked %d times while the first was there", n)
				}
				s.front.Stop()
			},
			Config: config + Stack(map[string]Attrs{"collection_upload": {"scope": Q("P0100020")}}),
		},
		resource.TestStep{PreConfig: second.Stop, Config: config + Data("site"), ExpectError: said("Is the SMS Provider up, and TCP 443 open to it from here?")},
		resource.TestStep{PreConfig: second.Start, Config: stack},
	)
	if len(second.AccessLog()) == 0 {
		t.Error("the second one was not asked")
	}
}

// TestWindowsSecrets: neither the password nor what is sent in its place is in the output, in the log at TRACE, or in any
// file; it comes from the environment and from a file.
func TestWindowsSecrets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		ntlm  bool
		admin func(*windowsSite) Attrs
	}{"kerberos": {false, (*windowsSite).kerberos}, "ntlm": {true, (*windowsSite).ntlm}}
	// What stands behind a scheme: a ticket, a message of NTLM, a token.
	sent := regexp.MustCompile(`(Negotiate|NTLM|Bearer) [A-Za-z0-9+/=_.-]{20,}|YII[A-Za-z0-9+/=]{40,}|TlRMTVNTUA`)
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWindowsSite(t, tt.ntlm, realservers.RealmOptions{})
			log := filepath.Join(t.TempDir(), "trace.log")
			config := s.provider(tt.admin(s).With(Attrs{"password": ""}), Attrs{"client_secret": ""}) + Stack(nil)
			p := s.Process(config, "TF_LOG=TRACE", "TF_LOG_PATH="+log, "ARM_CLIENT_SECRET="+s.Client("admin").Secret, "TENANTATTACH_ADMIN_SERVICE_PASSWORD="+password)
			out := p.plan(2) + p.want(0, "apply", "-no-color", "-input=false", "-auto-approve")
			out += p.want(0, "plan", "-no-color", "-input=false", "-out=saved.plan") + p.want(0, "show", "-no-color", "-json", "saved.plan")
			out += p.destroy()
			for where, text := range map[string]string{"the output": out, "the log": readFile(t, log)} {
				requireNone(t, where, text, append(s.Lab.World().Secrets().All(), password))
				if found := sent.FindString(text); found != "" {
					t.Errorf("%s holds %.12s…", where, found)
				}
			}
			requireNoneBelow(t, p.Dir, []string{password})
		})
	}
}
