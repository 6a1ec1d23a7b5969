package winauth

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// challengeMessage is message 2 of NTLM, as short as it can be ([MS-NLMP] §2.2.1.2).
func challengeMessage() string {
	m := append([]byte("NTLMSSP\x00"), 2, 0, 0, 0)
	m = append(m, make([]byte, 8)...)                              // no target name
	m = binary.LittleEndian.AppendUint32(m, 0x1|0x200|0x800000)    // Unicode, NTLM, target information
	m = append(m, 1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0)  // the challenge
	m = append(m, 4, 0, 4, 0, 56, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) // where the target information is, and a version
	return base64.StdEncoding.EncodeToString(append(m, 0, 0, 0, 0))
}

// ntlmService is a service that takes NTLM on each connection once.
type ntlmService struct {
	*httptest.Server
	schemes []string // that it offers
	accept  bool
	status  int   // of what is signed in, 200 by default
	first   []int // what it answers to the first connections, in place of a challenge
	cut     bool  // it closes the connection in place of the answer to a sign-in
	again   bool  // it answers a sign-in that it refuses with another challenge

	mu     sync.Mutex
	legs   map[string]int // requests by connection
	sent   int
	proofs int // messages that prove the password
	bodies []string
}

func startNTLM(t *testing.T, schemes ...string) *ntlmService {
	t.Helper()
	s := &ntlmService{schemes: schemes, accept: true, status: http.StatusOK, legs: map[string]int{}}
	s.Server = httptest.NewUnstartedServer(s)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.EnableHTTP2 = true
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// ServeHTTP implements http.Handler.
func (s *ntlmService) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent++
	s.legs[req.RemoteAddr]++
	scheme, token, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	message, _ := base64.StdEncoding.DecodeString(token)
	kind := 0
	if len(message) > 8 {
		kind = int(message[8])
	}
	if kind == 3 {
		s.proofs++
	}
	switch leg := s.legs[req.RemoteAddr]; {
	case kind == 1 && len(s.first) > 0:
		w.WriteHeader(s.first[0])
		s.first = s.first[1:]
	case kind == 3 && s.cut:
		panic(http.ErrAbortHandler)
	case kind == 3 && !s.accept && s.again:
		w.Header().Set("WWW-Authenticate", scheme+" "+challengeMessage())
		w.WriteHeader(http.StatusUnauthorized)
	case kind == 1 && leg == 1 && contains(s.schemes, scheme):
		w.Header().Set("WWW-Authenticate", scheme+" "+challengeMessage())
		w.WriteHeader(http.StatusUnauthorized)
	case kind == 3 && leg == 2 && s.accept:
		s.bodies = append(s.bodies, string(body))
		w.WriteHeader(s.status)
		_, _ = io.WriteString(w, "served")
	default:
		for _, offered := range s.schemes {
			w.Header().Add("WWW-Authenticate", offered)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}
}

func contains(list []string, text string) bool {
	for _, s := range list {
		if s == text {
			return true
		}
	}
	return false
}

func (s *ntlmService) client(t *testing.T, accounts *Accounts) *http.Client {
	t.Helper()
	trusted := s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	over, err := NewNTLM(NTLMOptions{
		Username: `CORP\svc-tf`, Password: secret.New("Pa55word"), Hosts: []string{s.Listener.Addr().String()}, Accounts: accounts,
		Connect: func() *http.Transport { return &http.Transport{TLSClientConfig: &tls.Config{RootCAs: trusted}} },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: over, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// TestNTLM: requests that run side by side each have a connection of their own for their two legs, also when the service
// offers Negotiate alone, and the body arrives.
func TestNTLM(t *testing.T) {
	for _, schemes := range [][]string{{"Negotiate", "NTLM"}, {"Negotiate"}} {
		t.Run(strings.Join(schemes, " and "), func(t *testing.T) {
			s := startNTLM(t, schemes...)
			client := s.client(t, nil)
			const many = 20
			var sent sync.WaitGroup
			for i := range many {
				sent.Go(func() {
					res, err := client.Post(s.URL+"/AdminService", "text/plain", strings.NewReader(fmt.Sprintf("body %d", i)))
					if err != nil {
						t.Error(err)
						return
					}
					answer, err := io.ReadAll(res.Body)
					if err = errors.Join(err, res.Body.Close()); err != nil || string(answer) != "served" || res.StatusCode != http.StatusOK {
						t.Errorf("got %s %q, %v", res.Status, answer, err)
					}
				})
			}
			sent.Wait()
			whole := 0
			for connection, legs := range s.legs {
				if legs > 2 {
					t.Errorf("%d requests on connection %s", legs, connection)
				}
				if legs == 2 {
					whole++
				}
			}
			if whole != many || len(s.bodies) != many {
				t.Errorf("%d connections had both legs, %d bodies arrived", whole, len(s.bodies))
			}
			for _, body := range s.bodies {
				if !strings.HasPrefix(body, "body ") {
					t.Errorf("a body is %q", body)
				}
			}
		})
	}
}

// TestNTLMTriesOnce: a password that is not taken, or of which nobody knows whether it was, is sent once, however many
// requests there are, side by side and from several tenants; so that no account is locked.
func TestNTLMTriesOnce(t *testing.T) {
	tests := map[string]struct {
		change func(*ntlmService)
		proofs int
		says   string
	}{
		"wrong password":              {func(s *ntlmService) { s.accept = false }, 1, "password is wrong"},
		"challenged again":            {func(s *ntlmService) { s.accept, s.again = false, true }, 1, "password is wrong"},
		"the answer is lost":          {func(s *ntlmService) { s.cut = true }, 1, "got no answer"},
		"a service that is just down": {func(s *ntlmService) { s.accept, s.first = false, []int{503, 503, 404} }, 1, "password is wrong"},
		"2509 and newer":              {func(s *ntlmService) { s.schemes, s.accept = []string{"Negotiate"}, false }, 1, "they take Kerberos only"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := startNTLM(t, "Negotiate", "NTLM")
			tt.change(s)
			accounts := NewAccounts()
			tenants := []*http.Client{s.client(t, accounts), s.client(t, accounts)}
			var mu sync.Mutex
			refusals := 0
			var askers sync.WaitGroup
			for i := range 20 {
				askers.Go(func() {
					res, err := tenants[i%2].Get(s.URL + "/AdminService")
					if err == nil {
						_ = res.Body.Close()
						return
					}
					mu.Lock()
					defer mu.Unlock()
					var e *Error
					if errors.As(err, &e) {
						if refusals++; !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), "not tried again in this run") {
							t.Errorf("got %v", err)
						}
					}
				})
			}
			askers.Wait()
			if s.proofs != tt.proofs || refusals == 0 {
				t.Errorf("the password was sent %d times, %d refusals", s.proofs, refusals)
			}
		})
	}
}

// TestNTLMNotOffered: a service without NTLM answers as it does, and nothing is sent that proves the password.
func TestNTLMNotOffered(t *testing.T) {
	s := startNTLM(t)
	for range 3 {
		res, err := s.client(t, nil).Get(s.URL + "/AdminService")
		if err != nil || res.StatusCode != http.StatusUnauthorized {
			t.Fatalf("got %v, %v", res, err)
		}
		_ = res.Body.Close()
	}
	if s.proofs != 0 {
		t.Error("the password was sent")
	}
}

// TestAnswersPassThrough: what is signed in gets the service's answer as it is, and a redirect is not followed.
func TestAnswersPassThrough(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusForbidden, http.StatusNotFound, http.StatusServiceUnavailable} {
		s := startNTLM(t, "NTLM")
		s.status = status
		res, err := s.client(t, nil).Get(s.URL + "/AdminService")
		if err != nil || res.StatusCode != status {
			t.Errorf("got %v, %v, want %d", res, err, status)
			continue
		}
		_ = res.Body.Close()
	}
}

