package credential

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// certificateArgument is the argument that holds or names the certificate.
func (o Options) certificateArgument() string {
	return o.either(o.ClientCertificate != "", clientCertificate, clientCertificateFile)
}

// newCertificate signs in with a certificate. The whole chain is sent, so that Entra can also be told to trust the issuer
// and the subject's name in place of one certificate.
func newCertificate(o Options) (azcore.TokenCredential, error) {
	if o.ClientID == "" {
		return nil, errNoClient
	}
	data, err := o.certificateData()
	if err != nil {
		return nil, err
	}
	chain, key, err := parseCertificate(data, o.ClientCertificatePassword)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", o.certificateArgument(), err)
	}
	cred, err := azidentity.NewClientCertificateCredential(o.TenantID, o.ClientID, chain, key, &azidentity.ClientCertificateCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority, SendCertificateChain: true,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w. Entra takes certificates with an RSA key", o.certificateArgument(), err)
	}
	return cred, nil
}

func (o Options) certificateData() ([]byte, error) {
	if o.ClientCertificate == "" {
		data, err := bounded.File(o.ClientCertificatePath)
		if err != nil {
			return nil, fmt.Errorf("reading client_certificate_path: %w", err)
		}
		return data, nil
	}
	if isPEM([]byte(o.ClientCertificate)) {
		return []byte(o.ClientCertificate), nil
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(o.ClientCertificate), "")) // tools wrap base64
	if err != nil {
		return nil, errors.New("client_certificate is neither PEM nor base64 of PEM or of a PKCS#12 bundle")
	}
	return data, nil
}

func isPEM(data []byte) bool { return bytes.Contains(data, []byte("-----BEGIN ")) }

// parseCertificate reads certificates and the private key of one of them from PEM or PKCS#12. azidentity's own parser does
// not read what OpenSSL 3 and Windows Server 2022 make (AES with SHA-256).
func parseCertificate(data []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if isPEM(data) {
		return parsePEM(data)
	}
	key, leaf, chain, err := pkcs12.DecodeChain(data, password)
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return nil, nil, errors.New("client_certificate_password is not the password of the PKCS#12 bundle")
	case err != nil:
		return nil, nil, fmt.Errorf("this is neither PEM nor a PKCS#12 bundle with a private key: %w", err)
	}
	return append([]*x509.Certificate{leaf}, chain...), key, nil
}

func parsePEM(data []byte) ([]*x509.Certificate, crypto.PrivateKey, error) {
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED") {
			return nil, nil, errors.New("the private key in the PEM is encrypted, which is not read: use a PKCS#12 bundle with client_certificate_password")
		}
	}
	chain, key, err := azidentity.ParseCertificates(data, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("the PEM must hold a certificate and its private key: %w", err)
	}
	return chain, key, nil
}
