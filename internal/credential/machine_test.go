package credential

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// onNoAzure clears what tells azidentity where the identity endpoint is: it then takes that of virtual machines.
func onNoAzure(t *testing.T) {
	t.Helper()
	for _, name := range []string{"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IDENTITY_SERVER_THUMBPRINT", "IMDS_ENDPOINT", "MSI_ENDPOINT", "MSI_SECRET"} {
		t.Setenv(name, "")
	}
	// A proxy of the environment must not come between: the lookup is made for other hosts only.
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
}

// machine are options of a managed identity whose endpoint is reached by dial.
func machine(dial func(context.Context) (net.Conn, error)) Options {
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dial(ctx) }}
	return Options{TenantID: testTenant, UseMSI: true, AuthorityHost: authority, HTTPClient: &http.Client{Transport: transport}, Clock: wiretest.NewClock(), Sources: map[string]string{useMSI: FromBlock}}
}

// TestNoIdentityEndpoint: on a machine that is none of Azure's, a managed identity fails soon, with what to do.
func TestNoIdentityEndpoint(t *testing.T) {
	onNoAzure(t)
	for name, dial := range map[string]func(context.Context) (net.Conn, error){
		"nothing there": func(context.Context) (net.Conn, error) { return nil, errors.New("no route to host") },
		"silence":       func(ctx context.Context) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, start := machine(dial), time.Now()
			if name == "silence" {
				o.Clock = nil // silence takes its time
			}
			_, err := token(t, t.Context(), o)
			for _, part := range []string{"by managed identity (use_msi, from the provider block): the identity endpoint 169.254.169.254 gave no answer", "unset use_msi (ARM_USE_MSI)"} {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Fatalf("got %v, want %q", err, part)
				}
			}
			if took := time.Since(start); took > identityPatience+identityConnect {
				t.Errorf("it took %s", took)
			}
			if errors.Is(err, context.DeadlineExceeded) {
				t.Error("it is taken for the end of the operation's time")
			}
		})
	}
}

// TestIdentityEndpoint: what the endpoint of virtual machines answers, and what answers in its place elsewhere.
func TestIdentityEndpoint(t *testing.T) {
	onNoAzure(t)
	for name, tt := range map[string]struct {
		status   int
		body     string
		client   string
		requests int32
		want     string
	}{
		"token":           {200, accessToken(testTenant), "", 1, ""},
		"another-tenant":  {200, accessToken("cccccccc-0000-0000-0000-000000000000"), testClient, 1, "the token is one of tenant cccccccc-0000-0000-0000-000000000000"},
		"no-identity":     {400, `{"error":"invalid_request","error_description":"Identity not found"}`, "", 1, "answered 400: Identity not found. Assign a managed identity to the machine"},
		"not-assigned":    {400, `{"error":"invalid_request","error_description":"Identity not found"}`, testClient, 1, "client_id (ARM_CLIENT_ID) must be that of a user-assigned one"},
		"another-cloud":   {404, `no such path`, "", 0, "the identity endpoint 169.254.169.254 answered 404"},
		"container-proxy": {403, `unreachable`, "", 1, "answered 403: unreachable"},
	} {
		t.Run(name, func(t *testing.T) {
			var requests atomic.Int32
			var resource string // tokens of machines are kept for all of the process: each case asks for others
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				requests.Add(1)
				if req.Host != "169.254.169.254" || req.Header.Get("Metadata") != "true" || req.URL.Query().Get("resource") != resource || req.URL.Query().Get("client_id") != tt.client {
					t.Errorf("asked %s for %s", req.Host, req.URL)
				}
				w.WriteHeader(tt.status)
				_, _ = w.Write([]byte(tt.body))
			}))
			defer server.Close()
			o := machine(func(ctx context.Context) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
			})
			o.ClientID = tt.client
			resource = server.URL
			_, err := tokenFor(t, t.Context(), o, resource+"/.default")
			if (err != nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if got := requests.Load(); tt.requests > 0 && got != tt.requests || got > 12 {
				t.Errorf("%d requests", got)
			}
		})
	}
}

// azure is an Azure CLI that hands out tokens or an error.
type azure struct {
	runs int
	ends time.Time
	err  error
}

// GetToken implements azcore.TokenCredential.
func (a *azure) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	a.runs++
	return azcore.AccessToken{Token: "t", ExpiresOn: a.ends}, a.err
}

// TestCLI: the Azure CLI is run again only shortly before its token ends, and its failures say what to do.
func TestCLI(t *testing.T) {
	clock := wiretest.NewClock()
	az := &azure{ends: clock.Now().Add(time.Hour)}
	c := &cli{credential: az, clock: clock, kept: map[string]azcore.AccessToken{}}
	ask := func(scope string) {
		t.Helper()
		if _, err := c.GetToken(t.Context(), policy.TokenRequestOptions{Scopes: []string{scope}}); err != nil {
			t.Fatal(err)
		}
	}
	ask("a")
	ask("a")
	ask("b")
	if az.runs != 2 {
		t.Errorf("it ran %d times for two scopes", az.runs)
	}
	clock.Advance(56 * time.Minute)
	ask("a")
	if az.runs != 3 {
		t.Errorf("it ran %d times after the token was about to end", az.runs)
	}
}

// TestCLIFailures: each failure of the Azure CLI says what it said and what to do.
func TestCLIFailures(t *testing.T) {
	for want, tt := range map[string]struct {
		said string
		late bool
		from string
	}{
		"not installed, or not on the PATH that Terraform runs with. It was chosen since no other": {said: "AzureCLICredential: executable not found on path", from: ByDefault},
		"For a pipeline, configure another way":                                                    {said: "AzureCLICredential: executable not found on path", from: FromBlock},
		"az login --tenant " + testTenant:                                                          {said: "AzureCLICredential: ERROR: Please run 'az login' to setup account.. To troubleshoot, visit https://x"},
		"add it as an authorized client":                                                           {said: "AzureCLICredential: ERROR: AADSTS65001: no consent.\nTo re-authenticate run: az login --scope x"},
		"run az login again":                                                                       {said: "AzureCLICredential: AADSTS700082: The refresh token has expired"},
		"the Azure CLI says: ERROR: other":                                                         {said: "AzureCLICredential: ERROR: other. To troubleshoot, visit https://x"},
		"gave no answer within 30s":                                                                {said: "signal: killed", late: true},
	} {
		o := Options{TenantID: testTenant, Sources: map[string]string{useCLI: tt.from}}
		err := o.explainCLI(errors.New(tt.said), tt.late)
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "https://x") || strings.Contains(err.Error(), "Credential") {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// TestLocalWithoutProxy: the proxy of the environment is for the way to Microsoft, not for that to the machine itself.
func TestLocalWithoutProxy(t *testing.T) {
	proxied := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy") }}
	local, ok := onMachine(&http.Client{Transport: proxied}).Transport.(*http.Transport)
	if !ok || local.Proxy != nil || proxied.Proxy == nil {
		t.Error("the machine is asked through the proxy, or nothing is any more")
	}
	other := &http.Client{Transport: &entra{}}
	if onMachine(other) != other {
		t.Error("a transport of another kind was replaced")
	}
}
