package adminservice

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const (
	testTenant = "aaaaaaaa-0000-0000-0000-000000000000"
	testClient = "bbbbbbbb-0000-0000-0000-000000000000"
	testScope  = "api://x/.default"
)

// reply is one answer of the script.
type reply = wiretest.Reply

// script is an AdminService.
type script struct {
	*wiretest.Script
	t *testing.T
}

func newScript(t *testing.T, replies ...reply) script {
	t.Helper()
	return script{wiretest.NewScript(t, replies...), t}
}

// client builds a client of the script.
func (s script) client(change ...func(*Options)) (*Client, *wiretest.Clock) {
	s.t.Helper()
	clock, transport := wiretest.NewClock(), s.Client()
	transport.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	o := Options{BaseURL: s.URL + "/AdminService", Auth: BearerAuth(wiretest.Token("t0ken"), testScope), Transport: transport, TenantID: testTenant, Clock: clock}
	for _, f := range change {
		f(&o)
	}
	c, err := New(o)
	if err != nil {
		s.t.Fatal(err)
	}
	return c, clock
}

// checkURIs checks that these were asked for below /AdminService/wmi/, in this order.
func (s script) checkURIs(want ...string) {
	s.t.Helper()
	got := s.Done()
	if len(got) != len(want) {
		s.t.Fatalf("sent %v, want %v", got, want)
	}
	for i, r := range got {
		if line := r.Method + " " + strings.TrimPrefix(r.URI, "/AdminService/wmi/"); line != want[i] {
			s.t.Errorf("sent %s, want %s", line, want[i])
		}
	}
}

// The replies of a site.
var (
	proof  = wiretest.List(`{"ThisSiteCode":"P01","ThisSiteName":"Primary"}`) //nolint:gochecknoglobals // constant
	absent = refusal(404, "404", "Not found")                                 //nolint:gochecknoglobals // constant
	denied = refusal(404, "404", "Access denied  WMI QUERY: ")                //nolint:gochecknoglobals // constant
)

const probeURI = "GET SMS_Identification?$select=ThisSiteCode,ThisSiteName"

func refusal(status int, code, message string) reply {
	return reply{Status: status, Body: fmt.Sprintf(`{"error":{"code":%q,"message":%q}}`, code, message)}
}

// method is the answer of a static method (AdminService notes §4).
func method(parameters string) reply {
	return reply{Status: http.StatusCreated, Body: `{"@odata.context":"$metadata#__PARAMETERS","ReturnValue":0` + parameters + `}`}
}
