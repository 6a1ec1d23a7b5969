package entra

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	base      = "https://login.lab"
	graphRoot = "https://graph.lab"
	issuerURL = "https://issuer.lab"
	jwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
)

// fixture is a sign-in host over a world.
type fixture struct {
	world     *world.World
	tenant    *world.Tenant
	signer    *token.Signer
	federated *token.Signer
	handler   http.Handler
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	clock := clockwork.NewFakeClockAt(time.Now())
	w, err := world.New(world.DefaultSeed(), clock)
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{world: w, tenant: w.Tenants()[0]}
	for _, s := range []**token.Signer{&f.signer, &f.federated} {
		if *s, err = token.NewSigner("k", clock); err != nil {
			t.Fatal(err)
		}
	}
	f.handler = New(Options{
		World: w, Cloud: world.CloudPublic, Signer: f.signer, Federated: f.federated, IssuerURL: func() string { return issuerURL },
		BaseURL: func() string { return base }, GraphRoots: func() []string { return []string{graphRoot} },
	})
	return f
}

func (f *fixture) client(name string) world.Client {
	for _, c := range f.tenant.Clients() {
		if c.Name == name {
			return c
		}
	}
	return world.Client{}
}

// form is a client credentials grant, with changes on top; an empty value leaves a field out.
func (f *fixture) form(client string, changes map[string]string) url.Values {
	c := f.client(client)
	v := url.Values{"grant_type": {"client_credentials"}, "client_id": {c.ClientID}, "client_secret": {c.Secret}, "scope": {graphRoot + "/.default"}}
	for name, value := range changes {
		v.Set(name, value)
		if value == "" {
			v.Del(name)
		}
	}
	return v
}

type answer struct {
	AccessToken string `json:"access_token"`
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
}

func (f *fixture) post(t *testing.T, tenant string, form url.Values) (int, answer) {
	t.Helper()
	req := httptest.NewRequest(http.MethodPost, "/"+tenant+"/oauth2/v2.0/token", strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, req)
	var a answer
	if err := json.Unmarshal(w.Body.Bytes(), &a); err != nil {
		t.Fatalf("%d %s: %v", w.Code, w.Body, err)
	}
	return w.Code, a
}

