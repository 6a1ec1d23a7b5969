package credential

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// TestPrecedence: the order is azuread's, whatever else is set, and each choice says which arguments made it.
func TestPrecedence(t *testing.T) {
	all := Options{
		TenantID: testTenant, ClientID: testClient, AuthorityHost: authority,
		ClientCertificatePath: "absent.pfx", ClientSecret: "s", UseOIDC: true, OIDCToken: "t", ADOServiceConnectionID: "c", OIDCRequestURL: "https://issuer/token", OIDCRequestToken: "r",
		UseAKSWorkloadIdentity: true, UseMSI: true, UseCLI: true,
		Sources: map[string]string{clientSecretFile: FromBlock, useOIDC: FromEnvironment("ARM_USE_OIDC"), oidcToken: FromEntry, useCLI: ByDefault},
	}
	steps := []struct {
		want, because string
		drop          func(*Options) // what makes the next one the first
	}{
		{"client certificate", "client_certificate_path", func(o *Options) { o.ClientCertificatePath = "" }},
		{"client secret", "client_secret_file_path, from the provider block", func(o *Options) { o.ClientSecret = "" }},
		{"OIDC token", "use_oidc, from the environment variable ARM_USE_OIDC; oidc_token, from the entry of tenants", func(o *Options) { o.OIDCToken = "" }},
		{"Azure DevOps service connection", "; ado_pipeline_service_connection_id", func(o *Options) { o.ADOServiceConnectionID = "" }},
		{"OIDC token request", "; oidc_request_url", func(o *Options) { o.OIDCRequestURL, o.OIDCTokenFilePath, o.UseOIDC = "", "token", false }},
		{"AKS workload identity", "use_aks_workload_identity", func(o *Options) { o.UseAKSWorkloadIdentity, o.OIDCTokenFilePath, o.UseOIDC = false, "", true }},
		{"managed identity", "use_msi; use_oidc, from the environment variable ARM_USE_OIDC, was passed over: none of oidc_token,", func(o *Options) { o.UseMSI, o.UseOIDC = false, false }},
		{"Azure CLI", "use_cli, by default", func(o *Options) { o.UseCLI = false }},
	}
	for _, step := range steps {
		cred, got, err := New(all)
		if got != step.want {
			t.Fatalf("got %q (%v), want %q", got, err, step.want)
		}
		if isCertificate := step.want == "client certificate"; (err != nil) != isCertificate {
			t.Fatalf("%s: %v", step.want, err) // the certificate file is absent, everything else builds
		}
		because := ""
		if err != nil {
			because = err.Error()
		} else if s, ok := cred.(*signIn); ok {
			because = s.because
		}
		if !strings.Contains(because, step.because) {
			t.Errorf("%s: it says %q, not %q", step.want, because, step.because)
		}
		step.drop(&all)
	}
}

// TestNone: without a way to sign in, it is said what was looked for and where each flag came from.
func TestNone(t *testing.T) {
	_, _, err := New(Options{TenantID: testTenant, UseOIDC: true, Sources: map[string]string{useOIDC: FromBlock, useCLI: FromEnvironment("ARM_USE_CLI"), useMSI: ByDefault}})
	if !errors.Is(err, ErrNone) {
		t.Fatalf("got %v", err)
	}
	for _, part := range []string{"client_certificate_path", "use_oidc is true (from the provider block), but none of", "use_msi is false (by default)", "use_cli is false (from the environment variable ARM_USE_CLI)"} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not say %q", err, part)
		}
	}
}

