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
}

// Client is a client of one hierarchy. It is safe for concurrent use.
type Client struct {
	base      string
	providers *providers
	options   Options
	pipeline  runtime.Pipeline
	cache     cache
	// metadata is a cache of its own: what a site exposes does not change with what is written.
	metadata cache
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
	c.cache.entries = map[string]*entry{}
	c.metadata.entries = map[string]*entry{}
	return c, nil
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
		Transport: bounded{next: o.Transport, limit: maxAnswer},
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
