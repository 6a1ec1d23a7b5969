package tenant

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/jonboulle/clockwork"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/readcache"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/winauth"
)

// Tenant is one Entra tenant and its hierarchy. Its clients are built on first use and then shared by every resource.
type Tenant struct {
	settings Settings
	clock    clockwork.Clock
	shared   shared

	trust  func() (transports, error)
	signIn func() (signIn, error)
	graph  func() (*graph.Client, error)
	admin  func() (*adminservice.Client, error)

	changing atomic.Bool
	silence  *audit.Silence
}

// shared is what all tenants of a process have in common: services count by host, application or account, whichever tenant
// they are asked for.
type shared struct {
	pool     *pool               // of connections
	paces    *graph.Paces        // of Microsoft Graph
	accounts *winauth.Accounts   // that sign in to Windows
	services *readcache.Services // that are read and written
}

func newShared(clock clockwork.Clock) shared {
	return shared{newPool(adminservice.NewLimits(clock)), graph.NewPaces(clock), winauth.NewAccounts(), readcache.NewServices()}
}

// signIn is the credential that was chosen and the name of the way.
type signIn struct {
	credential azcore.TokenCredential
	method     string
}

func newTenant(s Settings, clock clockwork.Clock, all shared) *Tenant {
	t := &Tenant{settings: s, clock: clock, shared: all, silence: audit.NewSilence(clock)}
	t.trust = sync.OnceValues(t.buildTransports)
	t.signIn = sync.OnceValues(t.buildSignIn)
	t.graph = sync.OnceValues(t.buildGraph)
	t.admin = sync.OnceValues(t.buildAdminService)
	return t
}

// ID is the GUID of the Entra tenant, in lower case.
func (t *Tenant) ID() string { return t.settings.TenantID }

// Name is the key in `tenants`, empty for the default tenant.
func (t *Tenant) Name() string { return t.settings.Name }

// Label names the tenant as it stands in the configuration, for messages.
func (t *Tenant) Label() string { return label(t.settings.Name) }

// Where names the tenant and its hierarchy for the end of an error.
func (t *Tenant) Where() string {
	where := fmt.Sprintf("Tenant: %s (%s)", t.Label(), t.ID())
	if host := t.AdminServiceHost(); host != "" {
		where += "; administration service: " + host
	}
	return where
}

// AdminServiceHost is the host of the administration service that is configured; empty for none.
func (t *Tenant) AdminServiceHost() string {
	u, err := url.Parse(t.settings.AdminService.URL)
	if err != nil {
		return ""
	}
	return u.Host
}

// Cloud is the national cloud of the tenant.
func (t *Tenant) Cloud() cloud.Cloud { return t.settings.Cloud }

// Clock is the clock that everything of this tenant waits by.
func (t *Tenant) Clock() clockwork.Clock { return t.clock }

// ReadOnly reports whether writes to this tenant are refused.
func (t *Tenant) ReadOnly() bool { return t.settings.ReadOnly }

// DriftAttribution reports whether the audit logs are asked who has changed what a refresh finds changed.
func (t *Tenant) DriftAttribution() bool { return t.settings.DriftAttribution }