// TestMissing: what a way to sign in needs beside what names it is said before anything is sent.
func TestMissing(t *testing.T) {
	t.Setenv("AZURE_FEDERATED_TOKEN_FILE", "")
	t.Setenv("AZURE_CLIENT_ID", "")
	for name, tt := range map[string]struct {
		change func(*Options)
		want   string
	}{
		"client id of a secret":      {func(o *Options) { o.ClientSecret, o.ClientID = "s", "" }, "ARM_CLIENT_ID"},
		"client id of a certificate": {func(o *Options) { o.ClientCertificatePath, o.ClientID = "c", "" }, "ARM_CLIENT_ID"},
		"client id of a token":       {func(o *Options) { o.UseOIDC, o.OIDCToken, o.ClientID = true, "t", "" }, "ARM_CLIENT_ID"},
		"token for GitHub":           {func(o *Options) { o.UseOIDC, o.OIDCRequestURL = true, "https://i/" }, "id-token: write"},
		"address of Azure DevOps":    {func(o *Options) { o.UseOIDC, o.ADOServiceConnectionID = true, "c" }, "SYSTEM_OIDCREQUESTURI"},
		"token for Azure DevOps": {func(o *Options) {
			o.UseOIDC, o.ADOServiceConnectionID, o.OIDCRequestURL = true, "c", "https://i/"
		}, "$(System.AccessToken)"},
		"token file of AKS": {func(o *Options) { o.UseAKSWorkloadIdentity = true }, "azure.workload.identity/use"},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{TenantID: testTenant, ClientID: testClient, AuthorityHost: authority}
			tt.change(&o)
			if _, _, err := New(o); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestRefusal: a refusal is said in its own words, with the way to sign in and what to do, without the secret and without
// azidentity's dump.
func TestRefusal(t *testing.T) {
	for name, tt := range map[string]struct {
		status     int
		body, want string
	}{
		"known code":   {401, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided.\r\nTrace ID: t-1"}`, "Trace ID: t-1. Set client_secret (ARM_CLIENT_SECRET) to the value of the secret"},
		"unknown code": {401, `{"error":"invalid_client","error_description":"AADSTS1: Something else. Trace ID: t-1"}`, "by client secret (client_secret, from the provider block): Entra answered 401: AADSTS1: Something else. Trace ID: t-1"},
		"not Entra":    {403, `<html>blocked ` + strings.Repeat("x", 1000) + `</html>`, "the sign-in host login.example answered 403: <html>blocked xxx"},
		"a proxy":      {403, ``, "That is no answer of Entra: a proxy or firewall may have sent it"},
	} {
		t.Run(name, func(t *testing.T) {
			e := &entra{t: t, answer: func(url.Values) (int, string) { return tt.status, tt.body }}
			_, err := token(t, t.Context(), e.options(func(o *Options) {
				withSecret(o)
				o.Sources = map[string]string{clientSecret: FromBlock}
			}))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if text := err.Error(); strings.Contains(text, "hush") || strings.Contains(text, "-----") || len(text) > 700 {
				t.Errorf("the secret, azidentity's dump, or too much is in %q", text)
			}
			var failed *azidentity.AuthenticationFailedError
			var own *Error
			if !errors.As(err, &failed) || !errors.As(err, &own) || own.Status != tt.status {
				t.Error("the errors are lost")
			}
		})
	}
}

// TestFederated: the tokens of another issuer, however they are had, are what Entra is sent.
func TestFederated(t *testing.T) {
	file := writeFile(t, "from the file\n")
	for name, tt := range map[string]struct {
		change func(*Options)
		want   string // the assertion; or
		err    string
	}{
		"token":       {func(o *Options) { o.UseOIDC, o.OIDCToken = true, "given" }, "given", ""},
		"file":        {func(o *Options) { o.UseOIDC, o.OIDCTokenFilePath = true, file }, "from the file", ""},
		"pod":         {func(o *Options) { o.UseAKSWorkloadIdentity, o.OIDCTokenFilePath = true, file }, "from the file", ""},
		"absent file": {func(o *Options) { o.UseOIDC, o.OIDCTokenFilePath = true, file+".absent" }, "", "reading oidc_token_file_path"},
		"empty file":  {func(o *Options) { o.UseOIDC, o.OIDCTokenFilePath = true, writeFile(t, " \n") }, "", "is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			e := &entra{t: t, answer: granted}
			_, err := token(t, t.Context(), e.options(tt.change))
			if tt.err != "" {
				if err == nil || !strings.Contains(err.Error(), tt.err) || strings.Contains(err.Error(), "Credential") {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || len(e.forms) != 1 || e.forms[0].Get("client_assertion") != tt.want || e.forms[0].Get("scope") == "" {
				t.Errorf("got %v, %v", e.forms, err)
			}
		})
	}
}

// TestPodVariables: what AKS sets in a pod is enough.
func TestPodVariables(t *testing.T) {
	t.Setenv("AZURE_FEDERATED_TOKEN_FILE", writeFile(t, "projected"))
	t.Setenv("AZURE_CLIENT_ID", testClient)
	e := &entra{t: t, answer: granted}
	_, err := token(t, t.Context(), e.options(func(o *Options) { o.UseAKSWorkloadIdentity, o.ClientID = true, "" }))
	if err != nil || e.forms[0].Get("client_assertion") != "projected" || e.forms[0].Get("client_id") != testClient {
		t.Errorf("got %v, %v", e.forms, err)
	}
	if e.hosts[0] != "login.example" {
		t.Errorf("asked %v", e.hosts)
	}
}
