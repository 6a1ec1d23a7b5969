package msgraph

import (
	"errors"
	"net/http"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// caller is who asks: an application, in the tenant that its token is for.
type caller struct {
	tenant   *world.Tenant
	appID    string
	objectID string // of its service principal in the tenant
	roles    []string
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
	return &caller{tenant: tenant, appID: claims.AppID, objectID: claims.ObjectID, roles: claims.Roles}, nil
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
