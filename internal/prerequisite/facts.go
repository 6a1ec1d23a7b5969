package prerequisite

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// Options say what the checks are about, beside the tenant.
type Options struct {
	// Administrator is the user who signs in at the console and works in the admin center, by UPN or object id.
	Administrator string
	// Accounts are the users who start device actions, by UPN.
	Accounts []string
	// Country is where the service connection point is, as an ISO 3166-1 code of two letters.
	Country string
	// ClientID is the application to be used, IdentifierURI its App ID URI; empty while they are not known.
	ClientID, IdentifierURI string
	// ApplicationName is what it is called at the site: by it an interrupted onboarding is told from that of others.
	ApplicationName string
	// MicroserviceAppID is the client id of the Configuration Manager Microservice; empty for that of the public cloud.
	MicroserviceAppID string
	// SecretValidity is for how long a new client secret is to be valid; zero for the default of the onboarding.
	SecretValidity time.Duration
	// NoSecret says that no client secret is made.
	NoSecret bool
	// Needs are what the run does in Microsoft Graph; nil for all that a plan or an apply of everything does.
	Needs []graph.Need
	// NoConsent says that an apply of everything gives no admin consent.
	NoConsent bool
	// Skip are the ids of checks that are left out.
	Skip []string
}

// facts are what the checks read, each once, however many checks need it.
type facts struct {
	ctx     context.Context //nolint:containedctx // one run, of which all reads are a part
	tenant  *tenant.Tenant
	options Options
	now     time.Time
	named   sync.Map // reads by name
	shared
}

// shared are the reads.
type shared struct {
	identification func() (adminservice.Identification, error)
	sites          func() ([]adminservice.Site, error)
	roles          func() ([]adminservice.SystemRole, error)
	environments   func() ([]adminservice.Environment, error)
	attachment     func() (attachment, error)
	endpoints      func() (sitecheck.Report, error)
	administrators func() ([]adminservice.AdministrativeUser, error)

	identity     func() (graph.Identity, error)
	signed       func() (bool, error)
	organization func() (graph.Organization, error)
	microservice func() (*graph.ServicePrincipal, error)
	plans        func() ([]graph.ServicePlan, error)
	policy       func() (graph.AppManagementPolicy, error)
	conditional  func() ([]graph.ConditionalAccessPolicy, error)
	intuneRoles  func() ([]graph.IntuneRole, error)
	intuneRBAC   func() (bool, error)
	principal    func() (string, error)
}

func newFacts(ctx context.Context, t *tenant.Tenant, o Options) *facts {
	f := &facts{ctx: ctx, tenant: t, options: o, now: t.Clock().Now()}
	f.identification = atSite(f, (*adminservice.Client).Identification)
	f.sites = behind(checkSite, f.identification, atSite(f, (*adminservice.Client).Sites))
	f.roles = behind(checkSite, f.identification, atSite(f, (*adminservice.Client).SystemRoles))
	f.environments = behind(checkSite, f.identification, atSite(f, (*adminservice.Client).Environments))
	f.administrators = behind(checkSite, f.identification, atSite(f, (*adminservice.Client).AdministrativeUsers))
	f.attachment = behind(checkSite, f.identification, atSite(f, swapped(f.readAttachment)))
	f.endpoints = behind(checkSite, f.identification, atSite(f, swapped(f.readEndpoints)))

	f.identity = inGraph(f, (*graph.Client).Identity)
	f.signed = sync.OnceValues(f.readSigned)
	f.organization = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).Organization))
	f.microservice = behind(checkSignIn, f.signed, inGraph(f, swapped(f.readMicroservice)))
	f.plans = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).SubscribedPlans))
	f.policy = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).AppManagementPolicy))
	f.conditional = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).ConditionalAccessPolicies))
	f.intuneRoles = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).IntuneRoles))
	f.intuneRBAC = behind(checkSignIn, f.signed, inGraph(f, (*graph.Client).IntuneRBAC))
	f.principal = sync.OnceValues(f.readPrincipal)
	return f
}

// atSite is a read of the administration service that is done once.
func atSite[T any](f *facts, read func(*adminservice.Client, context.Context) (T, error)) func() (T, error) {
	return sync.OnceValues(func() (T, error) {
		c, err := f.tenant.AdminService()
		if err != nil {
			var none T
			return none, err
		}
		return read(c, f.ctx)
	})
}

// inGraph is a read of Microsoft Graph that is done once.
func inGraph[T any](f *facts, read func(*graph.Client, context.Context) (T, error)) func() (T, error) {
	return sync.OnceValues(func() (T, error) {
		c, err := f.tenant.Graph()
		if err != nil {
			var none T
			return none, err
		}
		return read(c, f.ctx)
	})
}

