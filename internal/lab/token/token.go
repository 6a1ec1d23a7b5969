// Package token issues and verifies the access tokens of the lab: JWTs with the claims of Entra's v1 and v2 tokens that
// Graph and the administration service look at.
package token

import (
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"math/big"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/rsakey"
)

// Claims are those of an access token.
type Claims struct {
	jwt.RegisteredClaims
	TenantID string   `json:"tid"`
	AppID    string   `json:"appid"`
	ObjectID string   `json:"oid"`
	IDType   string   `json:"idtyp,omitempty"` // "app" for an app-only token, "user" for a delegated one
	Roles    []string `json:"roles,omitempty"` // application permissions
	Scope    string   `json:"scp,omitempty"`   // delegated permissions
	UPN      string   `json:"upn,omitempty"`   // of the user
}

// Signer issues tokens in the name of one issuer and verifies them.
type Signer struct {
	key   *rsa.PrivateKey
	id    string
	clock clockwork.Clock
}

// NewSigner makes a signer, whose key is that of its id.
func NewSigner(id string, clock clockwork.Clock) (*Signer, error) {
	key, err := rsakey.Named(id)
	if err != nil {
		return nil, err
	}
	return &Signer{key: key, id: id, clock: clock}, nil
}

// Issue signs claims that are valid from now on, for the given time.
func (s *Signer) Issue(claims Claims, validity time.Duration) (string, error) {
	now := s.clock.Now()
	claims.IssuedAt, claims.NotBefore = jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(-time.Minute))
	claims.ExpiresAt = jwt.NewNumericDate(now.Add(validity))
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	t.Header["kid"] = s.id
	signed, err := t.SignedString(s.key)
	if err != nil {
		return "", fmt.Errorf("signing a token: %w", err)
	}
	return signed, nil
}

// Verify checks signature, time and audience (any of the given ones) of a token.
func (s *Signer) Verify(raw string, audience ...string) (*Claims, error) {
	claims := &Claims{}
	_, err := jwt.ParseWithClaims(raw, claims, func(*jwt.Token) (any, error) { return &s.key.PublicKey, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}), jwt.WithTimeFunc(s.clock.Now), jwt.WithExpirationRequired(),
		jwt.WithAudience(audience...))
	if err != nil {
		return nil, err
	}
	return claims, nil
}

// JWKS is the public key as a JSON Web Key Set.
func (s *Signer) JWKS() map[string]any {
	number := func(n *big.Int) string { return base64.RawURLEncoding.EncodeToString(n.Bytes()) }
	return map[string]any{"keys": []map[string]any{{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": s.id, "n": number(s.key.N), "e": number(big.NewInt(int64(s.key.E))),
	}}}
}
