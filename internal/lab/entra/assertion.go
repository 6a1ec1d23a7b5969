package entra

import (
	"crypto/sha1" //nolint:gosec // x5t is defined as SHA-1
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// byAssertion checks a client assertion: one that the application signed with its certificate, or one of another issuer
// that the application trusts (a federated identity credential).
func (s *server) byAssertion(app world.Application, raw string, req *http.Request) *failure {
	if kind := req.PostForm.Get("client_assertion_type"); kind != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer" {
		return badAssertion("client_assertion_type is " + kind)
	}
	claims := jwt.RegisteredClaims{}
	unverified, _, err := jwt.NewParser().ParseUnverified(raw, &claims)
	if err != nil {
		return badAssertion("it is no JWT")
	}
	if strings.EqualFold(claims.Issuer, app.AppID) {
		return s.byCertificate(app, raw, unverified.Header, req)
	}
	return s.byFederation(app, raw, claims)
}

func (s *server) byCertificate(app world.Application, raw string, header map[string]any, req *http.Request) *failure {
	certificate, err := certificateOf(app, header)
	if err != nil {
		return badAssertion(err.Error())
	}
	if s.World.Clock.Now().After(certificate.NotAfter) {
		return badAssertion("the certificate has ended")
	}
	_, err = jwt.ParseWithClaims(raw, &jwt.RegisteredClaims{}, func(*jwt.Token) (any, error) { return certificate.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg(), jwt.SigningMethodPS256.Alg()}), jwt.WithTimeFunc(s.World.Clock.Now), jwt.WithExpirationRequired(),
		jwt.WithAudience(s.BaseURL()+req.URL.Path), jwt.WithSubject(app.AppID))
	if err != nil {
		return badAssertion(err.Error())
	}
	return nil
}

// certificateOf finds the certificate that the header names by its thumbprint.
func certificateOf(app world.Application, header map[string]any) (*x509.Certificate, error) {
	old, _ := header["x5t"].(string)
	current, _ := header["x5t#S256"].(string)
	for _, k := range app.KeyCredentials {
		sum1, sum256 := sha1.Sum(k.Certificate), sha256.Sum256(k.Certificate) //nolint:gosec // as above
		if names(old, sum1[:]) || names(current, sum256[:]) {
			return x509.ParseCertificate(k.Certificate)
		}
	}
	return nil, errors.New("no certificate of the application has the thumbprint in its header")
}

// names reports whether a thumbprint is this sum. The standard has base64url; MSAL sends base64, and Entra takes it.
func names(thumbprint string, sum []byte) bool {
	return thumbprint == base64.RawURLEncoding.EncodeToString(sum) || thumbprint == base64.StdEncoding.EncodeToString(sum)
}

func (s *server) byFederation(app world.Application, raw string, claims jwt.RegisteredClaims) *failure {
	audience := ""
	if len(claims.Audience) > 0 {
		audience = claims.Audience[0]
	}
	for _, f := range app.Federated {
		if f.Issuer == world.FederatedIssuer && claims.Issuer == s.IssuerURL() && f.Subject == claims.Subject && f.Audience == audience {
			if _, err := s.Federated.Verify(raw, f.Audience); err != nil {
				return badAssertion(err.Error())
			}
			return nil
		}
	}
	return noFederation(claims.Issuer, claims.Subject, audience)
}
