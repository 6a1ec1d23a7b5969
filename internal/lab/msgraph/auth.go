package msgraph

import (
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// caller is who asks, in the tenant that its token is for: an application, or a user by means of one.
type caller struct {
	tenant   *world.Tenant
	appID    string
	upn      string   // of the user; empty for an application
	objectID string   // of its service principal in the tenant, or of the user
	roles    []string // the permissions: those of the application, or those that the user has delegated to it
}

// authenticate verifies the bearer token. A token of another cloud, or for another resource, is none (Graph notes §4).
func (s *server) authenticate(req *http.Request) (*caller, error) {
	scheme, raw, _ := strings.Cut(req.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || raw == "" {
		return nil, unauthenticated("Access token is empty.")
	}
	claims, err := s.Signer.Verify(strings.TrimSpace(raw), s.Audiences...)
	if err != nil {
		return nil, unauthenticated(tokenFault(err))
	}
	tenant, ok := s.World.TenantByID(claims.TenantID)
	if !ok || tenant.Cloud != s.Cloud {
		return nil, unauthenticated("Access token validation failure. Invalid issuer.")
	}
	return &caller{tenant: tenant, appID: claims.AppID, upn: claims.UPN, objectID: claims.ObjectID, roles: permissions(claims)}, nil
}

// actor is the caller as the audit log names it.
func (w *caller) actor() world.Actor {
	by := world.Actor{User: w.upn, AppID: w.appID}
	if sp, ok := w.tenant.Directory.Head().ServicePrincipalByAppID(w.appID); ok {
		by.App = sp.DisplayName
	}
	return by
}

// permissions of a token: a user's has delegated ones in scp, an application's has its own in roles. Those that the lab
// knows exist as both, by the same names. What a user may do is bounded by his roles in Entra, too: the seed gives a
// person only what those allow.
func permissions(claims *token.Claims) []string {
	if claims.IDType == "user" || claims.IDType == "" && claims.Scope != "" {
		return strings.Fields(claims.Scope)
	}
	return claims.Roles
}

func tokenFault(err error) string {
	switch {
	case errors.Is(err, jwt.ErrTokenMalformed):
		return "CompactToken parsing failed with error code: 80049217"
	case errors.Is(err, jwt.ErrTokenExpired):
		return "Lifetime validation failed, the token is expired."
	case errors.Is(err, jwt.ErrTokenInvalidAudience):
		return "Access token validation failure. Invalid audience."
	default:
		return "Access token validation failure."
	}
}

func unauthenticated(message string) *apiError {
	return &apiError{
		status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: message,
		header: http.Header{"Www-Authenticate": {`Bearer realm="", error="invalid_token", client_id="` + world.GraphAppID + `"`}},
	}
}
