package credential

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

const (
	// exchangeAudience is what Entra expects in a federated assertion (Graph notes §4).
	exchangeAudience = "api://AzureADTokenExchange"
	// pipelinesVersion is the version of Azure DevOps' REST API.
	pipelinesVersion = "7.1"
)

// requestToken asks a GitHub Actions style issuer for a federated assertion: azidentity has no type for it.
func (o Options) requestToken(ctx context.Context) (string, error) {
	var answer struct {
		Value string `json:"value"`
	}
	err := o.ask(ctx, http.MethodGet, map[string]string{"audience": exchangeAudience}, nil, o.requestAdvice(), &answer)
	if err == nil && answer.Value == "" {
		err = fmt.Errorf("the answer to oidc_request_url holds no OIDC token")
	}
	return answer.Value, err
}

// requestAdvice is what to look at when the issuer refuses. Azure DevOps has an address of the same kind, which wants the
// service connection and another method.
func (o Options) requestAdvice() string {
	if strings.Contains(o.Sources[oidcRequestURL], "SYSTEM_OIDCREQUESTURI") || strings.Contains(strings.ToLower(o.OIDCRequestURL), "/oidctoken") {
		return "The address is that of Azure DevOps: set ado_pipeline_service_connection_id, or ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID, to the id of the service connection"
	}
	return "Is `permissions: id-token: write` granted to the job? A pull request from a fork cannot have it"
}

// requestPipelinesToken asks Azure DevOps for a federated assertion of a service connection.
func (o Options) requestPipelinesToken(ctx context.Context) (string, error) {
	var answer struct {
		Token string `json:"oidcToken"`
	}
	query := map[string]string{"api-version": pipelinesVersion, "serviceConnectionId": o.ADOServiceConnectionID}
	// Without the second header a token that is not accepted is answered with a redirect to a page for people.
	header := http.Header{"Content-Type": {"application/json"}, "X-Tfs-Fedauthredirect": {"Suppress"}}
	err := o.ask(ctx, http.MethodPost, query, header, "Is SYSTEM_ACCESSTOKEN the $(System.AccessToken) of this job, ado_pipeline_service_connection_id the id (not the name) of a service connection "+
		"with workload identity federation, and is this pipeline permitted to use it (Project settings, Service connections, Security)?", &answer)
	if err == nil && answer.Token == "" {
		err = fmt.Errorf("the answer of Azure DevOps holds no OIDC token")
	}
	return answer.Token, err
}

// ask sends one request to oidc_request_url with more in its query, and reads the JSON of the answer.
func (o Options) ask(ctx context.Context, method string, query map[string]string, header http.Header, advice string, answer any) error {
	target, err := url.Parse(o.OIDCRequestURL)
	if err != nil || target.Host == "" {
		return fmt.Errorf("oidc_request_url is not a URL")
	}
	values := target.Query()
	for name, value := range query {
		values.Set(name, value)
	}
	target.RawQuery = values.Encode()
	req, err := runtime.NewRequest(ctx, method, target.String())
	if err != nil {
		return fmt.Errorf("building the OIDC token request: %w", err)
	}
	for name, value := range header {
		req.Raw().Header[name] = value
	}
	req.Raw().Header.Set("Authorization", "Bearer "+o.OIDCRequestToken)
	req.Raw().Header.Set("Accept", "application/json")

	options := o.client()
	options.Telemetry.Disabled = true
	res, err := runtime.NewPipeline("", "", runtime.PipelineOptions{}, &options).Do(req)
	if err != nil {
		return fmt.Errorf("requesting an OIDC token from %s: %w", target.Host, err)
	}
	defer res.Body.Close()
	body, err := bounded.Read(res.Body, maxAnswer)
	if err != nil {
		return fmt.Errorf("reading the answer of %s: %w", target.Host, err)
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("requesting an OIDC token from %s: it answered %s%s. %s", target.Host, res.Status, quoted(said(body)), advice)
	}
	if err := json.Unmarshal(body, answer); err != nil {
		return fmt.Errorf("the answer of %s holds no OIDC token: it is not JSON", target.Host)
	}
	return nil
}

// quoted is a text to add after a colon; empty for none.
func quoted(text string) string {
	if text == "" {
		return ""
	}
	return ": " + strings.TrimRight(text, ". ")
}
