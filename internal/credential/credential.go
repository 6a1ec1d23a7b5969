package credential

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// ErrNone says that no setting names a way to sign in.
var ErrNone = errors.New("no way to sign in is configured: set client_secret, client_certificate(_path), use_oidc, " +
	"use_aks_workload_identity, use_msi or use_cli (or the ARM_* environment variable of the same name)")

// method is one way to sign in.
type method struct {
	name string
	// wanted reports whether the settings ask for this method.
	wanted func(Options) bool
	build  func(Options) (azcore.TokenCredential, error)
}

// methods in azuread's order of precedence: the first that is wanted is used.
func methods() []method {
	return []method{
		{"client certificate", wantsCertificate, newCertificate},
		{"client secret", func(o Options) bool { return o.ClientSecret != "" }, newSecret},
		{"OIDC token", func(o Options) bool { return o.UseOIDC && (o.OIDCToken != "" || o.OIDCTokenFilePath != "") }, newOIDCToken},
		{"Azure DevOps service connection", wantsPipelines, newPipelines},
		{"OIDC token request", func(o Options) bool { return o.UseOIDC && o.OIDCRequestURL != "" }, newOIDCRequest},
		{"AKS workload identity", func(o Options) bool { return o.UseAKSWorkloadIdentity }, newWorkloadIdentity},
		{"managed identity", func(o Options) bool { return o.UseMSI }, newManagedIdentity},
		{"Azure CLI", func(o Options) bool { return o.UseCLI }, newCLI},
	}
}

// New builds the credential that the settings ask for and names the method that was chosen. It contacts nothing.
func New(o Options) (azcore.TokenCredential, string, error) {
	for _, m := range methods() {
		if !m.wanted(o) {
			continue
		}
		cred, err := m.build(o)
		if err != nil {
			return nil, m.name, fmt.Errorf("sign-in by %s: %w", m.name, err)
		}
		return explained{cred, m.name}, m.name, nil
	}
	return nil, "", ErrNone
}

// client are the azcore options that all azidentity credentials share.
func (o Options) client() policy.ClientOptions {
	opts := policy.ClientOptions{
		Cloud: cloud.Configuration{ActiveDirectoryAuthorityHost: o.AuthorityHost},
		Retry: policy.RetryOptions{ShouldRetry: mayPass},
	}
	if o.HTTPClient != nil {
		opts.Transport = o.HTTPClient
	}
	return opts
}

// mayPass reports whether trying again may help. A certificate that is not trusted stays so; the statuses are those that
// azcore tries again by default.
func mayPass(res *http.Response, err error) bool {
	var certificate *tls.CertificateVerificationError
	if err != nil {
		return !errors.As(err, &certificate)
	}
	switch res.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	default:
		return false
	}
}

func newSecret(o Options) (azcore.TokenCredential, error) {
	return azidentity.NewClientSecretCredential(o.TenantID, o.ClientID, o.ClientSecret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
	})
}

func wantsCertificate(o Options) bool {
	return o.ClientCertificate != "" || o.ClientCertificatePath != ""
}

func newCertificate(o Options) (azcore.TokenCredential, error) {
	data, err := certificateData(o)
	if err != nil {
		return nil, err
	}
	certs, key, err := azidentity.ParseCertificates(data, []byte(o.ClientCertificatePassword))
	if err != nil {
		return nil, fmt.Errorf("the client certificate is neither PEM nor PKCS#12 with a private key, or its password is wrong: %w", err)
	}
	return azidentity.NewClientCertificateCredential(o.TenantID, o.ClientID, certs, key, &azidentity.ClientCertificateCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority, SendCertificateChain: true,
	})
}

func certificateData(o Options) ([]byte, error) {
	if o.ClientCertificate == "" {
		data, err := os.ReadFile(o.ClientCertificatePath)
		if err != nil {
			return nil, fmt.Errorf("reading client_certificate_path: %w", err)
		}
		return data, nil
	}
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(o.ClientCertificate))
	if err != nil {
		return nil, errors.New("client_certificate is not base64 of a PKCS#12 bundle")
	}
	return data, nil
}

func newOIDCToken(o Options) (azcore.TokenCredential, error) {
	return o.assertion(func(context.Context) (string, error) {
		if o.OIDCToken != "" {
			return o.OIDCToken, nil
		}
		// Read anew each time: whoever projects the file renews it before the token in it expires.
		token, err := os.ReadFile(o.OIDCTokenFilePath)
		if err != nil {
			return "", fmt.Errorf("reading oidc_token_file_path: %w", err)
		}
		return strings.TrimSpace(string(token)), nil
	})
}

func newOIDCRequest(o Options) (azcore.TokenCredential, error) {
	return o.assertion(o.requestToken)
}

func (o Options) assertion(get func(context.Context) (string, error)) (azcore.TokenCredential, error) {
	return azidentity.NewClientAssertionCredential(o.TenantID, o.ClientID, get, &azidentity.ClientAssertionCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
	})
}

func wantsPipelines(o Options) bool {
	return o.UseOIDC && o.ADOServiceConnectionID != ""
}

func newPipelines(o Options) (azcore.TokenCredential, error) {
	return azidentity.NewAzurePipelinesCredential(o.TenantID, o.ClientID, o.ADOServiceConnectionID, o.OIDCRequestToken, &azidentity.AzurePipelinesCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
	})
}

func newWorkloadIdentity(o Options) (azcore.TokenCredential, error) {
	return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
		TenantID: o.TenantID, ClientID: o.ClientID, TokenFilePath: o.OIDCTokenFilePath,
	})
}

func newManagedIdentity(o Options) (azcore.TokenCredential, error) {
	opts := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: o.client()}
	if o.ClientID != "" {
		opts.ID = azidentity.ClientID(o.ClientID)
	}
	return azidentity.NewManagedIdentityCredential(opts)
}

func newCLI(o Options) (azcore.TokenCredential, error) {
	return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: o.TenantID})
}
