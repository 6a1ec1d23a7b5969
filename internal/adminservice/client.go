// Package adminservice is the client of Configuration Manager's administration service (AdminService): a small OData
// client that knows the service's quirks, and the few WMI classes that tenant attach lives in.
package adminservice

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/readcache"
)

// Options configure a client.
type Options struct {
	// BaseURL is https://<SMS Provider FQDN>/AdminService, or the route through a cloud management gateway. OtherURLs are
	// further SMS Providers of the hierarchy, for reads when that one does not answer.
	BaseURL   string
	OtherURLs []string
	// Auth signs each request: the service does not keep a connection authenticated (AdminService notes §1.8).
	Auth policy.Policy
	// Transport carries the requests; it must not follow redirects and should not use a proxy, which the service does
	// not work through (AdminService notes §1.9). Nil is such a one. It may sign in itself, in place of Auth.
	Transport policy.Transporter
	// Refused says what an answer 401 means with the sign-in that is used; nil is for bearer tokens.
	Refused func(*http.Response) string
	// ReadOnly refuses every request that is not a read before it is sent.
	ReadOnly bool
	// TenantID is the tenant whose hierarchy this is, for messages.
	TenantID string
	// Clock is the time that is waited by; nil is the real one.
	Clock clockwork.Clock
	// Writes are shared by all clients of the same SMS Providers, so that none of them keeps what another has written over.
	Writes []*readcache.Writes
}

// maxAnswer is how many bytes an answer may have.
const maxAnswer = 64 << 20

// Client is a client of one hierarchy. It is safe for concurrent use.
type Client struct {
	base      string
	providers *providers
	options   Options
	pipeline  runtime.Pipeline
	cache     readcache.Cache[any]
	// metadata is a cache of its own: what a site exposes does not change with what is written.
	metadata readcache.Cache[*Capabilities]
}

// TenantID is the GUID of the tenant whose hierarchy this is.
func (c *Client) TenantID() string { return c.options.TenantID }

// New builds a client. It contacts nothing.
func New(o Options) (*Client, error) {
	providers, err := newProviders(o.BaseURL, o.OtherURLs)
	if err != nil {
		return nil, err
	}
	if o.Clock == nil {
		o.Clock = clockwork.NewRealClock()
	}
	if o.Transport == nil {
		o.Transport = defaultTransport()
	}
	c := &Client{base: strings.TrimRight(providers.bases[0].String(), "/"), providers: providers, options: o, pipeline: o.pipeline(providers)}
	for _, w := range o.Writes {
		w.Join(c.Forget)
	}
	return c, nil
}

// Forget empties the cache: the next reads ask the service. Every write does that by itself, for all clients of the service.
func (c *Client) Forget() { c.cache.Forget() }

// wrote says that something may have been written: what was read before may no longer be so.
func (c *Client) wrote() {
	c.Forget()
	for _, w := range c.options.Writes {
		w.Done()
	}
}

// parseBase checks the address. It ends like each of the known forms (AdminService notes §1.1): AdminService or
// AdminService_TokenAuth at the SMS Provider, or below CCM_Proxy_… and an id at a cloud management gateway. What comes
// after that, such as /wmi, is the client's, and would only be answered with a 404 that looks like missing rights.
func parseBase(address string) (*url.URL, error) {
	base, err := url.Parse(strings.TrimRight(address, "/"))
	if err != nil || base.Scheme != "https" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, errors.New("the address of the administration service is not https://<FQDN of the SMS Provider>/AdminService")
	}
	switch service := path.Base(base.Path); {
	case strings.EqualFold(service, "AdminService"), strings.EqualFold(service, "AdminService_TokenAuth"):
		return base, nil
	default:
		return nil, fmt.Errorf("the address of the administration service, %q, does not end in /AdminService, as https://<FQDN of the SMS Provider>/AdminService does", address)
	}
}

func (o Options) pipeline(providers *providers) runtime.Pipeline {
	return runtime.NewPipeline("adminservice", "", runtime.PipelineOptions{
		PerCall:  []policy.Policy{gate{readOnly: o.ReadOnly, tenantID: o.TenantID}, retry{clock: o.Clock, providers: providers}},
		PerRetry: signers(o.Auth),
	}, &policy.ClientOptions{
		Transport: bounded.Client{Next: o.Transport, Limit: maxAnswer},
		Telemetry: policy.TelemetryOptions{Disabled: true},
		Retry:     policy.RetryOptions{MaxRetries: -1}, // our own waits by the injected clock, and knows reads
	})
}

func signers(auth policy.Policy) []policy.Policy {
	if auth == nil {
		return nil
	}
	return []policy.Policy{auth}
}

func defaultTransport() policy.Transporter {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}
