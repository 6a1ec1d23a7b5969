package wiretest

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// TestToken: a token names its credential and scope, and the empty credential fails.
func TestToken(t *testing.T) {
	for credential, want := range map[Token]string{"t": "t for s", "": ""} {
		got, err := credential.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{"s"}})
		if got.Token != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", credential, got.Token, err)
		}
	}
}
