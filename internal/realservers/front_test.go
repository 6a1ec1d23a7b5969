package realservers

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// TestSpoofing: only the front is believed, and the front believes no client.
func TestSpoofing(t *testing.T) {
	for _, ntlm := range []bool{false, true} {
		s := newSite(t, func(o *FrontOptions) { o.NTLM = ntlm })
		claim := []string{"--header", "X-Lab-Front: " + testKey, "--header", "X-Remote-User: " + ntlmName}
		if a := s.curl("none", identified, claim...); a.StatusCode != http.StatusUnauthorized {
			t.Errorf("the front took a claim: %d", a.StatusCode)
		}
		a := s.negotiate(s.realm.CredentialCache("visitor", testPassword, 0), identified, append(claim, "--header", "X-Remote-User: other")...)
		if a.StatusCode != http.StatusNotFound || s.principals() != `CORP\visitor` {
			t.Errorf("a claim beside a ticket: %d, journal %q", a.StatusCode, s.principals())
		}
		claim[1] = "X-Lab-Front: wrong"
		for _, path := range []string{"/AdminService", "/AdminService_TokenAuth"} {
			a := curl(t, child.Environment(), s.lab.CAFile(), append(claim, s.backend()+path+identified)...)
			if a.StatusCode != http.StatusUnauthorized {
				t.Errorf("the lab took a wrong key at %s: %d", path, a.StatusCode)
			}
		}
	}
}

// TestOtherPaths: nothing but the Windows listener is reached through the front.
func TestOtherPaths(t *testing.T) {
	s := newSite(t, nil)
	ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
	for _, path := range []string{"_TokenAuth" + identified, "/../AdminService_TokenAuth" + identified, "/%2e%2e/AdminService_TokenAuth" + identified, "/..%2fAdminService_TokenAuth" + identified} {
		if a := s.negotiate(ccache, path); a.StatusCode == http.StatusOK {
			t.Errorf("%s: %d", path, a.StatusCode)
		}
	}
	for _, e := range s.lab.Recorder().Journal() {
		if !strings.HasPrefix(e.Path, "/AdminService/") {
			t.Errorf("the lab was asked for %s", e.Path)
		}
	}
}

// TestPassedThrough: the front's answers are the lab's, whatever is asked for.
func TestPassedThrough(t *testing.T) {
	s := newSite(t, nil)
	ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
	for _, path := range []string{
		"/wmi/$metadata", "/v1.0/$metadata", "/wmi/SMS_Site", "/wmi/SMS_Site('P01')", "/wmi/SMS_Site(%27P%2F01%27)", "/wmi/SMS_Site/$count", "/wmi/SMS_Site/P01",
		"/wmi/SMS_Collection?$filter=Name%20eq%20'All%20Systems'&$select=CollectionID,Name", "/wmi/SMS_Collection?$filter=startswith(Name,'All')&$top=2",
		"/wmi/SMS_Collection('a''b')", "/wmi/SMS_Nothing", "/wmi//SMS_Site", "/wmi/SMS_Identification.GetSiteID", "/v1.0/Device", "", "/",
	} {
		s.lab.Recorder().ClearJournal()
		through := s.negotiate(ccache, path)
		direct := curl(t, child.Environment(), s.lab.CAFile(), "--header", "X-Lab-Front: "+testKey, "--header", "X-Remote-User: "+ntlmName, s.backend()+"/AdminService"+path)
		if through.StatusCode != direct.StatusCode || through.body != direct.body || through.Header.Get("Content-Type") != direct.Header.Get("Content-Type") {
			t.Errorf("%s: %d %.200s, want %d %.200s", path, through.StatusCode, through.body, direct.StatusCode, direct.body)
		}
		if j := s.lab.Recorder().Journal(); len(j) != 2 || j[0].Path != j[1].Path || j[0].Query != j[1].Query {
			t.Errorf("%s: the lab was asked %+v", path, j)
		}
	}
	log := s.front.AccessLog()
	if got, want := log[5].Path, "/AdminService/wmi/SMS_Site/$count"; got != want {
		t.Errorf("the log has %s, want %s", got, want)
	}
}

