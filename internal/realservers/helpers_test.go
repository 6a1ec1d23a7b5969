package realservers

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	testKey      = "a-key-for-the-front"
	testPassword = "Pa55 w\"ord"
	identified   = "/wmi/SMS_Identification"
	ntlmName     = `CORP\svc-tf`
)

// site is a lab with a front before the administration service of its tenant contoso.
type site struct {
	t     *testing.T
	lab   *lab.Lab
	realm *Realm
	front *Front
}

// newSite starts the three; change makes another front of it.
func newSite(t *testing.T, change func(*FrontOptions)) *site {
	t.Helper()
	Require(t)
	s := &site{t: t, lab: newLab(t), realm: StartRealm(t, RealmOptions{})}
	for _, user := range []string{"svc-tf", "auditor", "visitor"} {
		s.realm.AddUser(user, testPassword)
	}
	s.realm.AddService("HTTP/localhost")
	o := FrontOptions{
		Backend: s.backend(), BackendCA: s.lab.CAFile(), Key: testKey, Realm: s.realm, Keytab: s.realm.Keytab("HTTP/localhost"),
		NTLMUsers: map[string]string{ntlmName: testPassword, `CORP\visitor`: testPassword},
	}
	if change != nil {
		change(&o)
	}
	s.front = StartFront(t, o)
	return s
}

func newLab(t *testing.T) *lab.Lab {
	t.Helper()
	seed := world.DefaultSeed()
	seed.Tenants = seed.Tenants[:1]
	l, err := lab.Start(context.Background(), lab.Options{Seed: seed, Dir: t.TempDir(), FrontKey: testKey})
	if err != nil {
		t.Fatalf("starting the lab: %v", err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Errorf("closing the lab: %v", err)
		}
	})
	return l
}

// backend is the root of the lab's administration service.
func (s *site) backend() string {
	return strings.TrimSuffix(s.lab.Endpoints("contoso").WindowsURL, "/AdminService")
}

// principals are those whom the lab's journal names, one for each request that reached it.
func (s *site) principals() string {
	var all []string
	for _, e := range s.lab.Recorder().Journal() {
		all = append(all, e.Principal)
	}
	return strings.Join(all, " ")
}

// answer is the last answer that a client got, after others.
type answer struct {
	StatusCode int
	Header     http.Header
	body       string
	others     int
}

// challenges are those of an answer: the scheme, and whether a token is with it.
func challenges(a answer) string {
	var all []string
	for _, c := range a.Header.Values("WWW-Authenticate") {
		scheme, token, _ := strings.Cut(c, " ")
		if token != "" {
			scheme += "+token"
		}
		all = append(all, scheme)
	}
	return strings.Join(all, ",")
}

// curl asks the front for a path below its address, with the ticket of a credential cache if there is one.
func (s *site) curl(ccache, path string, args ...string) answer {
	s.t.Helper()
	args = append(args, s.front.URL()+path)
	return curl(s.t, append(child.Environment(), "KRB5_CONFIG="+s.realm.ConfigFile(), "KRB5CCNAME="+ccache), s.front.CAFile(), args...)
}

func (s *site) negotiate(ccache, path string, args ...string) answer {
	s.t.Helper()
	return s.curl(ccache, path, append(args, "--negotiate", "--user", ":")...)
}

// sentHeader is the header with which curl has signed in to a front.
func (s *site) sentHeader(f *Front, ccache string) string {
	s.t.Helper()
	cmd := exec.CommandContext(s.t.Context(), find("curl"), "--verbose", "--cacert", f.CAFile(), "--negotiate", "--user", ":", f.URL()+identified)
	cmd.Env = append(child.Environment(), "KRB5_CONFIG="+s.realm.ConfigFile(), "KRB5CCNAME="+ccache)
	out, err := cmd.CombinedOutput()
	_, header, found := strings.Cut(string(out), "> Authorization: ")
	if err != nil || !found {
		s.t.Fatalf("curl: %v: %s", err, out)
	}
	header, _, _ = strings.Cut(header, "\n")
	return strings.TrimSpace(header)
}

// unspentHeader is one that the front of the site has not seen: it was sent to another front of the same service, which
// leads nowhere.
func (s *site) unspentHeader(ccache string) string {
	s.t.Helper()
	o := s.front.options
	o.Backend = "https://127.0.0.1:1"
	twin := StartFront(s.t, o)
	defer twin.Stop()
	return s.sentHeader(twin, ccache)
}

// kerberosError is the code of the KRB-ERROR in the token of a challenge.
func kerberosError(t *testing.T, a answer) byte {
	t.Helper()
	token, err := decode(strings.TrimPrefix(a.Header.Get("WWW-Authenticate"), "Negotiate "))
	if err != nil {
		t.Fatal(err)
	}
	// Field 6 of the message is an integer: tag, length, tag, length, code.
	at := bytes.Index(token, []byte{0xa6, 3, 2, 1})
	if at < 0 || at+4 >= len(token) {
		t.Fatalf("no error in %x", token)
	}
	return token[at+4]
}

func encode(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

func decode(text string) ([]byte, error) { return base64.StdEncoding.DecodeString(text) }

// client trusts the front, and has connections of its own.
func (s *site) client() *http.Client {
	s.t.Helper()
	ca, err := os.ReadFile(s.front.CAFile())
	if err != nil {
		s.t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, ServerName: s.name()}}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: 30 * time.Second}
}

// name is the last that the certificate of the front is valid for.
func (s *site) name() string {
	names := append([]string{"localhost"}, s.front.options.Names...)
	return names[len(names)-1]
}

// send asks the front who the site is, and reads the answer, so that the connection is free again.
func (s *site) send(client *http.Client, authorization string) (answer, error) {
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodGet, s.front.URL()+identified, nil)
	if err != nil {
		return answer{}, err
	}
	if authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	res, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	return answer{StatusCode: res.StatusCode, Header: res.Header, body: string(body)}, err
}

func curl(t *testing.T, environment []string, ca string, args ...string) answer {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, find("curl"), append([]string{"--silent", "--show-error", "--include", "--http1.1", "--noproxy", "*", "--globoff", "--path-as-is", "--cacert", ca}, args...)...)
	cmd.Env = environment
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("curl: %v: %s", err, stderr.String())
	}
	return parseAnswers(t, out)
}

// parseAnswers reads answers behind each other, of which curl prints the body of the last only.
func parseAnswers(t *testing.T, out []byte) answer {
	t.Helper()
	var a answer
	for reader := bufio.NewReader(bytes.NewReader(out)); ; {
		if head, err := reader.Peek(len("HTTP/")); err != nil || string(head) != "HTTP/" {
			body, err := io.ReadAll(reader)
			if err != nil || a.Header == nil {
				t.Fatalf("curl printed %q", out)
			}
			a.body = string(body)
			return a
		}
		res, err := http.ReadResponse(reader, &http.Request{Method: http.MethodHead})
		if err != nil {
			t.Fatalf("curl printed %q: %v", out, err)
		}
		_ = res.Body.Close() // an answer to HEAD has none
		if a.Header != nil {
			a.others++
		}
		a.StatusCode, a.Header = res.StatusCode, res.Header
	}
}
