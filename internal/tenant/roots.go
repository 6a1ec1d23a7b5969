package tenant

import "crypto/x509"

// Roots are the roots that connections of this tenant trust: those of the system, with those of the provider configuration;
// nil means the system's alone.
func (t *Tenant) Roots() (*x509.CertPool, error) {
	return trustedRoots(t.settings.CACertificate, t.settings.CACertificatePath)
}
