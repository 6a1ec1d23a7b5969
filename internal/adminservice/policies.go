package adminservice

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// BearerAuth signs requests with a token for scope. azidentity keeps the token until it ends.
func BearerAuth(credential azcore.TokenCredential, scope string) policy.Policy {
	return bearer{credential, scope}
}

type bearer struct {
	credential azcore.TokenCredential
	scope      string
}

// Do implements policy.Policy.
func (b bearer) Do(req *policy.Request) (*http.Response, error) {
	token, err := b.credential.GetToken(req.Raw().Context(), policy.TokenRequestOptions{Scopes: []string{b.scope}})
	if err != nil {
		return nil, &SignInError{Scope: b.scope, Err: err}
	}
	req.Raw().Header.Set("Authorization", "Bearer "+token.Token)
	return req.Next()
}

// gate refuses writes of a read-only client.
type gate struct {
	readOnly bool
	tenantID string
}

// Do implements policy.Policy.
func (g gate) Do(req *policy.Request) (*http.Response, error) {
	raw := req.Raw()
	if g.readOnly && !isRead(raw) {
		return nil, &ReadOnlyError{Method: raw.Method, Path: raw.URL.Path, TenantID: g.tenantID}
	}
	return req.Next()
}

// isRead reports whether a request changes nothing: GET, and the methods that the evidence table knows as reads.
func isRead(req *http.Request) bool {
	if req.Method == http.MethodGet {
		return true
	}
	for _, f := range Evidence() {
		if f.Kind == KindReadMethod && strings.HasSuffix(req.URL.Path, "/wmi/"+f.Class+"."+f.Member) {
			return true
		}
	}
	return false
}

// ReadOnlyError says that a write was refused because the provider is read-only. Nothing was sent.
type ReadOnlyError struct{ Method, Path, TenantID string }

// Error implements error.
func (e *ReadOnlyError) Error() string {
	return fmt.Sprintf("refused to send %s %s to the administration service of tenant %s: the provider is configured with read_only = true. Nothing was sent", e.Method, e.Path, e.TenantID)
}

// SignInError says that no token for the administration service could be had.
type SignInError struct {
	Scope string
	Err   error
}

// Error implements error.
func (e *SignInError) Error() string {
	return fmt.Sprintf("could not sign in to the administration service (scope %s): %v", e.Scope, e.Err)
}

// Unwrap gives azidentity's error.
func (e *SignInError) Unwrap() error { return e.Err }
