package credential

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/hashicorp/terraform-plugin-log/tflogtest"
)

// TestLog: how and why is logged once for a credential, with no secret in it.
func TestLog(t *testing.T) {
	var log bytes.Buffer
	ctx := tflogtest.RootLogger(t.Context(), &log)
	e := &entra{t: t, answer: granted}
	cred, _, err := New(e.options(func(o *Options) {
		withSecret(o)
		o.Sources = map[string]string{clientSecret: FromEnvironment("ARM_CLIENT_SECRET")}
	}))
	if err != nil || log.Len() > 0 {
		t.Fatalf("got %v; before anything is asked for the log has %q", err, log.String())
	}
	for _, scope := range []string{graphScope, "api://x/.default"} {
		if _, err := cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}}); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := tflogtest.MultilineJSONDecode(&log)
	if err != nil || len(lines) != 1 {
		t.Fatalf("got %v, %v", lines, err)
	}
	for name, want := range map[string]string{
		"@level": "debug", "tenant_id": testTenant, "client_id": testClient, "authority": authority, "method": "client secret",
		"reason": "client_secret, from the environment variable ARM_CLIENT_SECRET",
	} {
		if lines[0][name] != want {
			t.Errorf("%s: got %v, want %q", name, lines[0][name], want)
		}
	}
}

// TestForeignToken: a token of another tenant is refused, one that cannot be looked into is not.
func TestForeignToken(t *testing.T) {
	for body, want := range map[string]string{
		accessToken(strings.ToUpper(testTenant)):                            "",
		`{"access_token":"opaque","token_type":"Bearer","expires_in":3600}`: "",
		`{"access_token":"a.b.c","token_type":"Bearer","expires_in":3600}`:  "",
		accessToken("cccccccc-0000-0000-0000-000000000000"):                 "tenant cccccccc-0000-0000-0000-000000000000, not of " + testTenant,
	} {
		e := &entra{t: t, answer: func(url.Values) (int, string) { return http.StatusOK, body }}
		_, err := token(t, t.Context(), e.options(withSecret))
		if (err != nil) != (want != "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", body, err)
		}
	}
}
