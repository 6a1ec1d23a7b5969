package credential

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// noDeadline is how long a sign-in may take for a caller that has no deadline of its own.
const noDeadline = 5 * time.Minute

// signIn is a credential that logs once how it signs in, and why so, and whose failures say both, too.
type signIn struct {
	credential azcore.TokenCredential
	options    Options
	method     string
	because    string

	logged sync.Once
}

// GetToken implements azcore.TokenCredential.
func (s *signIn) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	s.logged.Do(func() { s.log(ctx) })
	if _, limited := ctx.Deadline(); !limited {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, noDeadline)
		defer cancel()
	}
	ctx, met := observe(ctx)
	token, err := s.credential.GetToken(ctx, o)
	if err != nil {
		return azcore.AccessToken{}, s.explain(met.get(), err)
	}
	if err := s.checkTenant(token.Token); err != nil {
		return azcore.AccessToken{}, err
	}
	return token, nil
}

// log says how the tenant is signed in to. Arguments and variables are named, their values are not shown.
func (s *signIn) log(ctx context.Context) {
	tflog.Debug(ctx, "signing in to Microsoft Entra", map[string]any{
		"tenant_id": s.options.TenantID, "client_id": s.options.ClientID, "authority": s.options.AuthorityHost,
		"method": s.method, "reason": s.because,
	})
}

func (s *signIn) how() string { return fmt.Sprintf("by %s (%s)", s.method, s.because) }

// checkTenant refuses the token of another tenant, with which everything would be done there. A managed identity has the
// tenant that it is in, whatever is asked. A token that cannot be looked into is taken: it is the service's to read.
func (s *signIn) checkTenant(token string) error {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	var claims struct {
		TenantID string `json:"tid"`
	}
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil || json.Unmarshal(payload, &claims) != nil || claims.TenantID == "" || strings.EqualFold(claims.TenantID, s.options.TenantID) {
		return nil
	}
	return fmt.Errorf("%s: the token is one of tenant %s, not of %s. A managed identity, or an Azure CLI that is signed in as one, gets tokens of the tenant that it is in only: "+
		"correct tenant_id, or sign in another way", s.how(), claims.TenantID, s.options.TenantID)
}
