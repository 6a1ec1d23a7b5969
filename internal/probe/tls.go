package probe

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// publicAuthorities are the organizations whose roots Microsoft's cloud services use: those of the published list of
// Azure's certificate authorities, and those that the documented revocation addresses belong to. Another name at the root
// means that something in between issues certificates of its own. That is inferred from the name: no certificate says so.
func publicAuthorities() []string {
	return []string{"DigiCert Inc", "Microsoft Corporation", "Baltimore", "D-Trust GmbH"}
}

// secure shakes hands, and looks at who issued the certificate. The handshake itself trusts whatever comes, so that an
// unknown issuer can be named; then the chain is verified as usual.
func (p *probe) secure(ctx context.Context, s *stream) (*stream, []*x509.Certificate) {
	host := p.result.URL.Hostname()
	asked := "TLS with " + host
	conn, err := shake(ctx, s, host)
	if err != nil {
		p.add(Check{"tls", Fail, asked, wire(err), "The handshake failed: something on the way cuts TLS, or does not speak TLS 1.2."})
		return nil, nil
	}
	given := conn.ConnectionState().PeerCertificates
	chain, err := p.verify(given, host)
	p.result.Issuer = issuers(given, chain)
	p.result.Inspected = !public(given, chain)
	c := Check{"tls", Pass, asked, fmt.Sprintf("%s; certificate of %q, issued by %s", tls.VersionName(conn.ConnectionState().Version), given[0].Subject.CommonName, p.result.Issuer), ""}
	const inspects = "A TLS-inspecting proxy reads this connection: the certificate is issued by %s, which is no authority that Microsoft's services use. Exempt the endpoint from inspection."
	switch {
	case err != nil && p.result.Inspected:
		c.Status, c.Remedy = Fail, fmt.Sprintf(inspects+" This machine does not even trust that issuer (%v).", p.result.Issuer, err)
	case err != nil:
		c.Status, c.Remedy = Fail, fmt.Sprintf("The certificate is not valid here: %v. Look at the clock and the roots of this machine.", err)
	case p.result.Inspected:
		c.Status, c.Remedy = Warn, fmt.Sprintf(inspects+" This machine trusts the issuer; whether the service connection point does is not known.", p.result.Issuer)
	}
	if !p.add(c) {
		return nil, nil
	}
	if p.result.Inspected {
		chain = nil // revocation of what the proxy has issued says nothing of the endpoint
		p.add(Check{"crl", Skipped, "", "The certificate is not that of the endpoint.", ""})
		p.add(Check{"ocsp", Skipped, "", "The certificate is not that of the endpoint.", ""})
	}
	return newStream(conn), chain
}

func shake(ctx context.Context, s *stream, host string) (*tls.Conn, error) {
	conn := tls.Client(s, &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12, InsecureSkipVerify: true}) //nolint:gosec // verified by verify, so that the issuer can be named
	if err := conn.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	if len(conn.ConnectionState().PeerCertificates) == 0 {
		return nil, errors.New("the server shows no certificate")
	}
	return conn, nil
}

// verify returns the chain from the leaf to a trusted root.
func (p *probe) verify(given []*x509.Certificate, host string) ([]*x509.Certificate, error) {
	between := x509.NewCertPool()
	for _, c := range given[1:] {
		between.AddCert(c)
	}
	chains, err := given[0].Verify(x509.VerifyOptions{DNSName: host, Roots: p.Roots, Intermediates: between, CurrentTime: p.Clock.Now()})
	if err != nil {
		return nil, err
	}
	return chains[0], nil
}

// issuers are the names from the one who issued the leaf up to the root, as far as they are known.
func issuers(given, chain []*x509.Certificate) string {
	if chain == nil {
		chain = given
	}
	names := []string{}
	for _, c := range chain {
		name := c.Issuer.String()
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " < ")
}

// public reports whether the root, or who is named as the last issuer, is of a public authority.
func public(given, chain []*x509.Certificate) bool {
	if chain == nil {
		chain = given
	}
	return slices.ContainsFunc(chain[len(chain)-1].Issuer.Organization, func(organization string) bool { return slices.Contains(publicAuthorities(), organization) })
}