// assertion is a client assertion signed with the client's certificate.
func (f *fixture) assertion(t *testing.T, client string, changes func(*jwt.RegisteredClaims)) string {
	t.Helper()
	c := f.client(client)
	now := f.world.Clock.Now()
	claims := jwt.RegisteredClaims{Issuer: c.ClientID, Subject: c.ClientID, Audience: jwt.ClaimStrings{base + "/" + f.tenant.ID + "/oauth2/v2.0/token"}, ExpiresAt: jwt.NewNumericDate(now.Add(time.Minute))}
	if changes != nil {
		changes(&claims)
	}
	tok := jwt.NewWithClaims(jwt.SigningMethodPS256, claims)
	tok.Header["x5t#S256"] = thumbprint(f.client("admin").Certificate)
	raw, err := tok.SignedString(f.client("admin").Key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func (f *fixture) federatedToken(t *testing.T, subject, audience string) string {
	t.Helper()
	raw, err := f.federated.Issue(token.Claims{RegisteredClaims: jwt.RegisteredClaims{Issuer: issuerURL, Subject: subject, Audience: jwt.ClaimStrings{audience}}}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestToken(t *testing.T) {
	f := newFixture(t)
	asserted := func(raw string) map[string]string {
		return map[string]string{"client_secret": "", "client_assertion": raw, "client_assertion_type": jwtBearer}
	}
	admin := f.client("admin")
	serverApp := "api://" + f.tenant.ID + "/" + f.tenant.Hierarchy.Profile.ServerApp
	tests := map[string]struct {
		client  string
		tenant  string // empty: contoso
		changes map[string]string
		code    int // AADSTS; 0 for a token
		kind    string
	}{
		"secret":                       {client: "admin"},
		"in another tenant":            {client: "admin", tenant: f.world.Tenants()[1].ID},
		"by domain":                    {client: "admin", tenant: "contoso.example"},
		"for the site":                 {client: "admin", changes: map[string]string{"scope": serverApp + "/.default"}},
		"as MSAL asks":                 {client: "admin", changes: map[string]string{"scope": graphRoot + "/.default openid offline_access profile"}},
		"two scopes":                   {client: "admin", changes: map[string]string{"scope": graphRoot + "/.default " + serverApp + "/.default"}, code: 1002012, kind: "invalid_scope"},
		"certificate":                  {client: "admin", changes: asserted(f.assertion(t, "admin", nil))},
		"federated token":              {client: "admin", changes: asserted(f.federatedToken(t, admin.Subject, world.FederatedAudience))},
		"wrong secret":                 {client: "admin", changes: map[string]string{"client_secret": "x"}, code: 7000215, kind: "invalid_client"},
		"secret of another":            {client: "admin", changes: map[string]string{"client_secret": f.client("reader").Secret}, code: 7000215, kind: "invalid_client"},
		"expired secret":               {client: "lapsed", code: 7000222, kind: "invalid_client"},
		"no credential":                {client: "admin", changes: map[string]string{"client_secret": ""}, code: 7000216, kind: "invalid_client"},
		"unknown tenant":               {client: "admin", tenant: world.NewID(), code: 90002, kind: "invalid_request"},
		"unknown application":          {client: "admin", changes: map[string]string{"client_id": world.NewID()}, code: 700016, kind: "unauthorized_client"},
		"another grant":                {client: "admin", changes: map[string]string{"grant_type": "password"}, code: 70003, kind: "unsupported_grant_type"},
		"a single permission as scope": {client: "admin", changes: map[string]string{"scope": graphRoot + "/Directory.Read.All"}, code: 1002012, kind: "invalid_scope"},
		"unknown resource":             {client: "admin", changes: map[string]string{"scope": "https://graph.microsoft.com/.default"}, code: 500011, kind: "invalid_resource"},
		"certificate of another":       {client: "reader", changes: asserted(f.assertion(t, "reader", nil)), code: 700027, kind: "invalid_client"},
		"assertion for another host":   {client: "admin", changes: asserted(f.assertion(t, "admin", func(c *jwt.RegisteredClaims) { c.Audience = jwt.ClaimStrings{"https://other"} })), code: 700027, kind: "invalid_client"},
		"assertion that has ended":     {client: "admin", changes: asserted(f.assertion(t, "admin", func(c *jwt.RegisteredClaims) { c.ExpiresAt = jwt.NewNumericDate(f.world.Clock.Now().Add(-time.Minute)) })), code: 700027, kind: "invalid_client"},
		"no JWT":                       {client: "admin", changes: asserted("x"), code: 700027, kind: "invalid_client"},
		"federated, other subject":     {client: "admin", changes: asserted(f.federatedToken(t, "repo:other", world.FederatedAudience)), code: 700213, kind: "invalid_client"},
		"federated, other audience":    {client: "admin", changes: asserted(f.federatedToken(t, admin.Subject, "api://other")), code: 700213, kind: "invalid_client"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tenant := tt.tenant
			if tenant == "" {
				tenant = f.tenant.ID
			}
			status, a := f.post(t, tenant, f.form(tt.client, tt.changes))
			if tt.code != 0 {
				if status < 400 || !slices.Equal(a.Codes, []int{tt.code}) || a.Error != tt.kind || !strings.Contains(a.Description, "AADSTS") || a.AccessToken != "" {
					t.Errorf("%d %+v", status, a)
				}
				return
			}
			if status != http.StatusOK {
				t.Fatalf("%d %+v", status, a)
			}
			if !slices.Contains(f.world.Secrets().All(), a.AccessToken) {
				t.Error("the token is not recorded as a secret")
			}
		})
	}
}

// TestClaims: a token for Graph has what the directory has granted, one for the site has no permissions of Graph.
func TestClaims(t *testing.T) {
	f := newFixture(t)
	_, a := f.post(t, f.tenant.ID, f.form("reader", nil))
	claims, err := f.signer.Verify(a.AccessToken, graphRoot)
	if err != nil {
		t.Fatal(err)
	}
	sp, _ := f.tenant.Directory.Head().ServicePrincipalByAppID(f.client("reader").ClientID)
	if want := []string{"Application.Read.All", "DeviceManagementConfiguration.Read.All", "DeviceManagementManagedDevices.Read.All", "Directory.Read.All", "Organization.Read.All"}; !slices.Equal(claims.Roles, want) || claims.TenantID != f.tenant.ID || claims.ObjectID != sp.ID || claims.IDType != "app" {
		t.Errorf("%+v", claims)
	}
	if _, err := f.signer.Verify(a.AccessToken, "https://other"); err == nil {
		t.Error("the token is good for another audience")
	}
}

// TestDisabled: neither a disabled application nor a disabled service principal gets a token.
func TestDisabled(t *testing.T) {
	for name, change := range map[string]world.Change{
		"application":       {Object: "application", Set: map[string]any{"isDisabled": true}},
		"service principal": {Object: "servicePrincipal", Set: map[string]any{"accountEnabled": false}},
	} {
		f := newFixture(t)
		change.Match = map[string]any{"appId": f.client("admin").ClientID}
		if _, err := f.tenant.Drift(change); err != nil {
			t.Fatal(err)
		}
		if _, a := f.post(t, f.tenant.ID, f.form("admin", nil)); !slices.Equal(a.Codes, []int{7000112}) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

func TestDiscovery(t *testing.T) {
	f := newFixture(t)
	for path, want := range map[string]string{
		"/" + f.tenant.ID + "/v2.0/.well-known/openid-configuration": base + "/" + f.tenant.ID + "/oauth2/v2.0/token",
		"/" + f.tenant.ID + "/discovery/v2.0/keys":                   `"kid":"k"`,
		"/common/discovery/instance":                                 "tenant_discovery_endpoint",
		"/" + world.NewID() + "/discovery/v2.0/keys":                 "AADSTS90002",
	} {
		w := httptest.NewRecorder()
		f.handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %s", path, w.Body)
		}
	}
}
