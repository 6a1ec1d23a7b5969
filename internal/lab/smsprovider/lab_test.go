package smsprovider

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// Application ids of the administrative users of the test hierarchy.
const (
	admin    = "aaaaaaaa-0000-4000-8000-000000000001"
	reader   = "aaaaaaaa-0000-4000-8000-000000000002"
	scoped   = "aaaaaaaa-0000-4000-8000-000000000003" // Full Administrator of one collection
	odd      = "aaaaaaaa-0000-4000-8000-000000000004" // of a role that the lab does not know
	stranger = "aaaaaaaa-0000-4000-8000-000000000005" // no administrative user
	person   = "first.admin@contoso.example"
)

const tokenRoute = "/AdminService_TokenAuth"

// frontKey is that of the server in front, where there is one.
const frontKey = "a-key-of-the-front"

type site struct {
	t        *testing.T
	world    *world.World
	tenant   *world.Tenant
	clock    *clockwork.FakeClock
	signer   *token.Signer
	recorder *wire.Recorder
	server   *httptest.Server
}

// newSite serves the hierarchy of Contoso, changed by adjust.
func newSite(t *testing.T, adjust func(*world.TenantSeed)) *site {
	t.Helper()
	seed := world.DefaultSeed()
	seed.Clients, seed.Tenants = nil, seed.Tenants[:1]
	if adjust != nil {
		adjust(&seed.Tenants[0])
	}
	s := &site{t: t, clock: clockwork.NewFakeClockAt(time.Date(2026, 5, 4, 3, 2, 1, 500_000_000, time.UTC))}
	var err error
	if s.world, err = world.New(seed, s.clock); err != nil {
		t.Fatal(err)
	}
	s.tenant = s.world.Tenants()[0]
	s.tenant.Hierarchy.SetAdmins([]world.Admin{
		{LogonName: `CORP\admin`, AppID: admin, Role: world.RoleFullAdministrator},
		{LogonName: `CORP\reader`, AppID: reader, Role: world.RoleReadOnlyAnalyst},
		{LogonName: `CORP\scoped`, AppID: scoped, Role: world.RoleFullAdministrator, Collections: []string{"P0100014"}},
		{LogonName: `CORP\odd`, AppID: odd, Role: "Operations Administrator"},
		{LogonName: `CORP\first.admin`, UPN: person, Role: world.RoleFullAdministrator},
	})
	if s.signer, err = token.NewSigner("test", s.clock); err != nil {
		t.Fatal(err)
	}
	s.recorder = wire.NewRecorder(s.clock)
	handler := New(Options{World: s.world, Tenant: s.tenant, Signer: s.signer, BaseURL: func() string { return s.server.URL }, FrontKey: frontKey})
	s.server = httptest.NewServer(s.recorder.Wrap(wire.KindAdminService, s.tenant.Name, handler))
	t.Cleanup(s.server.Close)
	return s
}

func (s *site) audience() string {
	return "api://" + s.tenant.ID + "/" + s.tenant.Hierarchy.Profile.ServerApp
}

func (s *site) sign(c token.Claims) string {
	s.t.Helper()
	if c.TenantID == "" {
		c.TenantID = s.tenant.ID
	}
	if c.Audience == nil {
		c.Audience = jwt.ClaimStrings{s.audience()}
	}
	raw, err := s.signer.Issue(c, time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	return raw
}

// bearer is the header of an application, or of a user.
func (s *site) bearer(who string) string {
	if strings.Contains(who, "@") {
		return "Bearer " + s.sign(token.Claims{IDType: "user", UPN: who, Scope: "user_impersonation"})
	}
	return "Bearer " + s.sign(token.Claims{IDType: "app", AppID: who})
}

type reply struct {
	status int
	header http.Header
	body   string
}

func (s *site) send(method, path, authorization, body string) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.server.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json; odata=verbose")
	}
	res, err := s.server.Client().Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{res.StatusCode, res.Header, string(data)}
}

// wmi sends a request to the wmi route through the token listener.
func (s *site) wmi(who, method, path, body string) reply {
	s.t.Helper()
	return s.send(method, tokenRoute+"/wmi/"+strings.ReplaceAll(path, " ", "%20"), s.bearer(who), body)
}

// do sends a request that must be answered so, and decodes the answer.
func (s *site) do(who, method, path, body string, want int) map[string]any {
	s.t.Helper()
	got := s.wmi(who, method, path, body)
	if got.status != want {
		s.t.Fatalf("%s %s answered %d, want %d: %s", method, path, got.status, want, got.body)
	}
	if got.body == "" {
		return nil
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(got.body), &out); err != nil {
		s.t.Fatalf("%s %s: %v in %s", method, path, err, got.body)
	}
	return out
}

// rows are those of a list.
func (s *site) rows(who, path string) []map[string]any {
	s.t.Helper()
	list, ok := s.do(who, http.MethodGet, path, "", http.StatusOK)["value"].([]any)
	if !ok {
		s.t.Fatalf("%s has no value", path)
	}
	out := make([]map[string]any, 0, len(list))
	for _, row := range list {
		m, ok := row.(map[string]any)
		if !ok {
			s.t.Fatalf("%s: a row is no object", path)
		}
		out = append(out, m)
	}
	return out
}

// texts are one property of each row of a list.
func (s *site) texts(who, path, property string) string {
	s.t.Helper()
	out := []string{}
	for _, row := range s.rows(who, path) {
		out = append(out, textOf(row[property]))
	}
	return strings.Join(out, " ")
}

func toJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const denied = `{"error":{"code":"404","message":"Access denied  WMI QUERY: "}}`
