package msgraph

import (
	"bytes"
	"encoding/json"
	"io"
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
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	audience = "https://graph.lab.example"
	lag      = 10 * time.Second
	// tries is how often a replica is drawn to meet each of the three at least once.
	tries = 60
)

// lab is a host of Graph with the tenants contoso and fabrikam, without any seeded client. The tenant agency is of
// another cloud.
type lab struct {
	t        *testing.T
	world    *world.World
	clock    *clockwork.FakeClock
	signer   *token.Signer
	recorder *wire.Recorder
	server   *httptest.Server
	client   *http.Client
}

func newLab(t *testing.T, change ...func(*Options)) *lab {
	t.Helper()
	seed := world.DefaultSeed()
	seed.Clients, seed.Lag = nil, 0
	other := *seed.Tenant("contoso")
	other.Name, other.ID, other.Domain, other.Cloud = "agency", "a6e0c300-3333-4333-8333-333333333333", "agency.example", world.CloudUSGovernment
	seed.Tenants = append(slices.Clip(seed.Tenants), other)
	clock := clockwork.NewFakeClockAt(time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC))
	w, err := world.New(seed, clock)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := token.NewSigner("graph-test", clock)
	if err != nil {
		t.Fatal(err)
	}
	l := &lab{t: t, world: w, clock: clock, signer: signer, recorder: wire.NewRecorder(clock)}
	o := Options{World: w, Signer: signer, Cloud: world.CloudPublic, Audiences: []string{audience}, BaseURL: func() string { return l.server.URL }}
	for _, c := range change {
		c(&o)
	}
	l.server = httptest.NewServer(l.recorder.Wrap(wire.KindGraph, "", New(o)))
	t.Cleanup(l.server.Close)
	l.client = &http.Client{Transport: &http.Transport{DisableCompression: true}}
	t.Cleanup(l.client.CloseIdleConnections)
	return l
}

func (l *lab) tenant(name string) *world.Tenant {
	t, ok := l.world.Tenant(name)
	if !ok {
		l.t.Fatalf("no tenant %s", name)
	}
	return t
}

// user is an application that asks, in contoso.
type user struct {
	*lab
	token           string
	appID, objectID string
}

func (l *lab) as(roles ...string) user {
	u := user{lab: l, appID: world.NewID(), objectID: world.NewID()}
	u.token = l.issue(l.tenant("contoso").ID, audience, u, roles)
	return u
}

// admin may do all that the lab emulates.
func (l *lab) admin() user {
	return l.as(appWrite, assignmentWrite, grantWrite, directoryRead, orgRead)
}

func (l *lab) issue(tenantID, audience string, u user, roles []string) string {
	claims := token.Claims{TenantID: tenantID, AppID: u.appID, ObjectID: u.objectID, IDType: "app", Roles: roles}
	claims.Audience = jwt.ClaimStrings{audience}
	raw, err := l.signer.Issue(claims, time.Hour)
	if err != nil {
		l.t.Fatal(err)
	}
	return raw
}

// reply is an answer.
type reply struct {
	t      *testing.T
	what   string
	status int
	header http.Header
	raw    []byte
	body   map[string]any
}

type header map[string]string

// do sends a request below /v1.0; body is JSON text.
func (u user) do(method, path, body string, headers ...header) reply {
	u.t.Helper()
	req, err := http.NewRequestWithContext(u.t.Context(), method, u.server.URL+version+"/"+path, strings.NewReader(body))
	if err != nil {
		u.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+u.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, h := range headers {
		for name, value := range h {
			req.Header.Set(name, value)
		}
	}
	return u.send(req)
}

func (l *lab) send(req *http.Request) reply {
	l.t.Helper()
	res, err := l.client.Do(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	r := reply{t: l.t, what: req.Method + " " + req.URL.RequestURI(), status: res.StatusCode, header: res.Header}
	if r.raw, err = io.ReadAll(res.Body); err != nil {
		l.t.Fatal(err)
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/json") && res.Header.Get("Content-Encoding") == "" {
		if err := json.Unmarshal(r.raw, &r.body); err != nil {
			l.t.Fatalf("%s: %v in %s", r.what, err, r.raw)
		}
	}
	return r
}

func (u user) get(path string) reply { u.t.Helper(); return u.do(http.MethodGet, path, "") }

// want checks the status, and of an error the code and a part of the message.
func (r reply) want(status int, codeAndMessage ...string) reply {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s: got %d, want %d: %s", r.what, r.status, status, bytes.TrimSpace(r.raw))
	}
	if len(codeAndMessage) > 0 && r.code() != codeAndMessage[0] {
		r.t.Fatalf("%s: got code %q, want %q: %s", r.what, r.code(), codeAndMessage[0], r.raw)
	}
	if len(codeAndMessage) > 1 && !strings.Contains(r.message(), codeAndMessage[1]) {
		r.t.Fatalf("%s: got message %q, want %q in it", r.what, r.message(), codeAndMessage[1])
	}
	return r
}

func (r reply) err() map[string]any { e, _ := r.body["error"].(map[string]any); return e }
func (r reply) code() string        { s, _ := r.err()["code"].(string); return s }
func (r reply) message() string     { s, _ := r.err()["message"].(string); return s }
func (r reply) text(name string) string {
	s, _ := r.body[name].(string)
	return s
}

// values are the objects of a list.
func (r reply) values() []map[string]any {
	r.t.Helper()
	list, ok := r.body["value"].([]any)
	if !ok {
		r.t.Fatalf("%s: no list in %s", r.what, r.raw)
	}
	out := []map[string]any{}
	for _, one := range list {
		out = append(out, one.(map[string]any))
	}
	return out
}

// createApp makes an application, and returns it.
func (u user) createApp(name string) reply {
	u.t.Helper()
	return u.do(http.MethodPost, "applications", `{"displayName":"`+name+`","signInAudience":"AzureADMyOrg"}`).want(http.StatusCreated)
}

func (u user) createPrincipal(appID string) reply {
	u.t.Helper()
	return u.do(http.MethodPost, "servicePrincipals", `{"appId":"`+appID+`"}`).want(http.StatusCreated)
}

func (u user) upsert(path, body string) reply {
	u.t.Helper()
	return u.do(http.MethodPatch, path, body, header{"Prefer": "create-if-missing"})
}

// setLag makes the replicas of contoso lag.
func (l *lab) setLag() { l.tenant("contoso").Directory.SetLag(lag) }

// settle lets all replicas catch up.
func (l *lab) settle() { l.clock.Advance(lag) }

// statuses repeats a request and returns the answers of each status that came.
func statuses(do func() reply) map[int]reply {
	seen := map[int]reply{}
	for range tries {
		r := do()
		seen[r.status] = r
	}
	return seen
}

func keysOf(seen map[int]reply) []int {
	out := []int{}
	for status := range seen {
		out = append(out, status)
	}
	slices.Sort(out)
	return out
}

func query(path string, options ...string) string {
	values := []string{}
	for i := 0; i < len(options); i += 2 {
		values = append(values, options[i]+"="+url.QueryEscape(options[i+1]))
	}
	return path + "?" + strings.Join(values, "&")
}

func ids(list []map[string]any) []string {
	out := []string{}
	for _, one := range list {
		out = append(out, one["id"].(string))
	}
	return out
}

func containsText(r reply, text string) bool { return strings.Contains(string(r.raw), text) }
