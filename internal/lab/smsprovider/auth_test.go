package smsprovider

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func TestBearer(t *testing.T) {
	s := newSite(t, nil)
	other, err := token.NewSigner("other", s.clock)
	if err != nil {
		t.Fatal(err)
	}
	app := token.Claims{IDType: "app", AppID: admin}
	with := func(change func(*token.Claims)) string {
		c := app
		change(&c)
		return "Bearer " + s.sign(c)
	}
	forged := app
	forged.TenantID, forged.Audience = s.tenant.ID, jwt.ClaimStrings{s.audience()}
	alien, err := other.Issue(forged, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	expired, err := s.signer.Issue(forged, -time.Second)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, header, principal string
		status                  int
	}{
		{"no token", "", "", 401},
		{"no bearer token", "Negotiate abc", "", 401},
		{"nonsense", "Bearer abc", "", 401},
		{"another signer", "Bearer " + alien, "", 401},
		{"expired", "Bearer " + expired, "", 401},
		{"another audience", with(func(c *token.Claims) { c.Audience = jwt.ClaimStrings{"https://graph.microsoft.com"} }), "", 401},
		{"another server app", with(func(c *token.Claims) { c.Audience = jwt.ClaimStrings{"api://" + s.tenant.ID + "/other"} }), "", 401},
		{"no audience", with(func(c *token.Claims) { c.Audience = jwt.ClaimStrings{} }), "", 401},
		{"another tenant", with(func(c *token.Claims) { c.TenantID = "fab71ca0-2222-4222-8222-222222222222" }), "", 401},
		{"application", with(func(*token.Claims) {}), `CORP\admin`, 200},
		{"audience with a slash", with(func(c *token.Claims) { c.Audience = jwt.ClaimStrings{s.audience() + "/"} }), `CORP\admin`, 200},
		{"audience in capitals", with(func(c *token.Claims) { c.Audience = jwt.ClaimStrings{strings.ToUpper(s.audience())} }), `CORP\admin`, 200},
		{"no idtyp", with(func(c *token.Claims) { c.IDType = "" }), `CORP\admin`, 200},
		{"user", s.bearer(person), `CORP\first.admin`, 200},
		{"user without a role", s.bearer("nobody@contoso.example"), "nobody@contoso.example", 404},
		{"application without a role", s.bearer(stranger), stranger, 404},
		{"application id in a user's token", with(func(c *token.Claims) { c.IDType, c.Scope = "user", "x" }), "", 404},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.recorder.ClearJournal()
			got := s.send(http.MethodGet, tokenRoute+"/wmi/SMS_Identification", tt.header, "")
			if got.status != tt.status {
				t.Fatalf("answered %d: %s", got.status, got.body)
			}
			if tt.status == 401 && (got.header.Get("WWW-Authenticate") != "Bearer" || got.body != "") {
				t.Errorf("challenge %q, body %q", got.header.Get("WWW-Authenticate"), got.body)
			}
			if tt.status == 404 && got.body != denied {
				t.Errorf("body %s", got.body)
			}
			if e := s.recorder.Journal()[0]; e.Principal != tt.principal {
				t.Errorf("principal %q, want %q", e.Principal, tt.principal)
			}
		})
	}
}

// TestEndOfToken: a connection is not authenticated, each request is.
func TestEndOfToken(t *testing.T) {
	s := newSite(t, nil)
	header := s.bearer(admin)
	path := tokenRoute + "/wmi/SMS_Identification"
	for _, step := range []struct {
		header string
		wait   time.Duration
		status int
	}{{header, 0, 200}, {"", 0, 401}, {header, 2 * time.Hour, 401}} {
		s.clock.Advance(step.wait)
		if got := s.send(http.MethodGet, path, step.header, ""); got.status != step.status {
			t.Errorf("answered %d, want %d", got.status, step.status)
		}
	}
}

