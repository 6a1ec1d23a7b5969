package adminservice

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"
)

const (
	testTenant = "aaaaaaaa-0000-0000-0000-000000000000"
	testClient = "bbbbbbbb-0000-0000-0000-000000000000"
)

// reply is one answer of the script.
type reply struct {
	status int
	body   string
	header map[string]string
	lost   bool // the connection ends before the answer
	cut    bool // the connection ends within the body
}

// sent is one request as it came over the wire.
type sent struct {
	method, uri, body string
	header            http.Header
}

// script is an AdminService, over TLS, that answers each request with the next of its replies and keeps the requests.
type script struct {
	*httptest.Server
	t       *testing.T
	mu      sync.Mutex
	replies []reply
	got     []sent
}

func newScript(t *testing.T, replies ...reply) *script {
	t.Helper()
	s := &script{t: t, replies: replies}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Errorf("reading a request: %v", err)
	}
	s.got = append(s.got, sent{r.Method, r.URL.RequestURI(), string(body), r.Header.Clone()})
	if len(s.replies) == 0 {
		s.t.Errorf("unexpected request: %s %s %s", r.Method, r.URL, body)
		w.WriteHeader(http.StatusTeapot)
		return
	}
	next := s.replies[0]
	s.replies = s.replies[1:]
	next.write(w)
}

func (r reply) write(w http.ResponseWriter) {
	if r.lost {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	for name, value := range r.header {
		w.Header().Set(name, value)
	}
	if r.cut {
		w.Header().Set("Content-Length", "1000")
	}
	w.WriteHeader(r.status)
	_, _ = io.WriteString(w, r.body)
	if r.cut {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// done checks that all replies were fetched and returns the requests.
func (s *script) done() []sent {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.replies) > 0 {
		s.t.Errorf("%d of the replies were not asked for; requests: %v", len(s.replies), s.got)
	}
	return s.got
}

// checkURIs checks that these were asked for below /AdminService/wmi/, in this order.
func (s *script) checkURIs(want ...string) {
	s.t.Helper()
	got := s.done()
	if len(got) != len(want) {
		s.t.Fatalf("sent %v, want %v", got, want)
	}
	for i, r := range got {
		if line := r.method + " " + strings.TrimPrefix(r.uri, "/AdminService/wmi/"); line != want[i] {
			s.t.Errorf("sent %s, want %s", line, want[i])
		}
	}
}

// leaps is a clock on which no wait takes time: it leaps ahead instead, and notes by how much.
type leaps struct {
	*clockwork.FakeClock
	mu    sync.Mutex
	waits []time.Duration
}

func newLeaps() *leaps {
	return &leaps{FakeClock: clockwork.NewFakeClockAt(time.Now().Truncate(time.Second))}
}

// After implements clockwork.Clock.
func (l *leaps) After(d time.Duration) <-chan time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = append(l.waits, d)
	at := l.FakeClock.After(d)
	l.Advance(d)
	return at
}

// waited returns the waits so far.
func (l *leaps) waited() []time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]time.Duration{}, l.waits...)
}

// token is a credential; the empty one fails.
type token string

func (c token) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c == "" {
		return azcore.AccessToken{}, errors.New("AADSTS7000222: the client secret has expired")
	}
	return azcore.AccessToken{Token: string(c) + " for " + o.Scopes[0]}, nil
}

const testScope = "api://x/.default"

// client builds a client of the script.
func (s *script) client(change ...func(*Options)) (*Client, *leaps) {
	s.t.Helper()
	clock, transport := newLeaps(), s.Client()
	transport.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o := Options{BaseURL: s.URL + "/AdminService", Auth: BearerAuth(token("t0ken"), testScope), Transport: transport, TenantID: testTenant, Clock: clock}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return c, clock
}

// The replies of a site.
var (
	proof  = rowsOf(`{"ThisSiteCode":"P01","ThisSiteName":"Primary"}`) //nolint:gochecknoglobals // constant
	absent = refusal(404, "404", "Not found")                          //nolint:gochecknoglobals // constant
	denied = refusal(404, "404", "Access denied  WMI QUERY: ")         //nolint:gochecknoglobals // constant
)

const probeURI = "GET SMS_Identification?$select=ThisSiteCode,ThisSiteName"

func ok(body string) reply { return reply{status: http.StatusOK, body: body} }

func rowsOf(rows ...string) reply { return ok(`{"value":[` + strings.Join(rows, ",") + `]}`) }

func refusal(status int, code, message string) reply {
	return reply{status: status, body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
}

// method is the answer of a static method (AdminService notes §4).
func method(parameters string) reply {
	return reply{status: http.StatusCreated, body: `{"@odata.context":"$metadata#__PARAMETERS","ReturnValue":0` + parameters + `}`}
}
