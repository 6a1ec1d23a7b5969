package acceptance

import (
	"net/http"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

const second = time.Second

// TestWindowsLife: the same configuration is applied, drifts, is repaired and destroyed through Kerberos, NTLM and bearer
// tokens; only the provider block differs.
func TestWindowsLife(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before2509 bool
		admin      func(*windowsSite) Attrs
		as         string // who the site sees
		scheme     string // of what the front saw; empty when it is not asked
	}{
		"kerberos by password": {false, (*windowsSite).kerberos, `CORP\svc-tf`, "Negotiate"},
		"kerberos by keytab": {false, func(s *windowsSite) Attrs {
			return s.kerberos().With(Attrs{"password": "", "keytab_path": Q(s.realm.Keytab("svc-tf"))})
		}, `CORP\svc-tf`, "Negotiate"},
		"kerberos by credential cache and krb5.conf": {false, func(s *windowsSite) Attrs {
			return s.kerberos().With(Attrs{"username": "", "password": "", "kdc": "", "credential_cache_path": Q(s.realm.CredentialCache("svc-tf", password, time.Hour)), "krb5_conf_path": Q(s.realm.ConfigFile())})
		}, `CORP\svc-tf`, "Negotiate"},
		"kerberos before 2509": {true, (*windowsSite).kerberos, `CORP\svc-tf`, "Negotiate"},
		"ntlm before 2509":     {true, (*windowsSite).ntlm, `CORP\svc-tf`, "NTLM"},
		"bearer": {false, func(s *windowsSite) Attrs {
			return Attrs{"url": Q(s.Lab.Endpoints("contoso").AdminServiceURL), "scope": Q(s.Lab.Endpoints("contoso").AdminServiceScope)}
		}, `CORP\admin`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newWindowsSite(t, tt.before2509, realservers.RealmOptions{})
			config := s.provider(tt.admin(s)) + Stack(nil)
			s.Run(
				resource.TestStep{Config: config},
				resource.TestStep{
					PreConfig: func() {
						s.Drift(world.Change{Object: "SMS_Azure_CloudService", Set: map[string]any{"AssociatedAADWebApplications": []any{}}})
					},
					Config:           config,
					ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{Changes{onboarding: {"upload_enabled"}}}},
				},
			)
			s.requireSignedIn(tt.as, tt.scheme)
		})
	}
}

// requireSignedIn: the site saw the account in every request, writes among them. The front had a sign-in in each, also in
// those that came over a connection that had one already, and refused none but the first legs of NTLM.
func (s *windowsSite) requireSignedIn(as, scheme string) {
	s.t.Helper()
	writes := 0
	for _, entry := range s.Lab.Recorder().Journal() {
		if entry.Kind != wire.KindAdminService {
			continue
		}
		if entry.Principal != as {
			s.t.Errorf("%s %s came from %q", entry.Method, entry.Path, entry.Principal)
		}
		if entry.Method != http.MethodGet {
			writes++
		}
	}
	if writes == 0 {
		s.t.Error("there was no write")
	}
	if scheme == "" {
		return
	}
	reused, refused := 0, 0
	log := s.front.AccessLog()
	for _, a := range log {
		if a.Scheme != scheme {
			s.t.Errorf("%s %s had the sign-in %q", a.Method, a.Path, a.Scheme)
		}
		if a.KeepAlive > 0 {
			reused++
		}
		if a.Status == http.StatusUnauthorized {
			refused++
		}
	}
	if want := map[string]int{"Negotiate": 0, "NTLM": len(log) / 2}[scheme]; refused != want {
		s.t.Errorf("%d of %d requests were refused, want %d", refused, len(log), want)
	}
	if reused == 0 {
		s.t.Error("no connection was used again: this test would show nothing about that")
	}
	s.t.Logf("%d requests, %d over used connections", len(log), reused)
}
