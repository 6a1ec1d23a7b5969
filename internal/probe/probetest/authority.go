// Package probetest is a small internet on loopback for tests of the probe: servers for every name, an authority with a
// revocation list and an OCSP responder, and a proxy that does what a test tells it to.
package probetest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"
)

// Authority issues certificates. An organization that Microsoft's services use makes it look like one of theirs.
type Authority struct {
	Certificate *x509.Certificate
	key         crypto.Signer
	t           testing.TB
}

// lifetime of what is issued, before and after now.
const lifetime = time.Hour

// leafSerial is the serial number of every certificate of a server.
const leafSerial = 7

// NewAuthority makes an authority.
func NewAuthority(t testing.TB, organization string) *Authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{Organization: []string{organization}, CommonName: organization + " test root"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign | x509.KeyUsageDigitalSignature, NotBefore: time.Now().Add(-lifetime), NotAfter: time.Now().Add(lifetime),
	}
	a := &Authority{key: key, t: t}
	a.Certificate = a.sign(template, template, key.Public())
	return a
}

func (a *Authority) sign(template, parent *x509.Certificate, public any) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return certificate
}

// Between is the certificate of an issuer below the authority, which names where its revocation can be looked up. Its serial
// number is that of the servers, so that lists and answers that revoke them revoke it.
func (a *Authority) Between(name string) *x509.Certificate {
	return a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(leafSerial), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
		NotBefore: time.Now().Add(-lifetime), NotAfter: time.Now().Add(lifetime), CRLDistributionPoints: []string{CRLAddress}, OCSPServer: []string{OCSPAddress},
	}, a.Certificate, a.key.Public())
}

// issue makes the certificate of a server, which names where its revocation can be looked up.
func (a *Authority) issue(name, crl, responder string) (*tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(leafSerial), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name}, NotBefore: time.Now().Add(-lifetime), NotAfter: time.Now().Add(lifetime),
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, CRLDistributionPoints: []string{crl}, OCSPServer: []string{responder},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.Certificate, a.key.Public(), a.key)
	return &tls.Certificate{Certificate: [][]byte{der, a.Certificate.Raw}, PrivateKey: a.key}, err
}

// PEM is the certificate of the authority.
func (a *Authority) PEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate.Raw})
}

// Pool trusts the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Certificate)
	return pool
}

// CRL is a revocation list; revoked has the certificates of all servers on it.
func (a *Authority) CRL(next time.Time, revoked bool) []byte {
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: time.Now().Add(-lifetime), NextUpdate: next}
	if revoked {
		list.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: big.NewInt(leafSerial), RevocationTime: time.Now()}}
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, a.Certificate, a.key)
	if err != nil {
		a.t.Error(err)
	}
	return der
}

// OCSP is the answer of a responder for the certificate of every server.
func (a *Authority) OCSP(status int, next time.Time) []byte {
	der, err := ocsp.CreateResponse(a.Certificate, a.Certificate, ocsp.Response{
		Status: status, SerialNumber: big.NewInt(leafSerial), ThisUpdate: time.Now().Add(-lifetime), NextUpdate: next, RevokedAt: time.Now(),
	}, a.key)
	if err != nil {
		a.t.Error(err)
	}
	return der
}
