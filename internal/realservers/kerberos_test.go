package realservers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestKerberosOnly(t *testing.T) {
	s := newSite(t, nil)
	if a := s.curl("none", identified); a.StatusCode != http.StatusUnauthorized || challenges(a) != "Negotiate" {
		t.Errorf("without credentials: %d %s", a.StatusCode, challenges(a))
	}
	for _, tt := range []struct {
		user, principal string
		status          int
	}{{"svc-tf", ntlmName, 200}, {"auditor", `CORP\auditor`, 200}, {"visitor", `CORP\visitor`, 404}} {
		s.lab.Recorder().ClearJournal()
		a := s.negotiate(s.realm.CredentialCache(tt.user, testPassword, 0), identified)
		if a.StatusCode != tt.status || challenges(a) != "Negotiate+token" || s.principals() != tt.principal {
			t.Errorf("%s: %d %s, journal %q", tt.user, a.StatusCode, challenges(a), s.principals())
		}
	}
	if res, err := s.rawNTLM(ntlmName, testPassword); err != nil || res.StatusCode != http.StatusUnauthorized || challenges(res) != "Negotiate" {
		t.Errorf("NTLM: %v %v", res, err)
	}
	if a := s.spnegoNTLM(ntlmName, testPassword); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("NTLM by Negotiate: %d", a.StatusCode)
	}
}

// TestEachRequestSignsIn: a connection that has signed in is not taken as signed in, as HTTP.SYS does not.
func TestEachRequestSignsIn(t *testing.T) {
	for _, ntlm := range []bool{false, true} {
		s := newSite(t, func(o *FrontOptions) { o.NTLM = ntlm })
		ccache, client := s.realm.CredentialCache("svc-tf", testPassword, 0), s.client()
		for _, authorization := range []string{s.unspentHeader(ccache), "", s.unspentHeader(ccache)} {
			if _, err := s.send(client, authorization); err != nil {
				t.Fatal(err)
			}
		}
		got := ""
		for _, a := range s.front.AccessLog() {
			got += fmt.Sprintf("%d %s %d %s\n", a.KeepAlive, a.Scheme, a.Status, a.User)
		}
		if got != "0 Negotiate 200 svc-tf@CORP.CONTOSO.EXAMPLE\n1  401 \n2 Negotiate 200 svc-tf@CORP.CONTOSO.EXAMPLE\n" {
			t.Errorf("with NTLM %t:\n%s", ntlm, got)
		}
	}
}

// TestRefusedTickets: the service says why in the token of its challenge, a KRB-ERROR, of which the code is looked for.
func TestRefusedTickets(t *testing.T) {
	const badKeyVersion, expired, replay, skewed = 44, 32, 34, 37
	refused := func(t *testing.T, s *site, a answer, code byte) {
		t.Helper()
		if a.StatusCode != http.StatusUnauthorized || challenges(a) != "Negotiate+token" || kerberosError(t, a) != code {
			t.Errorf("%d %v, want code %d", a.StatusCode, a.Header, code)
		}
		if s.principals() != "" {
			t.Errorf("somebody came through: %s", s.principals())
		}
	}
	for name, tt := range map[string]struct {
		offset time.Duration
		code   byte
	}{"expired": {11 * time.Hour, expired}, "clock ahead": {6 * time.Minute, skewed}} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(o *FrontOptions) { o.ClockOffset = tt.offset })
			refused(t, s, s.negotiate(s.realm.CredentialCache("svc-tf", testPassword, 0), identified), tt.code)
		})
	}
	t.Run("smaller skew", func(t *testing.T) {
		s := newSite(t, func(o *FrontOptions) { o.ClockOffset, o.ClockSkew = 10*time.Second, 2*time.Second })
		refused(t, s, s.negotiate(s.realm.CredentialCache("svc-tf", testPassword, 0), identified), skewed)
	})
	t.Run("former key", func(t *testing.T) {
		s := newSite(t, nil)
		ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
		s.realm.Rekey("HTTP/localhost")
		fresh := s.realm.Keytab("HTTP/localhost")
		refused(t, s, s.negotiate(ccache, identified), badKeyVersion)
		s.front.SetKeytab(fresh)
		if a := s.negotiate(ccache, identified); a.StatusCode != http.StatusOK {
			t.Errorf("with the new keys: %d", a.StatusCode)
		}
	})
	t.Run("replay", func(t *testing.T) {
		s := newSite(t, nil)
		header := s.sentHeader(s.front, s.realm.CredentialCache("svc-tf", testPassword, 0))
		s.lab.Recorder().ClearJournal()
		refused(t, s, s.curl("none", identified, "--header", "Authorization: "+header), replay)
	})
}

// TestBurst: many sign-ins at a time are taken; the replay cache refuses none of them.
func TestBurst(t *testing.T) {
	const requests = 60
	s := newSite(t, nil)
	ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
	s.negotiate(ccache, identified, append(strings.Fields(strings.Repeat(s.front.URL()+identified+" ", requests-1)), "--parallel")...)
	log, served := s.front.AccessLog(), 0
	for _, a := range log {
		if a.Status == 200 {
			served++
		}
	}
	if served != requests {
		t.Errorf("%d of %d requests were served", served, len(log))
	}
}

func TestKDCDown(t *testing.T) {
	s := newSite(t, nil)
	signIn := func() error {
		_, err := s.realm.run("kinit", testPassword+"\n", "-c", "MEMORY:", "svc-tf")
		return err
	}
	ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
	if err := signIn(); err != nil {
		t.Error(err)
	}
	before := s.realm.KDC()
	s.realm.Stop()
	if err := signIn(); err == nil || !strings.Contains(err.Error(), "Cannot contact any KDC") {
		t.Errorf("without a KDC: %v", err)
	}
	if a := s.negotiate(ccache, identified); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("without a KDC: %d", a.StatusCode)
	}
	s.realm.Start()
	if err := signIn(); err != nil || s.realm.KDC() != before {
		t.Errorf("with the KDC again at %s: %v", s.realm.KDC(), err)
	}
	if a := s.negotiate(ccache, identified); a.StatusCode != http.StatusOK {
		t.Errorf("with the KDC again: %d", a.StatusCode)
	}
	if log := s.realm.Log(); strings.Count(log, "commencing operation") != 2 || !strings.Contains(log, "TGS_REQ") {
		t.Errorf("log of the KDC: %s", log)
	}
}

func TestTrust(t *testing.T) {
	s := newSite(t, nil)
	other := StartRealm(t, RealmOptions{Name: "FABRIKAM.EXAMPLE"})
	other.AddUser("svc-tf", testPassword)
	s.realm.Trust(other)
	a := s.negotiate(other.CredentialCache("svc-tf", testPassword, 0), identified)
	if a.StatusCode != http.StatusNotFound || s.principals() != `FABRIKAM\svc-tf` {
		t.Errorf("%d, journal %q", a.StatusCode, s.principals())
	}
}