func TestNoAppOnlyTokens(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.NoAppOnlyTokens = true })
	for who, status := range map[string]int{admin: 401, person: 200} {
		if got := s.wmi(who, http.MethodGet, "SMS_Site", ""); got.status != status {
			t.Errorf("%s: answered %d, want %d", who, got.status, status)
		}
	}
}

func TestDeniedWithoutRole(t *testing.T) {
	s := newSite(t, nil)
	for _, path := range []string{"wmi/SMS_Site", "wmi/SMS_Collection('SMS00001')", "wmi/Nonsense", "wmi/SMS_Identification.GetSiteID", "wmi/SMS_Site/$count", "v1.0/Device"} {
		if got := s.send(http.MethodGet, tokenRoute+"/"+path, s.bearer(stranger), ""); got.status != 404 || got.body != denied {
			t.Errorf("%s: %d %s", path, got.status, got.body)
		}
	}
	if got := s.wmi(stranger, http.MethodGet, "$metadata", ""); got.status != 200 {
		t.Errorf("$metadata: %d", got.status)
	}
}

func TestNegotiate(t *testing.T) {
	for build, challenges := range map[int64]string{9132: "Negotiate,NTLM", 9141: "Negotiate", 9146: "Negotiate"} {
		s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.Build = build })
		for _, header := range []string{"", s.bearer(admin), "Negotiate YII="} {
			got := s.send(http.MethodGet, "/AdminService/wmi/SMS_Site", header, "")
			if got.status != 401 || got.body != "" || strings.Join(got.header["Www-Authenticate"], ",") != challenges {
				t.Errorf("build %d: %d %v %q", build, got.status, got.header["Www-Authenticate"], got.body)
			}
		}
	}
}

// frontRequest is a request with headers of the server in front, in pairs of name and value.
func frontRequest(t *testing.T, path string, headers ...string) *http.Request {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	return req
}

func TestFront(t *testing.T) {
	s := newSite(t, nil)
	const path = "/AdminService/wmi/SMS_Identification"
	tests := []struct {
		name, path, principal string
		status                int
		headers               []string
	}{
		{"Kerberos", path, `CORP\admin`, 200, []string{frontHeader, frontKey, userHeader, "admin@CORP.CONTOSO.EXAMPLE"}},
		{"Kerberos in another case", path, `CORP\admin`, 200, []string{frontHeader, frontKey, userHeader, "Admin@corp.contoso.example"}},
		{"NTLM", path, `CORP\admin`, 200, []string{frontHeader, frontKey, userHeader, `CORP\admin`}},
		{"NTLM in another case", path, `CORP\admin`, 200, []string{frontHeader, frontKey, userHeader, `corp\ADMIN`}},
		{"reader", path, `CORP\reader`, 200, []string{frontHeader, frontKey, userHeader, "reader@CORP.CONTOSO.EXAMPLE"}},
		{"no administrative user", path, `CORP\visitor`, 404, []string{frontHeader, frontKey, userHeader, "visitor@CORP.CONTOSO.EXAMPLE"}},
		{"another domain", path, `FABRIKAM\admin`, 404, []string{frontHeader, frontKey, userHeader, "admin@FABRIKAM.EXAMPLE"}},
		{"no domain", path, "admin", 404, []string{frontHeader, frontKey, userHeader, "admin"}},
		{"a name with two at signs", path, `CORP\admin@CORP`, 404, []string{frontHeader, frontKey, userHeader, "admin@CORP@CORP.CONTOSO.EXAMPLE"}},
		{"no user", path, "", 401, []string{frontHeader, frontKey}},
		{"empty user", path, "", 401, []string{frontHeader, frontKey, userHeader, ""}},
		{"two users", path, "", 401, []string{frontHeader, frontKey, userHeader, `CORP\visitor`, userHeader, `CORP\admin`}},
		{"no key", path, "", 401, []string{userHeader, `CORP\admin`}},
		{"empty key", path, "", 401, []string{frontHeader, "", userHeader, `CORP\admin`}},
		{"another key", path, "", 401, []string{frontHeader, frontKey + "x", userHeader, `CORP\admin`}},
		{"two keys", path, "", 401, []string{frontHeader, "x", frontHeader, frontKey, userHeader, `CORP\admin`}},
		{"the route for tokens", tokenRoute + "/wmi/SMS_Identification", "", 401, []string{frontHeader, frontKey, userHeader, `CORP\admin`}},
		{"the gateway", "/CCM_Proxy_ServerAuth/" + s.tenant.Hierarchy.Profile.GatewayID + path, "", 401, []string{frontHeader, frontKey, userHeader, `CORP\admin`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s.recorder.ClearJournal()
			got := httptest.NewRecorder()
			s.server.Config.Handler.ServeHTTP(got, frontRequest(t, tt.path, tt.headers...))
			if got.Code != tt.status || tt.status == 404 && got.Body.String() != denied {
				t.Errorf("answered %d: %s", got.Code, got.Body)
			}
			if e := s.recorder.Journal()[0]; e.Principal != tt.principal {
				t.Errorf("principal %q, want %q", e.Principal, tt.principal)
			}
		})
	}
}

