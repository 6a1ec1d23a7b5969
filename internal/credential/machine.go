package credential

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
)

const (
	// identityPatience is how long the identity endpoint of a machine may give no answer: it is on the machine itself, so
	// one that is not there is known to be missing soon.
	identityPatience = 5 * time.Second
	identityConnect  = 2 * time.Second
	// cliTime bounds one run of the Azure CLI, which takes seconds on a slow machine.
	cliTime = 30 * time.Second
	// tokenMargin is how long a kept token must last at least.
	tokenMargin = 5 * time.Minute
)

// newManagedIdentity signs in as the machine: the user-assigned identity with the client id, or the system-assigned one.
func newManagedIdentity(o Options) (azcore.TokenCredential, error) {
	opts := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: o.client()}
	opts.Transport = bounded.Client{Next: onMachine(o.httpClient()), Limit: maxAnswer}
	opts.PerCallPolicies = []policy.Policy{retry{clock: o.clock(), reached: &atomic.Bool{}, patience: identityPatience}}
	if o.ClientID != "" {
		opts.ID = azidentity.ClientID(o.ClientID)
	}
	return azidentity.NewManagedIdentityCredential(opts)
}

// onMachine is a client for the identity endpoint: no proxy is between a machine and itself, and it is reached at once or
// not at all.
func onMachine(client *http.Client) *http.Client {
	next := client.Transport
	if next == nil {
		next = http.DefaultTransport
	}
	transport, ok := next.(*http.Transport)
	if !ok {
		return client
	}
	transport = transport.Clone()
	transport.Proxy = nil
	dial := transport.DialContext
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		ctx, cancel := context.WithTimeout(ctx, identityConnect)
		defer cancel()
		return dial(ctx, network, address)
	}
	return &http.Client{Transport: transport}
}

// newCLI signs in as whoever has signed in to the Azure CLI on this machine.
func newCLI(o Options) (azcore.TokenCredential, error) {
	cred, err := azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: o.TenantID})
	if err != nil {
		return nil, err
	}
	return &cli{credential: cred, options: o, clock: o.clock(), kept: map[string]azcore.AccessToken{}}, nil
}

// cli runs the Azure CLI, which takes about a second each time, and so keeps its tokens until shortly before they end.
type cli struct {
	credential azcore.TokenCredential
	options    Options
	clock      clockwork.Clock

	mu   sync.Mutex
	kept map[string]azcore.AccessToken // by scope
}

// GetToken implements azcore.TokenCredential.
func (c *cli) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	scope := strings.Join(o.Scopes, " ")
	if token, ok := c.kept[scope]; ok && o.Claims == "" && token.ExpiresOn.After(c.clock.Now().Add(tokenMargin)) {
		return token, nil
	}
	limited, cancel := context.WithTimeout(ctx, cliTime)
	defer cancel()
	token, err := c.credential.GetToken(limited, o)
	if err != nil {
		err = c.options.explainCLI(err, limited.Err() != nil && ctx.Err() == nil)
		attemptsOf(ctx).own(err)
		return token, err
	}
	c.kept[scope] = token
	return token, nil
}

// explainCLI says what to do about a failure of the Azure CLI.
func (o Options) explainCLI(err error, late bool) error {
	text := plain(err)
	switch {
	case late:
		return fmt.Errorf("the Azure CLI (az account get-access-token) gave no answer within %s", cliTime)
	case strings.Contains(text, "executable not found"):
		return errors.New("the Azure CLI (az) is not installed, or not on the PATH that Terraform runs with. " + o.insteadOfCLI())
	case advice(aadsts.FindString(text)) != "":
		return errors.New("the Azure CLI says: " + advised(text, text))
	case strings.Contains(text, "az login"):
		return fmt.Errorf("the Azure CLI is not signed in to the tenant; it says: %s. Run: az login --tenant %s. %s", strings.TrimRight(text, ". "), o.TenantID, o.insteadOfCLI())
	default:
		return errors.New("the Azure CLI says: " + text)
	}
}

// insteadOfCLI is for a machine that nobody has signed in on: the Azure CLI is what is left when nothing is configured.
func (o Options) insteadOfCLI() string {
	if o.Sources[useCLI] != ByDefault {
		return "For a pipeline, configure another way to sign in"
	}
	return "It was chosen since no other way to sign in is configured: for a pipeline set client_id with client_certificate_path, client_secret or use_oidc, or their ARM_* environment variables"
}
