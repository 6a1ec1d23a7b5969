package credential

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// exchangeAudience is what Entra expects in a federated assertion (Graph notes §4).
const exchangeAudience = "api://AzureADTokenExchange"

// maxTokenAnswer bounds what is read from a token issuer, in bytes.
const maxTokenAnswer = 1 << 20

// requestToken asks a GitHub Actions style issuer for a federated assertion: azidentity has no type for it.
func (o Options) requestToken(ctx context.Context) (string, error) {
	target, err := url.Parse(o.OIDCRequestURL)
	if err != nil || target.Host == "" {
		return "", fmt.Errorf("oidc_request_url is not a URL")
	}
	query := target.Query()
	query.Set("audience", exchangeAudience)
	target.RawQuery = query.Encode()

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return "", fmt.Errorf("building the OIDC token request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+o.OIDCRequestToken)
	req.Header.Set("Accept", "application/json")

	res, err := o.httpClient().Do(req)
	if err != nil {
		return "", fmt.Errorf("requesting an OIDC token from %s: %w", target.Host, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("requesting an OIDC token from %s: status %s; is `permissions: id-token: write` granted to the job?", target.Host, res.Status)
	}
	var answer struct {
		Value string `json:"value"`
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, maxTokenAnswer)).Decode(&answer); err != nil || answer.Value == "" {
		return "", fmt.Errorf("the answer of %s holds no OIDC token", target.Host)
	}
	return answer.Value, nil
}

func (o Options) httpClient() *http.Client {
	if o.HTTPClient != nil {
		return o.HTTPClient
	}
	return http.DefaultClient
}
