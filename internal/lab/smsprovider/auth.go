package smsprovider

import (
	"crypto/subtle"
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

// The headers in which a server in front of the lab says who calls, and proves that it may say so.
const (
	frontHeader = "X-Lab-Front"
	userHeader  = "X-Remote-User"
)

// windows is the sign-in of the on-premises listener: Negotiate only, and no token (AdminService notes §1.8). The lab has
// neither Kerberos nor NTLM; a server in front of it may have them, and is believed if it has the key.
func (s *server) windows(req *http.Request) (account, error) {
	name := only(req, userHeader)
	if !s.fromFront(req) || name == "" {
		return account{}, errors.New("only Negotiate is taken here")
	}
	return s.accountNamed(logonName(name)), nil
}

// fromFront tells whether a request has the key of the server in front. Without a key, none has.
func (s *server) fromFront(req *http.Request) bool {
	return s.frontKey != "" && subtle.ConstantTimeCompare([]byte(only(req, frontHeader)), []byte(s.frontKey)) == 1
}

// only is the value of a header that stands in a request once; of one that is repeated, nobody knows who wrote which.
func only(req *http.Request, header string) string {
	if values := req.Header.Values(header); len(values) == 1 {
		return values[0]
	}
	return ""
}

// logonName is an account as the console shows it. Kerberos names it svc-tf@CORP.CONTOSO.EXAMPLE: the NetBIOS name of the
// domain is taken to be the first label of the realm, as it is by default. NTLM names it as the console does.
func logonName(name string) string {
	at := strings.LastIndexByte(name, '@')
	if at < 0 || strings.Contains(name, `\`) {
		return name
	}
	domain, _, _ := strings.Cut(name[at+1:], ".")
	return domain + `\` + name[:at]
}

// accountNamed finds the administrative user by its logon name.
func (s *server) accountNamed(name string) account {
	for _, a := range s.hierarchy.Admins() {
		if strings.EqualFold(a.LogonName, name) {
			return account{name: a.LogonName, known: true, admin: a}
		}
	}
	return account{name: name}
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