// TestNoFront: without a key of the service's own, no key is right, an empty one included.
func TestNoFront(t *testing.T) {
	s := newSite(t, nil)
	alone := New(Options{World: s.world, Tenant: s.tenant, Signer: s.signer, BaseURL: func() string { return s.server.URL }})
	for _, headers := range [][]string{{}, {frontHeader, ""}, {frontHeader, frontKey}} {
		got := httptest.NewRecorder()
		alone.ServeHTTP(got, frontRequest(t, "/AdminService/wmi/SMS_Identification", append(headers, userHeader, `CORP\admin`)...))
		if got.Code != 401 || got.Header().Get("WWW-Authenticate") != "Negotiate" {
			t.Errorf("%v: answered %d, %v", headers, got.Code, got.Header())
		}
	}
}

func TestRoutes(t *testing.T) {
	s := newSite(t, nil)
	id := s.tenant.Hierarchy.Profile.GatewayID
	tests := []struct {
		path   string
		status int
		empty  bool
	}{
		{"/CCM_Proxy_ServerAuth/" + id + "/AdminService/wmi/SMS_Site", 200, false},
		{"/CCM_Proxy_ServerAuth/" + id + "/AdminService_TokenAuth/wmi/SMS_Site", 404, true},
		{"/CCM_Proxy_ServerAuth/72057594037920000/AdminService/wmi/SMS_Site", 404, true},
		{"/CCM_Proxy_MutualAuth/" + id + "/AdminService/wmi/SMS_Site", 404, true},
		{"/adminservice_tokenauth/wmi/SMS_Site", 404, true},
		{"/AdminService_TokenAuthentic/wmi/SMS_Site", 404, true},
		{"/", 404, true},
		{tokenRoute + "/v1.0/$metadata", 200, false},
		{tokenRoute + "/v1.0/Device", 404, false},
		{tokenRoute + "/v2.0/Device", 404, false},
		{tokenRoute, 404, false},
	}
	for _, tt := range tests {
		got := s.send(http.MethodGet, tt.path, s.bearer(admin), "")
		if got.status != tt.status || (got.body == "") != tt.empty {
			t.Errorf("%s: %d %q", tt.path, got.status, got.body)
		}
	}
	got := s.send(http.MethodGet, tests[0].path, s.bearer(admin), "")
	if want := `{"@odata.context":"` + s.server.URL + "/CCM_Proxy_ServerAuth/" + id + `/AdminService/wmi/$metadata#SMS_Site","value":[`; !strings.HasPrefix(got.body, want) {
		t.Errorf("got %.200s", got.body)
	}
	if got := s.send(http.MethodGet, tests[0].path, "", ""); got.status != 401 {
		t.Errorf("gateway without a token: %d", got.status)
	}
}