func TestWrites(t *testing.T) {
	s := newSite(t, nil)
	ccache := s.realm.CredentialCache("svc-tf", testPassword, 0)
	body := func(method, body string) []string {
		return []string{"--request", method, "--header", "Content-Type: application/json", "--data", body}
	}
	const tenant = `"TenantID":"c0117050-1111-4111-8111-111111111111","Environment":1}`
	made := s.negotiate(ccache, "/wmi/SMS_AAD_Tenant_Ex", body("POST", `{"Name":"first",`+tenant)...)
	if made.StatusCode != http.StatusCreated || !strings.Contains(made.body, `"first"`) {
		t.Fatalf("POST: %d %s", made.StatusCode, made.body)
	}
	const row = "/wmi/SMS_AAD_Tenant_Ex(16777217)"
	if a := s.negotiate(ccache, row, body("PUT", `{"Name":"second",`+tenant)...); a.StatusCode/100 != 2 {
		t.Errorf("PUT: %d %s", a.StatusCode, a.body)
	}
	if a := s.negotiate(ccache, row); a.StatusCode != http.StatusOK || !strings.Contains(a.body, `"second"`) {
		t.Errorf("GET: %d %s", a.StatusCode, a.body)
	}
	if a := s.negotiate(ccache, row, "--request", "DELETE"); a.StatusCode/100 != 2 {
		t.Errorf("DELETE: %d %s", a.StatusCode, a.body)
	}
	if a := s.negotiate(ccache, row); a.StatusCode != http.StatusNotFound {
		t.Errorf("GET of what is gone: %d %s", a.StatusCode, a.body)
	}
	// A body is not looked at before its sender has signed in.
	if a := s.curl("none", "/wmi/SMS_AAD_Tenant_Ex", body("POST", `{"Name":"third",`+tenant)...); a.StatusCode != http.StatusUnauthorized {
		t.Errorf("POST of nobody: %d", a.StatusCode)
	}
}

func TestRedirect(t *testing.T) {
	Require(t)
	const elsewhere = "https://elsewhere.example/AdminService?a=b%20c"
	f := StartFront(t, FrontOptions{Redirect: elsewhere})
	a := curl(t, child.Environment(), f.CAFile(), f.URL()+identified)
	if a.StatusCode != http.StatusFound || a.Header.Get("Location") != elsewhere {
		t.Errorf("%d %s", a.StatusCode, a.Header.Get("Location"))
	}
}

func TestFrontDown(t *testing.T) {
	s := newSite(t, func(o *FrontOptions) { o.Names = []string{"cm01.corp.contoso.example"} })
	waiting := s.client() // its connection stays open
	if _, err := s.send(waiting, ""); err != nil {
		t.Fatal(err)
	}
	address, begin := s.front.URL(), time.Now()
	s.front.Stop()
	s.front.Stop()
	if took := time.Since(begin); took > child.StopTime/2 {
		t.Errorf("stopping took %s", took)
	}
	if _, err := s.send(s.client(), ""); err == nil {
		t.Error("the front answers though it is down")
	}
	if log := s.front.AccessLog(); len(log) != 1 {
		t.Errorf("the log of a front that is down: %v", log)
	}
	s.front.Start()
	if res, err := s.send(s.client(), ""); err != nil || s.front.URL() != address {
		t.Errorf("%v, %v", res, err)
	}
	if _, err := s.front.scoreboard(context.Background()); err != nil || !strings.Contains(s.front.ErrorLog(), "resuming normal operations") {
		t.Errorf("%v, log %s", err, s.front.ErrorLog())
	}
}

// TestBackendDown: for a backend that is not there, the front answers.
func TestBackendDown(t *testing.T) {
	s := newSite(t, func(o *FrontOptions) { o.Backend = "https://127.0.0.1:1" })
	if a := s.negotiate(s.realm.CredentialCache("svc-tf", testPassword, 0), identified); a.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d", a.StatusCode)
	}
}
