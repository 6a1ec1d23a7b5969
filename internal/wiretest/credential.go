package wiretest

import (
	"context"
	"errors"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Token is a credential whose tokens name it and their scope; the empty one fails.
type Token string

// GetToken implements azcore.TokenCredential.
func (c Token) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if c == "" {
		return azcore.AccessToken{}, errors.New("AADSTS7000222: the client secret has expired")
	}
	return azcore.AccessToken{Token: string(c) + " for " + o.Scopes[0]}, nil
}
