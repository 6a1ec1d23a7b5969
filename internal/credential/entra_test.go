package credential

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

const (
	testTenant = "aaaaaaaa-0000-0000-0000-000000000000"
	testClient = "bbbbbbbb-0000-0000-0000-000000000000"
	authority  = "https://login.example/"
	graphScope = "https://graph.microsoft.com/.default"
)

// entra is a transport that answers as a sign-in host does: discovery by itself, token requests as the test says.
type entra struct {
	t      *testing.T
	answer func(form url.Values) (status int, body string)

	mu    sync.Mutex
	hosts []string
	forms []url.Values
	fails []error // the first requests fail so
}

// RoundTrip implements http.RoundTripper.
func (e *entra) RoundTrip(req *http.Request) (*http.Response, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if len(e.fails) > 0 {
		err := e.fails[0]
		e.fails = e.fails[1:]
		if err != nil { // nil lets one request through
			return nil, err
		}
	}
	if strings.HasSuffix(req.URL.Path, "/openid-configuration") {
		base := "https://" + req.URL.Host + "/" + testTenant
		return answer(req, http.StatusOK, fmt.Sprintf(`{"issuer":"%[1]s/v2.0","authorization_endpoint":"%[1]s/authorize","token_endpoint":"%[1]s/token"}`, base)), nil
	}
	body := []byte{}
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		e.t.Errorf("a form that is none: %v", err)
	}
	e.hosts, e.forms = append(e.hosts, req.URL.Host), append(e.forms, form)
	status, text := e.answer(form)
	return answer(req, status, text), nil
}

func answer(req *http.Request, status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(bytes.NewReader([]byte(body))), Request: req}
}

// accessToken is a JWT with a tenant in it, as an answer of Entra.
func accessToken(tenant string) string {
	claims, _ := json.Marshal(map[string]string{"tid": tenant})
	return fmt.Sprintf(`{"access_token":"h.%s.s","token_type":"Bearer","expires_in":3600}`, base64.RawURLEncoding.EncodeToString(claims))
}

func granted(url.Values) (int, string) { return http.StatusOK, accessToken(testTenant) }

// options sign in at such a host.
func (e *entra) options(change func(*Options)) Options {
	o := Options{TenantID: testTenant, ClientID: testClient, AuthorityHost: authority, CustomAuthority: true, HTTPClient: &http.Client{Transport: e}}
	change(&o)
	return o
}

func withSecret(o *Options) { o.ClientSecret = "hush" }

// token signs in once, for Microsoft Graph.
func token(t *testing.T, ctx context.Context, o Options) (string, error) { //nolint:revive // as testing helpers do, t comes first
	t.Helper()
	return tokenFor(t, ctx, o, graphScope)
}

func tokenFor(t *testing.T, ctx context.Context, o Options, scope string) (string, error) { //nolint:revive // as above
	t.Helper()
	cred, _, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cred.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{scope}})
	return got.Token, err
}
