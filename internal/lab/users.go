package lab

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	// azureCLI is the client id of the Azure CLI, which asks for the tokens of users.
	azureCLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	// userValidity is how long a user's token lasts when the lab has no time of its own for tokens.
	userValidity = time.Hour
)

// UserToken is a delegated token of a person of the seed, as the Azure CLI gets it after a sign-in: for Microsoft Graph,
// or for the server app of the tenant's hierarchy. scope ends in /.default.
func (l *Lab) UserToken(tenant, person, scope string) (string, error) {
	t, ok := l.world.Tenant(tenant)
	if !ok {
		return "", fmt.Errorf("the lab has no tenant %q", tenant)
	}
	audience, ok := strings.CutSuffix(scope, "/.default")
	if !ok {
		return "", fmt.Errorf("the scope %q does not end in /.default", scope)
	}
	granted, err := l.delegated(t, person, audience)
	if err != nil {
		return "", err
	}
	id := t.UserID(person)
	raw, err := l.keys[t.Cloud].Issue(token.Claims{
		RegisteredClaims: jwt.RegisteredClaims{Issuer: l.url(wire.KindEntra, t.Cloud)() + "/" + t.ID + "/v2.0", Subject: id, Audience: jwt.ClaimStrings{audience}},
		TenantID:         t.ID, AppID: azureCLI, ObjectID: id, IDType: "user", UPN: t.UPN(person), Scope: granted,
	}, cmp.Or(l.tokenValidity, userValidity))
	if err != nil {
		return "", err
	}
	l.world.Secrets().Add(raw)
	return raw, nil
}

// delegated are the delegated permissions of a person's token for a resource.
func (l *Lab) delegated(t *world.Tenant, person, audience string) (string, error) {
	for _, p := range l.world.People() {
		switch {
		case p.Name != person:
		case audience == l.url(wire.KindGraph, t.Cloud)():
			return strings.Join(p.Graph, " "), nil
		case strings.EqualFold(audience+"/.default", l.Endpoints(t.Name).AdminServiceScope):
			return "user_impersonation", nil
		default:
			return "", fmt.Errorf("the tenant %s has no application %s", t.Name, audience)
		}
	}
	return "", fmt.Errorf("the lab has no person %q", person)
}