// swapped gives a read the form of a method of the client.
func swapped[C, T any](read func(context.Context, C) (T, error)) func(C, context.Context) (T, error) {
	return func(c C, ctx context.Context) (T, error) { return read(ctx, c) }
}

// behindError is the failure of the read that all others of a service stand on: one check shows it, and the others refer to
// that one.
type behindError struct {
	check string
	error
}

// behind is a read that is done only if another one, on which it stands, has gone well.
func behind[A, T any](check string, first func() (A, error), read func() (T, error)) func() (T, error) {
	return func() (T, error) {
		if _, err := first(); err != nil {
			var none T
			return none, behindError{check, err}
		}
		return read()
	}
}

// top is the top-level site.
func (f *facts) top() (adminservice.Site, error) {
	sites, err := f.sites()
	if err != nil {
		return adminservice.Site{}, err
	}
	return adminservice.TopSite(sites)
}

// site is the client of the administration service, once that has answered; graph is that of Microsoft Graph, once signed in.
func (f *facts) site() (*adminservice.Client, error) {
	if _, err := f.identification(); err != nil {
		return nil, behindError{checkSite, err}
	}
	return f.tenant.AdminService()
}

func (f *facts) graph() (*graph.Client, error) {
	if _, err := f.signed(); err != nil {
		return nil, behindError{checkSignIn, err}
	}
	return f.tenant.Graph()
}

// readSigned reports whether a token is issued. Who it is for may not be told from it: Microsoft does not promise that.
func (f *facts) readSigned() (bool, error) {
	_, err := f.identity()
	var refused *graph.SignInError
	if errors.As(err, &refused) {
		return false, err
	}
	return true, nil
}

// user reads a user once, however many checks are about it.
func (f *facts) user(name string) (*graph.User, error) {
	return once(f, "user "+name, func() (*graph.User, error) {
		c, err := f.graph()
		if err != nil {
			return nil, err
		}
		return c.User(f.ctx, name)
	})
}

// rolesOf are the roles of Entra that a user has in the whole tenant.
func (f *facts) rolesOf(name string) ([]graph.DirectoryRole, error) {
	return once(f, "roles "+name, func() ([]graph.DirectoryRole, error) {
		c, err := f.graph()
		if err != nil {
			return nil, err
		}
		return c.UserDirectoryRoles(f.ctx, name)
	})
}

// discoveries are the users of the site that a user of the tenant is discovered as: by either of its names.
func (f *facts) discoveries(name string) ([]adminservice.DiscoveredUser, error) {
	return once(f, "discovered "+name, func() ([]adminservice.DiscoveredUser, error) {
		c, err := f.site()
		if err != nil {
			return nil, err
		}
		found, err := c.DiscoveredUsers(f.ctx, name)
		if err != nil || len(found) > 0 {
			return found, err
		}
		user, err := f.user(name)
		if err != nil || user.OnPremisesUPN == "" || strings.EqualFold(user.OnPremisesUPN, name) {
			return nil, nil //nolint:nilerr // whether there is such a user is what another check says
		}
		return c.DiscoveredUsers(f.ctx, user.OnPremisesUPN)
	})
}

// once is a read by a name that is done once.
func once[T any](f *facts, key string, read func() (T, error)) (T, error) {
	v, _ := f.named.LoadOrStore(key, sync.OnceValues(read))
	do, ok := v.(func() (T, error))
	if !ok { // a key has one type
		return read()
	}
	return do()
}

// roleReader is what an account needs to read at the site.
const roleReader = "Read-only Analyst (security role of Configuration Manager)"

// unread is the finding of a check whose read failed: what came back, and which permission was missing.
func (f *facts) unread(err error) finding {
	var first behindError
	if errors.As(err, &first) {
		return unknown("Not looked: see the check "+first.check+".", "Mend that first.")
	}
	out := unknown(told(err), "Mend what the evidence says, and look again.")
	out.unread = true
	switch missing := graph.MissingPermission(err); {
	case len(missing) > 0:
		out.missing = strings.Join(missing, " or ")
		out.remedy = "Grant it to the identity, with an administrator's consent; or leave the check out."
	case adminservice.IsAccessDenied(err):
		out.missing = roleReader
	}
	return out
}

// passing is what differs from one answer to the next although nothing else does: it would make every plan show a change.
var passing = regexp.MustCompile(`(?i) ?\(?(?:request id|trace id:)[^)]*?(?:\)|timestamp: \S+(?: \S+Z)?\.?)| after [0-9.]+m?s\b`)

// told is an error without that.
func told(err error) string { return passing.ReplaceAllString(err.Error(), "") }

func isStatus(err error, status int) bool {
	var e *adminservice.Error
	return errors.As(err, &e) && e.Status == status
}

func quoted(names []string) string {
	out := []string{}
	for _, name := range names {
		out = append(out, fmt.Sprintf("%q", name))
	}
	return strings.Join(out, ", ")
}
