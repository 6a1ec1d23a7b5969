package lab

import (
	"crypto/tls"
	"crypto/x509"
	"net/url"
	"os"
	"testing"
)

// TestNamesOfHosts: the certificate of an administration service is valid for its site's name, beside those of the
// loopback interface, and that of no other site; other hosts have the latter only.
func TestNamesOfHosts(t *testing.T) {
	l, err := Start(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	const site, other = "cm01.corp.contoso.example", "cas01.corp.fabrikam.example"
	at := l.Endpoints("contoso")
	for _, tt := range []struct {
		address, name string
		valid         bool
	}{
		{at.AdminServiceURL, site, true}, {at.AdminServiceURL, "localhost", true}, {at.AdminServiceURL, "127.0.0.1", true},
		{at.AdminServiceURL, other, false}, {at.GraphEndpoint, site, false}, {at.GraphEndpoint, "localhost", true},
	} {
		if err := dial(t, l, tt.address, tt.name); (err == nil) != tt.valid {
			t.Errorf("%s as %s: %v", tt.address, tt.name, err)
		}
	}
}

// dial opens a TLS connection to a host of the lab that must have that name.
func dial(t *testing.T, l *Lab, address, name string) error {
	t.Helper()
	ca, err := os.ReadFile(l.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	dialer := &tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, ServerName: name}}
	connection, err := dialer.DialContext(t.Context(), "tcp", u.Host)
	if err != nil {
		return err
	}
	return connection.Close()
}