// Self is who Terraform is to the services, as it stands in the configuration. Who a token or a credential cache is for, that
// does not say.
func (t *Tenant) Self() audit.Self {
	self := audit.Self{AppID: t.settings.Credential.ClientID}
	if a := t.settings.AdminService; a.Auth == AuthKerberos || a.Auth == AuthNTLM {
		self.Account = a.Username
		if a.Realm != "" && a.Username != "" && !strings.ContainsAny(a.Username, `@\`) {
			self.Account += "@" + a.Realm
		}
	}
	return self
}

// Silence remembers which audit logs of this tenant did not answer in time.
func (t *Tenant) Silence() *audit.Silence { return t.silence }

// BeginChange notes that an operation is about to change something of this tenant.
func (t *Tenant) BeginChange() { t.changing.Store(true) }

// Changing reports whether this process has begun to change anything of this tenant: then it applies. Terraform plans each
// resource once more while it applies, and gives no other sign of that; a process that plans changes nothing.
func (t *Tenant) Changing() bool { return t.changing.Load() }

// SignInMethod names the way that is used to sign in, for messages and logs.
func (t *Tenant) SignInMethod() string {
	s, err := t.signIn()
	if err != nil {
		return "none"
	}
	return s.method
}

// Graph is the Microsoft Graph client of the tenant. Building it contacts nothing.
func (t *Tenant) Graph() (*graph.Client, error) { return t.graph() }

// AdminService is the client of the hierarchy's administration service. Building it contacts nothing.
func (t *Tenant) AdminService() (*adminservice.Client, error) { return t.admin() }

// CloudClient reaches what Microsoft publishes, as sign-in and Graph are reached, and without a sign-in.
func (t *Tenant) CloudClient() (*http.Client, error) {
	tr, err := t.trust()
	if err != nil {
		return nil, err
	}
	return &http.Client{Transport: tr.cloud, CheckRedirect: refuseRedirect}, nil
}

func (t *Tenant) buildTransports() (transports, error) {
	return t.shared.pool.of(trust{t.settings.CACertificate, t.settings.CACertificatePath, t.settings.AdminService.UseEnvironmentProxy})
}

func (t *Tenant) buildSignIn() (signIn, error) {
	tr, err := t.trust()
	if err != nil {
		return signIn{}, err
	}
	opts := t.settings.Credential
	opts.TenantID = t.settings.TenantID
	opts.HTTPClient, opts.Clock = &http.Client{Transport: tr.cloud}, t.clock
	cred, method, err := credential.New(opts)
	if err != nil {
		return signIn{}, err
	}
	return signIn{cred, method}, nil
}

func (t *Tenant) buildGraph() (*graph.Client, error) {
	tr, err := t.trust()
	if err != nil {
		return nil, err
	}
	s, err := t.signIn()
	if err != nil {
		return nil, err
	}
	return graph.New(graph.Options{
		Root:       t.settings.GraphEndpoint,
		Credential: s.credential,
		Transport:  tr.cloud,
		ReadOnly:   t.settings.ReadOnly,
		TenantID:   t.settings.TenantID,
		UserAgent:  t.settings.UserAgent,
		Clock:      t.clock,
		Pace:       t.shared.paces.Of(t.settings.GraphEndpoint, t.settings.TenantID, t.settings.Credential.ClientID),
		Writes:     t.shared.services.Of(t.settings.GraphEndpoint + " " + t.settings.TenantID),
		AuditPace: func(log string) *graph.Pace {
			return t.shared.paces.OfAudits(t.settings.GraphEndpoint, t.settings.TenantID, t.settings.Credential.ClientID, log)
		},
	})
}

func (t *Tenant) buildAdminService() (*adminservice.Client, error) {
	if t.settings.AdminService.URL == "" {
		return nil, fmt.Errorf("%s (%s) has no admin_service.url: set it in the provider block to https://<FQDN of the SMS Provider>/AdminService, with admin_service.auth = \"kerberos\", or to a route that takes tokens", t.Label(), t.ID())
	}
	tr, err := t.trust()
	if err != nil {
		return nil, err
	}
	auth, err := t.adminServiceAuth(tr.site)
	if err != nil {
		return nil, fmt.Errorf("%s (%s): admin_service.auth = %q: %w", t.Label(), t.ID(), t.settings.AdminService.Auth, err)
	}
	writes := []*readcache.Writes{}
	for _, host := range t.settings.AdminService.hosts() {
		writes = append(writes, t.shared.services.Of(host))
	}
	return adminservice.New(adminservice.Options{
		BaseURL:   t.settings.AdminService.URL,
		OtherURLs: t.settings.AdminService.OtherURLs,
		Auth:      auth.policy,
		Transport: &http.Client{Transport: auth.transport, CheckRedirect: refuseRedirect},
		Refused:   auth.refused,
		ReadOnly:  t.settings.ReadOnly,
		TenantID:  t.settings.TenantID,
		Clock:     t.clock,
		Writes:    writes,
	})
}