// TestForeignHosts: neither another host, nor another port, nor plain http is signed in to; nothing is sent.
func TestForeignHosts(t *testing.T) {
	s := startNTLM(t, "NTLM")
	address := s.Listener.Addr().String()
	_, port, _ := strings.Cut(address, ":")
	over := map[string]http.RoundTripper{"NTLM": s.client(t, nil).Transport}
	kerberos, err := NewKerberos(KerberosOptions{Username: "a@B", Password: secret.New("x"), KDCs: []string{"127.0.0.1:1"}, Hosts: []string{address}, SPN: "HTTP/x"}, s.Client().Transport)
	if err != nil {
		t.Fatal(err)
	}
	over["Kerberos"] = kerberos
	for name, transport := range over {
		for _, url := range []string{"http://" + address + "/", "https://localhost:" + port + "/", "https://127.0.0.1/", "https://" + address + "@evil.example/"} {
			_, err := transport.RoundTrip(newRequest(t, t.Context(), url)) //nolint:bodyclose // it fails
			var foreign *ForeignHostError
			if !errors.As(err, &foreign) || !strings.Contains(err.Error(), "Nothing was sent") {
				t.Errorf("%s to %s: got %v", name, url, err)
			}
		}
	}
	if s.sent != 0 {
		t.Errorf("%d requests were sent", s.sent)
	}
}

func TestChallenges(t *testing.T) {
	tests := map[string]struct {
		values []string
		want   string
	}{
		"none":             {nil, ""},
		"two headers":      {[]string{"Negotiate", "NTLM"}, "Negotiate NTLM"},
		"with a token":     {[]string{"Negotiate oYG2MIGz=="}, "Negotiate"},
		"with parameters":  {[]string{`Bearer realm="", error="invalid_token"`}, "Bearer"},
		"several in one":   {[]string{"Negotiate, NTLM, Basic realm=\"x\""}, "Negotiate NTLM Basic"},
		"the same twice":   {[]string{"NTLM", "ntlm"}, "NTLM"},
		"nothing sensible": {[]string{"", ","}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(Challenges(http.Header{"Www-Authenticate": tt.values}), " "); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
