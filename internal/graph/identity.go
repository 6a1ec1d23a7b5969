package graph

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/golang-jwt/jwt/v5"
)

// Identity is who the requests are made as, by the claims of the access token. Microsoft does not document the content of
// the tokens for its own services, and may change or encrypt it (learn, access-tokens): this is a hint, and to be said to
// be one.
type Identity struct {
	// App says that it is an application, not a user by means of one.
	App bool
	// AppID is the client id of the application, ObjectID that of the service principal or of the user.
	AppID, ObjectID string
	// UPN is the name of the user.
	UPN string
	// Permissions are the application permissions of an application, or the delegated ones of a user, sorted.
	Permissions []string
	TenantID    string
}

// claims are those that are read. appid is of tokens of version 1, which Graph has, azp of version 2 (learn,
// access-token-claims-reference).
type claims struct {
	jwt.RegisteredClaims
	AppID  string   `json:"appid"`
	AZP    string   `json:"azp"`
	OID    string   `json:"oid"`
	UPN    string   `json:"upn"`
	Name   string   `json:"preferred_username"`
	Roles  []string `json:"roles"`
	Scopes string   `json:"scp"`
	Type   string   `json:"idtyp"`
	Tenant string   `json:"tid"`
}

// Identity asks for a token, as each request does, and reads its claims. They are not verified: the token is for Graph, and
// so is its signature. An error shows nothing of the token.
func (c *Client) Identity(ctx context.Context) (Identity, error) {
	token, err := c.options.Credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{c.options.scope()}})
	if err != nil {
		return Identity{}, &SignInError{TenantID: c.options.TenantID, Err: err}
	}
	var read claims
	if _, _, err := jwt.NewParser().ParseUnverified(token.Token, &read); err != nil {
		return Identity{}, fmt.Errorf("could not tell who signs in to tenant %s: the access token for Microsoft Graph cannot be read, which Microsoft does not promise", c.options.TenantID)
	}
	return read.identity(), nil
}

func (r claims) identity() Identity {
	i := Identity{App: r.Type == "app" || r.Type == "" && r.Scopes == "", AppID: cmp.Or(r.AppID, r.AZP), ObjectID: r.OID, TenantID: r.Tenant}
	if i.App {
		i.Permissions = r.Roles
	} else {
		i.UPN, i.Permissions = cmp.Or(r.UPN, r.Name), strings.Fields(r.Scopes)
	}
	slices.Sort(i.Permissions)
	return i
}
