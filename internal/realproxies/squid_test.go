package realproxies

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// through is a client that goes through a proxy.
func through(proxy *url.URL, roots *x509.CertPool) *http.Client {
	return &http.Client{Timeout: askTime, Transport: &http.Transport{Proxy: http.ProxyURL(proxy), DisableKeepAlives: true, TLSClientConfig: &tls.Config{RootCAs: roots}}}
}

// logged waits until the log has a request like this.
func logged(t *testing.T, s *Squid, is func(Access) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), child.StartTime)
	defer cancel()
	err := poll.Until(ctx, poll.Options{Interval: child.PollInterval, Max: child.PollMax, What: "a line of the access log"}, func(context.Context) (bool, error) {
		for _, a := range s.AccessLog() {
			if is(a) {
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		t.Errorf("%v: %+v", err, s.AccessLog())
	}
}

func TestSquidLogin(t *testing.T) {
	Require(t)
	t.Parallel()
	s := StartSquid(t, SquidOptions{Login: map[string]string{"svc-proxy": "Correct1"}})
	for _, tt := range []struct {
		user *url.Userinfo
		want int
	}{
		{nil, http.StatusProxyAuthRequired},
		{url.UserPassword("svc-proxy", "Wrong1"), http.StatusProxyAuthRequired},
		{url.UserPassword("svc-proxy", "Correct1"), http.StatusNoContent},
	} {
		proxy := s.URL()
		proxy.User = tt.user
		answer, err := through(proxy, nil).Get("http://www.microsoft.com/pkiops/crl")
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		if answer.StatusCode != tt.want || tt.want == http.StatusProxyAuthRequired && !strings.HasPrefix(answer.Header.Get("Proxy-Authenticate"), "Basic ") {
			t.Errorf("%v: %s, %v", tt.user, answer.Status, answer.Header)
		}
		// With a login, the tunnel ends at a far side that speaks no TLS.
		answer, err = through(proxy, nil).Get("https://aka.ms/configmgrgateway")
		if err == nil {
			_ = answer.Body.Close()
			t.Fatalf("%v: the far side spoke TLS", tt.user)
		}
		if strings.Contains(err.Error(), "Proxy Authentication Required") != (tt.want == http.StatusProxyAuthRequired) {
			t.Errorf("%v: a tunnel: %v", tt.user, err)
		}
	}
	logged(t, s, func(a Access) bool {
		return a.Result == "TCP_DENIED" && a.Status == http.StatusProxyAuthRequired && a.User == ""
	})
	logged(t, s, func(a Access) bool { return a.Status == http.StatusNoContent && a.User == "svc-proxy" })
}

// TestSquidTunnelIdle: a silent tunnel is cut after the time that was set, and not before.
func TestSquidTunnelIdle(t *testing.T) {
	Require(t)
	t.Parallel()
	const idle, margin = 2 * time.Second, 1100 * time.Millisecond // Squid counts whole seconds
	s := StartSquid(t, SquidOptions{TunnelIdle: idle})
	conn, err := dialTCP(t.Context(), s.address())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	w := &wire{conn: conn, from: bufio.NewReader(conn)}
	start := time.Now() // before the tunnel is there: on a busy machine it may be silent for long before this goes on
	if answer, err := ask(w, http.MethodConnect, "CONNECT gateway.manage.microsoft.com:443 HTTP/1.1\r\nHost: gateway.manage.microsoft.com\r\n\r\n"); err != nil || answer.status != http.StatusOK {
		t.Fatalf("%+v, %v", answer, err)
	}
	if line, err := w.from.ReadString('\n'); err != nil || !strings.Contains(line, "gateway.manage.microsoft.com:443") {
		t.Fatalf("%q, %v", line, err)
	}
	_, err = w.from.ReadByte()
	if lasted := time.Since(start); !errors.Is(err, io.EOF) && !errors.Is(err, syscall.ECONNRESET) || lasted < idle-margin {
		t.Errorf("the tunnel lasted %s: %v", lasted, err)
	}
	logged(t, s, func(a Access) bool { return a.Method == http.MethodConnect && a.Result == "TCP_TUNNEL" })
}

func TestSquidInspectsTLS(t *testing.T) {
	Require(t)
	t.Parallel()
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, r.Host+r.URL.Path) }))
	defer server.Close()
	s := StartSquid(t, SquidOptions{InspectTLS: true, Routes: map[string]string{"aka.ms:443": server.Listener.Addr().String()}})
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	client := through(s.URL(), roots)
	client.Transport.(*http.Transport).TLSClientConfig.ServerName = "example.com" // which the server's certificate is for
	answer, err := client.Get("https://aka.ms/configmgrgateway")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || string(body) != "aka.ms/configmgrgateway" {
		t.Errorf("%s %s, %v", answer.Status, body, err)
	}
	if issuer := answer.TLS.PeerCertificates[0].Issuer.CommonName; issuer != inspectionAuthority {
		t.Errorf("the certificate is from %s", issuer)
	}
	if got := fetch(through(s.URL(), nil), "https://aka.ms/configmgrgateway"); got != "error" {
		t.Errorf("who does not trust the proxy's authority gets %s", got)
	}
}

// TestSquidRoutes: names lead to servers of the test, and nowhere else.
func TestSquidRoutes(t *testing.T) {
	Require(t)
	t.Parallel()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = fmt.Fprint(w, r.Host+r.RequestURI) }))
	defer plain.Close()
	secure := httptest.NewTLSServer(plain.Config.Handler)
	defer secure.Close()
	s := StartSquid(t, SquidOptions{Routes: map[string]string{
		"www.microsoft.com:80": plain.Listener.Addr().String(), "example.com:443": secure.Listener.Addr().String(), "gone.example:443": closedPort(t),
	}})
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	client := through(s.URL(), roots)
	for url, want := range map[string]string{
		"http://www.microsoft.com/pkiops?a=b": "200 www.microsoft.com/pkiops?a=b", "https://example.com/x": "200 example.com/x",
		"http://other.example/": "502 ", "https://gone.example/": "error", "https://nowhere.example/": "error",
	} {
		if got := fetch(client, url); got != want {
			t.Errorf("%s: %s, want %s", url, got, want)
		}
	}
}

// fetch is the status and body of an answer.
func fetch(client *http.Client, url string) string {
	answer, err := client.Get(url)
	if err != nil {
		return "error"
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d %s", answer.StatusCode, body)
}

// closedPort is an address that nobody listens on.
func closedPort(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(t.Context(), "tcp", child.Loopback+":0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	return l.Addr().String()
}
