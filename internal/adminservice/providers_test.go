package adminservice

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// several is a transport over several SMS Providers, some of which do not answer.
type several struct {
	down map[string]int // by host: the status that it answers with, 0 for nothing at all
	fail error          // what is met at those that do not answer
	sent []string
}

// Do implements policy.Transporter.
func (s *several) Do(req *http.Request) (*http.Response, error) {
	s.sent = append(s.sent, req.Method+" "+req.URL.Host+req.URL.EscapedPath())
	status, down := s.down[req.URL.Host]
	switch {
	case down && status == 0:
		return nil, s.fail
	case !down:
		status = http.StatusOK
	}
	body := strings.NewReader(`{"value":[{"ID":1}]}`)
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: readCloser{body}, Request: req}, nil
}

type readCloser struct{ *strings.Reader }

// Close implements io.Closer.
func (readCloser) Close() error { return nil }

// TestProviders: a read goes to the next SMS Provider when one does not answer, and that one stays in use; a write is
// sent once.
func TestProviders(t *testing.T) {
	const first, second, gateway = "cm01.example", "cm02.example", "cmg.example"
	environments := "/AdminService/wmi/SMS_AzureEnvironments"
	refused := &net.OpError{Op: "dial", Err: errors.New("refused")}
	tests := map[string]struct {
		down  map[string]int
		write bool
		want  []string
		good  bool
	}{
		"all up":            {nil, false, []string{"GET " + first + environments, "GET " + first + environments}, true},
		"the first down":    {map[string]int{first: 0}, false, []string{"GET " + first + environments, "GET " + second + environments, "GET " + second + environments}, true},
		"stopped":           {map[string]int{first: 503}, false, []string{"GET " + first + environments, "GET " + second + environments, "GET " + second + environments}, true},
		"two down":          {map[string]int{first: 0, second: 503}, false, []string{"GET " + first + environments, "GET " + second + environments, "GET " + gateway + "/CCM_Proxy_ServerAuth/1%27/AdminService/wmi/SMS_AzureEnvironments", "GET " + gateway + "/CCM_Proxy_ServerAuth/1%27/AdminService/wmi/SMS_AzureEnvironments"}, true},
		"refused, not down": {map[string]int{first: 403}, false, []string{"GET " + first + environments, "GET " + first + environments}, false},
		"a write":           {map[string]int{first: 0}, true, []string{"DELETE " + first + "/AdminService/wmi/SMS_AAD_Tenant_Ex(1)"}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			transport := &several{down: tt.down, fail: refused}
			c, err := New(Options{
				BaseURL: "https://" + first + "/AdminService", OtherURLs: []string{"https://" + second + "/AdminService", "https://" + gateway + "/CCM_Proxy_ServerAuth/1%27/AdminService"},
				Transport: transport, Clock: wiretest.NewClock(),
			})
			if err != nil {
				t.Fatal(err)
			}
			if tt.write {
				err = c.DeleteTenant(t.Context(), 1)
			} else {
				_, err = c.Environments(t.Context())
				c.Forget()
				_, again := c.Environments(t.Context())
				err = errors.Join(err, again)
			}
			if (err == nil) != tt.good {
				t.Errorf("got %v", err)
			}
			if strings.Join(transport.sent, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("sent\n%s\nwant\n%s", strings.Join(transport.sent, "\n"), strings.Join(tt.want, "\n"))
			}
			if err != nil && !strings.Contains(err.Error(), first) {
				t.Errorf("%v does not name the SMS Provider", err)
			}
		})
	}
	for name, failure := range map[string]error{
		"host is gone":        &net.DNSError{Err: "no such host", IsNotFound: true},
		"certificate expired": &tls.CertificateVerificationError{Err: errors.New("expired")},
		"refused":             refused,
	} {
		t.Run(name, func(t *testing.T) {
			transport := &several{down: map[string]int{first: 0}, fail: failure}
			c, err := New(Options{BaseURL: "https://" + first + "/AdminService", OtherURLs: []string{"https://" + second + "/AdminService"}, Transport: transport, Clock: wiretest.NewClock()})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Environments(t.Context()); err != nil {
				t.Error(err)
			}
			// A write goes to the one that answered; when that one is down later, it stays there.
			transport.down = map[string]int{second: 0}
			if err := c.DeleteTenant(t.Context(), 1); err == nil {
				t.Error("the write went to the other one")
			}
			if got := transport.sent[len(transport.sent)-1]; !strings.HasPrefix(got, "DELETE "+second) {
				t.Errorf("sent %s", got)
			}
		})
	}
	t.Run("nobody is well", func(t *testing.T) { // who has not answered gets no write
		transport := &several{down: map[string]int{first: 503, second: 0}, fail: refused}
		c, err := New(Options{BaseURL: "https://" + first + "/AdminService", OtherURLs: []string{"https://" + second + "/AdminService"}, Transport: transport, Clock: wiretest.NewClock()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Environments(t.Context()); err == nil {
			t.Error("somebody answered")
		}
		transport.down = nil
		if err := c.DeleteTenant(t.Context(), 1); err != nil || !strings.HasPrefix(transport.sent[len(transport.sent)-1], "DELETE "+first) {
			t.Errorf("sent %s, %v", transport.sent[len(transport.sent)-1], err)
		}
	})
	if _, err := New(Options{BaseURL: "https://" + first + "/AdminService", OtherURLs: []string{"https://" + second}}); err == nil {
		t.Error("an address that is none was taken")
	}
}
