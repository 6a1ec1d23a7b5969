package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// password is that of every account of Active Directory in these tests.
const password = "Pa55-word for tests"

// windowsSite is tenant contoso with a real KDC, and a real Apache in front of its administration service, which signs in
// as HTTP.SYS does at a site.
type windowsSite struct {
	*Env
	realm *realservers.Realm
	front *realservers.Front
	ca    string // a file with the roots of the lab and of the front

	waiting sync.WaitGroup
}

// newWindowsSite is a site of 2509, which takes Kerberos only; before2509 makes one that takes NTLM, too.
func newWindowsSite(t *testing.T, before2509 bool, realm realservers.RealmOptions) *windowsSite {
	t.Helper()
	realservers.Require(t)
	s := &windowsSite{realm: realservers.StartRealm(t, realm)}
	s.Env = New(t, func(seed *world.Seed) {
		if before2509 {
			h := &seed.Tenant("contoso").Hierarchy
			h.Version, h.Build = "2503", 9135
		}
	})
	for _, p := range world.DefaultSeed().People {
		s.realm.AddUser(p.Name, password)
	}
	s.realm.AddService("HTTP/localhost")
	s.front = s.newFront(before2509)
	s.ca = s.rootsOf(s.front)
	return s
}

// rootsOf is a file with the roots of the lab and of fronts.
func (s *windowsSite) rootsOf(fronts ...*realservers.Front) string {
	s.t.Helper()
	roots := readFile(s.t, s.Lab.CAFile())
	for _, f := range fronts {
		roots += readFile(s.t, f.CAFile())
	}
	name := filepath.Join(s.t.TempDir(), "roots.pem")
	if err := os.WriteFile(name, []byte(roots), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return name
}

func (s *windowsSite) newFront(ntlm bool, change ...func(*realservers.FrontOptions)) *realservers.Front {
	s.t.Helper()
	o := realservers.FrontOptions{
		Backend: strings.TrimSuffix(s.Lab.Endpoints("contoso").WindowsURL, "/AdminService"), BackendCA: s.Lab.CAFile(), Key: s.frontKey,
		Realm: s.realm, Keytab: s.realm.Keytab("HTTP/localhost"), ClockSkew: 2 * second, NTLM: ntlm,
	}
	if ntlm {
		o.NTLMUsers = map[string]string{`CORP\svc-tf`: password}
	}
	for _, f := range change {
		f(&o)
	}
	return realservers.StartFront(s.t, o)
}

// kerberos are the arguments of admin_service for svc-tf and its password.
func (s *windowsSite) kerberos() Attrs {
	return Attrs{
		"url": Q(s.front.URL()), "auth": Q("kerberos"), "username": Q("svc-tf@" + s.realm.Name()), "password": Q(password), "kdc": "[" + Q(s.realm.KDC()) + "]",
	}
}

func (s *windowsSite) ntlm() Attrs {
	return Attrs{"url": Q(s.front.URL()), "auth": Q("ntlm"), "username": Q(`CORP\svc-tf`), "password": Q(password)}
}

// provider is the provider block with an administration service of its own.
func (s *windowsSite) provider(admin Attrs, changes ...Attrs) string {
	return s.Provider("admin", append([]Attrs{{"ca_certificate_path": Q(s.ca), "tenants": "", "admin_service": object(set(admin))}}, changes...)...)
}

// set leaves out the arguments that have no expression.
func set(attrs Attrs) Attrs {
	out := Attrs{}
	for name, expression := range attrs {
		if expression != "" {
			out[name] = expression
		}
	}
	return out
}
