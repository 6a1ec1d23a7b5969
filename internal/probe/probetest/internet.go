package probetest

import (
	"context"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Where the certificates of the servers say that revocation is looked up.
const (
	CRLAddress  = "http://crl3.digicert.com/test.crl"
	OCSPAddress = "http://ocsp.digicert.com"
)

// Internet is a server for https and one for http, whichever name is asked for. Its fields are set before it is used.
type Internet struct {
	// Authority issues the certificates; Revocation answers for them.
	Authority *Authority
	// CRL and OCSP are what is answered; nil is a list without entries, and good.
	CRL, OCSP func() []byte
	// Status is what a host answers; 200 where nothing is said.
	Status map[string]int
	// Unknown are names that do not resolve.
	Unknown map[string]bool

	secure, plain *httptest.Server
}

// NewInternet starts the servers.
func NewInternet(t testing.TB) *Internet {
	t.Helper()
	n := &Internet{Authority: NewAuthority(t, "DigiCert Inc"), Status: map[string]int{}, Unknown: map[string]bool{}}
	n.CRL = func() []byte { return n.Authority.CRL(time.Now().Add(lifetime), false) }
	n.OCSP = func() []byte { return n.Authority.OCSP(ocsp.Good, time.Now().Add(lifetime)) }
	n.plain = httptest.NewServer(http.HandlerFunc(n.serve))
	n.secure = httptest.NewUnstartedServer(http.HandlerFunc(n.serve))
	n.secure.TLS = &tls.Config{GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
		return n.Authority.issue(hello.ServerName, CRLAddress, OCSPAddress)
	}}
	n.secure.Config.ErrorLog = log.New(io.Discard, "", 0) // clients that give up are what is tested
	n.secure.StartTLS()
	t.Cleanup(n.secure.Close)
	t.Cleanup(n.plain.Close)
	return n
}

func (n *Internet) serve(w http.ResponseWriter, req *http.Request) {
	host, _, _ := strings.Cut(req.Host, ":")
	switch status := n.Status[host]; {
	case status != 0:
		w.WriteHeader(status)
	case req.URL.Path == "/test.crl":
		_, _ = w.Write(n.CRL())
	case req.Method == http.MethodPost && req.Header.Get("Content-Type") == "application/ocsp-request":
		_, _ = w.Write(n.OCSP())
	}
}

// LookupHost implements the resolver of the probe: every name is there, but for those that are unknown.
func (n *Internet) LookupHost(_ context.Context, host string) ([]string, error) {
	if n.Unknown[host] {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return []string{"127.0.0.1"}, nil
}

// Dial implements the dialer of the probe: 443 and 80 lead to the servers, any other port where it says.
func (n *Internet) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	return new(net.Dialer).DialContext(ctx, network, n.At(address))
}

// At is where an address leads to.
func (n *Internet) At(address string) string {
	switch _, port, _ := net.SplitHostPort(address); port {
	case "443":
		return n.secure.Listener.Addr().String()
	case "80":
		return n.plain.Listener.Addr().String()
	default:
		return address
	}
}
