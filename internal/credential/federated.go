package credential

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

// newOIDCToken signs in with a token that another issuer has handed out.
func newOIDCToken(o Options) (azcore.TokenCredential, error) {
	return o.assertion(func(context.Context) (string, error) {
		if o.OIDCToken != "" {
			return o.OIDCToken, nil
		}
		return readToken(o.OIDCTokenFilePath)
	})
}

// readToken reads a token from its file, anew each time: who projects the file renews it before the token in it ends.
func readToken(path string) (string, error) {
	token, err := bounded.File(path)
	if err != nil {
		return "", fmt.Errorf("reading oidc_token_file_path: %w", err)
	}
	if text := strings.TrimSpace(string(token)); text != "" {
		return text, nil
	}
	return "", fmt.Errorf("oidc_token_file_path %s is empty", path)
}

// newOIDCRequest signs in with tokens that it asks an issuer for, in the way of GitHub Actions.
func newOIDCRequest(o Options) (azcore.TokenCredential, error) {
	if o.OIDCRequestToken == "" {
		return nil, errors.New("oidc_request_token is not set: GitHub Actions sets ACTIONS_ID_TOKEN_REQUEST_TOKEN for a job with `permissions: id-token: write`")
	}
	return o.assertion(o.requestToken)
}

// newPipelines signs in with tokens that it asks Azure DevOps for. azidentity's type for it takes the address from the
// environment only.
func newPipelines(o Options) (azcore.TokenCredential, error) {
	if o.OIDCRequestURL == "" {
		return nil, errors.New("oidc_request_url is not set: Azure Pipelines sets SYSTEM_OIDCREQUESTURI in each job of Azure DevOps Services")
	}
	if o.OIDCRequestToken == "" {
		return nil, errors.New("oidc_request_token is not set: give the step the job's token, `env: { SYSTEM_ACCESSTOKEN: $(System.AccessToken) }`")
	}
	return o.assertion(o.requestPipelinesToken)
}

// newWorkloadIdentity signs in with the token that Kubernetes projects into a pod. Its webhook sets AZURE_CLIENT_ID and
// AZURE_FEDERATED_TOKEN_FILE, which stand in here for an entry of `tenants`, too.
func newWorkloadIdentity(o Options) (azcore.TokenCredential, error) {
	o.ClientID = cmp.Or(o.ClientID, os.Getenv("AZURE_CLIENT_ID"))
	path := cmp.Or(o.OIDCTokenFilePath, os.Getenv("AZURE_FEDERATED_TOKEN_FILE"))
	if path == "" {
		return nil, errors.New("oidc_token_file_path is not set, nor is AZURE_FEDERATED_TOKEN_FILE, which AKS sets in a pod that has the label " +
			"azure.workload.identity/use: \"true\" and a service account with the annotation azure.workload.identity/client-id")
	}
	return o.assertion(func(context.Context) (string, error) { return readToken(path) })
}

// assertion signs in as an application by a token of another issuer, which get gives for each sign-in.
func (o Options) assertion(get func(context.Context) (string, error)) (azcore.TokenCredential, error) {
	if o.ClientID == "" {
		return nil, errNoClient
	}
	noted := func(ctx context.Context) (string, error) {
		token, err := get(ctx)
		if err != nil {
			attemptsOf(ctx).own(err)
		}
		return token, err
	}
	return azidentity.NewClientAssertionCredential(o.TenantID, o.ClientID, noted, &azidentity.ClientAssertionCredentialOptions{
		ClientOptions: o.client(), DisableInstanceDiscovery: o.CustomAuthority,
	})
}
