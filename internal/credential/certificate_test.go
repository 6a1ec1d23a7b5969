package credential

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"software.sslmate.com/src/go-pkcs12"
)

// writeFile writes a file that ends with the test.
func writeFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// identity is a certificate with its key and its issuer.
type identity struct {
	key          *rsa.PrivateKey
	leaf, issuer *x509.Certificate
}

func newIdentity(t *testing.T) identity {
	t.Helper()
	make := func(name string, parent *x509.Certificate, by *rsa.PrivateKey) (*x509.Certificate, *rsa.PrivateKey) {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour), IsCA: parent == nil, BasicConstraintsValid: true}
		if parent == nil {
			parent, by = template, key
		}
		der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
		if err != nil {
			t.Fatal(err)
		}
		c, err := x509.ParseCertificate(der)
		if err != nil {
			t.Fatal(err)
		}
		return c, key
	}
	issuer, issuerKey := make("issuer", nil, nil)
	leaf, key := make("leaf", issuer, issuerKey)
	return identity{key, leaf, issuer}
}

func (i identity) pem(t *testing.T) string {
	t.Helper()
	key, err := x509.MarshalPKCS8PrivateKey(i.key)
	if err != nil {
		t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.issuer.Raw}) // MSAL puts the leaf first
	text = append(text, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: i.leaf.Raw})...)
	return string(append(text, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...))
}

func (i identity) pfx(t *testing.T, encoder *pkcs12.Encoder, password string) string {
	t.Helper()
	data, err := encoder.Encode(i.key, i.leaf, []*x509.Certificate{i.issuer}, password)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestCertificate: every form of a certificate signs, and sends the whole chain, its own certificate first.
func TestCertificate(t *testing.T) {
	id := newIdentity(t)
	wrapped := func(data string) string { // as the command base64 does
		text := base64.StdEncoding.EncodeToString([]byte(data))
		return strings.Join(slices.Collect(func(yield func(string) bool) {
			for rest := text; rest != "" && yield(rest[:min(76, len(rest))]); rest = rest[min(76, len(rest)):] {
			}
		}), "\n") + "\n"
	}
	for name, change := range map[string]func(*Options){
		"PEM":               func(o *Options) { o.ClientCertificate = id.pem(t) },
		"base64 of PEM":     func(o *Options) { o.ClientCertificate = wrapped(id.pem(t)) },
		"base64 of PKCS#12": func(o *Options) { o.ClientCertificate = wrapped(id.pfx(t, pkcs12.Modern, "")) },
		"with a password": func(o *Options) {
			o.ClientCertificate, o.ClientCertificatePassword = wrapped(id.pfx(t, pkcs12.Modern, "hush")), "hush"
		},
		"PEM file": func(o *Options) { o.ClientCertificatePath = writeFile(t, id.pem(t)) },
		"PEM file and password": func(o *Options) {
			o.ClientCertificatePath, o.ClientCertificatePassword = writeFile(t, id.pem(t)), "not needed"
		},
		"PKCS#12 file": func(o *Options) {
			o.ClientCertificatePath, o.ClientCertificatePassword = writeFile(t, id.pfx(t, pkcs12.Modern, "hush")), "hush"
		},
		"old PKCS#12 file": func(o *Options) {
			o.ClientCertificatePath, o.ClientCertificatePassword = writeFile(t, id.pfx(t, pkcs12.LegacyRC2, "hush")), "hush"
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := &entra{t: t, answer: granted}
			if _, err := token(t, t.Context(), e.options(change)); err != nil {
				t.Fatal(err)
			}
			assertion, err := jwt.Parse(e.forms[0].Get("client_assertion"), func(*jwt.Token) (any, error) { return &id.key.PublicKey, nil })
			if err != nil {
				t.Fatal(err)
			}
			chain, _ := assertion.Header["x5c"].([]any)
			if len(chain) != 2 || chain[0] != base64.StdEncoding.EncodeToString(id.leaf.Raw) || chain[1] != base64.StdEncoding.EncodeToString(id.issuer.Raw) {
				t.Errorf("the chain has %d certificates, or another order", len(chain))
			}
		})
	}
}

// TestCertificateErrors: what is wrong with a certificate is said with the argument, and without the password.
func TestCertificateErrors(t *testing.T) {
	id, other := newIdentity(t), newIdentity(t)
	foreign := identity{id.key, other.leaf, other.issuer}
	encrypted := string(pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("x")})) + id.pem(t)
	for want, change := range map[string]func(*Options){
		"client_certificate is neither PEM nor base64":        func(o *Options) { o.ClientCertificate = "%%%" },
		"client_certificate_path: this is neither PEM nor":    func(o *Options) { o.ClientCertificatePath = writeFile(t, "junk") },
		"reading client_certificate_path":                     func(o *Options) { o.ClientCertificatePath = "absent.pem" },
		"client_certificate_password is not the password":     func(o *Options) { o.ClientCertificatePath = writeFile(t, id.pfx(t, pkcs12.Modern, "right")) },
		"the private key in the PEM is encrypted":             func(o *Options) { o.ClientCertificate = encrypted },
		"must hold a certificate and its private key":         func(o *Options) { o.ClientCertificate = strings.Split(id.pem(t), "-----BEGIN PRIVATE")[0] },
		"client_certificate: key doesn't match any certifica": func(o *Options) { o.ClientCertificate = foreign.pem(t) },
	} {
		o := (&entra{t: t}).options(change)
		o.ClientCertificatePassword = "hush"
		_, _, err := New(o)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hush") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
