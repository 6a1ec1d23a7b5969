package smsprovider

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// authenticate finds out who sends a request. Each route has its own; an error is answered with the route's challenge.
type authenticate func(*http.Request) (account, error)

// account is who sends a request.
type account struct {
	name  string // as the journal shows it
	known bool   // it is an administrative user of ConfigMgr
	admin world.Admin
}

// windows is the sign-in of the on-premises listener: Negotiate only. The lab has no Kerberos, so it takes nobody; a
// token is not taken there either (AdminService notes §1.8).
func (s *server) windows(*http.Request) (account, error) {
	return account{}, errors.New("only Negotiate is taken here")
}

// bearer is the sign-in of the token listener and of the gateway: a token for api://<tenant id>/<server app>
// (AdminService notes §1.8). That app-only tokens are taken is not found anywhere; the profile may refuse them.
func (s *server) bearer(req *http.Request) (account, error) {
	scheme, raw, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return account{}, errors.New("no bearer token")
	}
	claims, err := s.verify(strings.TrimSpace(raw))
	if err != nil {
		return account{}, err
	}
	if appOnly(claims) && s.profile.NoAppOnlyTokens {
		return account{}, errors.New("this site takes tokens of users only")
	}
	return s.accountOf(claims), nil
}

// verify checks a token with whatever spelling of the site's audience it has: case and a slash at the end do not matter.
func (s *server) verify(raw string) (*token.Claims, error) {
	var unchecked token.Claims
	if _, _, err := jwt.NewParser().ParseUnverified(raw, &unchecked); err != nil {
		return nil, err
	}
	want := "api://" + s.tenant.ID + "/" + s.profile.ServerApp
	spelled := slices.IndexFunc(unchecked.Audience, func(a string) bool { return strings.EqualFold(strings.TrimSuffix(a, "/"), want) })
	if spelled < 0 {
		return nil, errors.New("the token is for another audience")
	}
	claims, err := s.signer.Verify(raw, unchecked.Audience[spelled])
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(claims.TenantID, s.tenant.ID) {
		return nil, errors.New("the token is of another tenant")
	}
	return claims, nil
}

// appOnly tells the token of an application from that of a user. idtyp is an optional claim: without it, a token that
// has neither user nor delegated permission is an application's.
func appOnly(claims *token.Claims) bool {
	return claims.IDType == "app" || claims.IDType == "" && claims.UPN == "" && claims.Scope == ""
}

// accountOf finds the administrative user: by its application, or by its user.
func (s *server) accountOf(claims *token.Claims) account {
	name, of := claims.UPN, func(a world.Admin) string { return a.UPN }
	if appOnly(claims) {
		name, of = claims.AppID, func(a world.Admin) string { return a.AppID }
	}
	for _, a := range s.hierarchy.Admins() {
		if name != "" && strings.EqualFold(of(a), name) {
			return account{name: a.LogonName, known: true, admin: a}
		}
	}
	return account{name: name}
}
