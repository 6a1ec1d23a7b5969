package prerequisite

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// applicationChecks are about the application that the site signs in with.
func applicationChecks() []Check {
	return []Check{
		{"entra_objects", "The first-party service principal is there, or can be made", linkImport, fromPrerequisites + "the onboarding makes a first-party service principal", entraObjects},
		{"identifier_uri_policy", "The tenant's policy for applications allows the App ID URI", linkAppManagement, fromField + "an App ID URI that is not allowed leaves the upload off, without an error", identifierURIPolicy},
		{"secret_policy", "The tenant's policy for applications allows the client secret", linkAppManagement, fromDocs + "app management policies restrict client secrets", secretPolicy},
		{SecretExpiry, "The client secret at the site has not ended, and does not end soon", linkRenew, fromField + "an imported application is not warned of", secretExpiry},
		{"conditional_access", "No Conditional Access policy keeps the application from signing in", linkConditional, fromDocs + "a policy for all cloud apps must exclude the server app", conditionalAccess},
	}
}

// entraObjects: in the US Government clouds no client id of the microservice is known (Graph notes §1.3).
func entraObjects(f *facts) finding {
	sp, err := f.microservice()
	if err != nil {
		return f.unread(err)
	}
	switch {
	case sp != nil && !sp.Enabled:
		return fails("servicePrincipals: the Configuration Manager Microservice is in the tenant ("+sp.ObjectID+"), and disabled.", "Enable it: enterprise applications, properties, enabled for users to sign in.")
	case sp != nil:
		return passes("servicePrincipals: the Configuration Manager Microservice is in the tenant (" + sp.ObjectID + ").")
	case f.tenant.Cloud().AzureEnvironmentName == azureUSGovernment:
		return warns("servicePrincipals: the tenant has none with the client id of the Configuration Manager Microservice in the public cloud, and none is known for the US Government clouds.",
			"Look for it by its name in the tenant, and set microservice_app_id of tenantattach_application; or onboard in the console, which makes it.")
	default:
		return passes("servicePrincipals: the Configuration Manager Microservice is not in the tenant; the apply of tenantattach_application makes its service principal, or the console.")
	}
}

// identifierURIPolicy: the form that the provider makes by itself is allowed by every policy (Graph notes §1.2).
func identifierURIPolicy(f *facts) finding {
	p, err := f.policy()
	if err != nil {
		return f.unread(err)
	}
	const read = "defaultAppManagementPolicy: "
	limits, exempt := []string{}, false
	for _, name := range []string{graph.OnlyDefaultURIs, graph.OnlyUniqueURIs} {
		if r, ok := p.IdentifierURIs[name]; ok && p.Enabled && r.Holds(f.now) {
			limits = append(limits, name)
			exempt = exempt || r.ExcludesActors || r.ExcludesV2Tokens || r.ExcludesSAML
		}
	}
	in := read + strings.Join(limits, " and ") + " is in force. "
	const remedy = "Leave identifier_uri out of tenantattach_application."
	switch refused, known := f.refusesURI(limits); {
	case len(limits) == 0 && !p.Enabled && len(p.IdentifierURIs) > 0:
		return passes(read + "there are restrictions of App ID URIs, but the policy is switched off; that they do not hold then is inferred.")
	case len(limits) == 0:
		return passes(read + "App ID URIs are not restricted.")
	case f.options.IdentifierURI == "":
		return passes(in + "The form that tenantattach_application gives by itself, api://<tenant id>/<client id>, satisfies it.")
	case !known:
		return unknown(in+"Whether it allows "+f.options.IdentifierURI+" depends on the client id, which is not known.", remedy)
	case !refused:
		return passes(in + "It allows " + f.options.IdentifierURI + ".")
	case exempt || f.options.ClientID != "":
		return warns(in+"It refuses a new "+f.options.IdentifierURI+"; an application that has it already keeps it, and some applications or identities may be exempt, which is not looked at.", remedy)
	default:
		return fails(in+"It refuses "+f.options.IdentifierURI+".", remedy)
	}
}

// refusesURI reports whether the App ID URI is not of a form that the restrictions allow, and whether that is known.
func (f *facts) refusesURI(limits []string) (refused, known bool) {
	uri, own := strings.ToLower(f.options.IdentifierURI), strings.ToLower(f.options.ClientID)
	tenantForm := "api://" + f.tenant.ID() + "/"
	standard := own != "" && (uri == "api://"+own || uri == tenantForm+own)
	if slices.Contains(limits, graph.OnlyDefaultURIs) && !standard {
		return own != "" || !guidAtEnd.MatchString(uri), own != "" || !guidAtEnd.MatchString(uri)
	}
	if !slices.Contains(limits, graph.OnlyUniqueURIs) || standard || strings.Contains(uri, f.tenant.ID()) {
		return false, true
	}
	org, err := f.organization()
	if err != nil {
		return false, false
	}
	host, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(uri, "https://"), "api://"), "/")
	return !slices.ContainsFunc(org.VerifiedDomains, func(d string) bool {
		return strings.EqualFold(d, host) || strings.HasSuffix(host, "."+strings.ToLower(d))
	}), true
}

// guidAtEnd is of an App ID URI that may end with the client id.
var guidAtEnd = regexp.MustCompile(`^api://(.*/)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// secretPolicy: a policy of the application's own takes the place of the default one, and is not read; an application that is to
// be made has none.
func secretPolicy(f *facts) finding {
	if f.options.NoSecret {
		return passes("Does not apply: no client secret is made.")
	}
	p, err := f.policy()
	if err != nil {
		return f.unread(err)
	}
	validity := cmp.Or(f.options.SecretValidity, defaultValidity)
	holds := func(r *graph.SecretRestriction) bool { return p.Enabled && r != nil && r.Holds(f.now) }
	switch a, l := p.PasswordAddition, p.PasswordLifetime; {
	case holds(a):
		return f.refusesSecret(*a, "new client secrets are refused (passwordAddition).")
	case holds(l) && l.MaxLifetime > 0 && validity > l.MaxLifetime:
		return f.refusesSecret(*l, fmt.Sprintf("a client secret may last %s at most (passwordLifetime), and is to last %s.", days(l.MaxLifetime), days(validity)))
	default:
		return passes("defaultAppManagementPolicy: a client secret for " + days(validity) + " is allowed.")
	}
}

func (f *facts) refusesSecret(r graph.SecretRestriction, what string) finding {
	const remedy = "Except the application by an app management policy of its own, which is not read here; or shorten secret_validity of tenantattach_onboarding."
	what = "defaultAppManagementPolicy: " + what
	switch {
	case r.ExcludesActors:
		return warns(what+" Some identities are exempt; whether this one is, is not looked at.", remedy)
	case f.options.ClientID != "":
		return warns(what+" A policy of the application's own may say otherwise, and it may have been made before the restriction holds; neither is looked at.", remedy)
	default:
		return fails(what, remedy)
	}
}

const (
	// defaultValidity is for how long tenantattach_onboarding makes a secret valid by default.
	defaultValidity = 365 * 24 * time.Hour
	// expirySoon is how long before its end a secret is warned of: as the onboarding rotates it by default.
	expirySoon = 30 * 24 * time.Hour
)

// days is a duration for people.
func days(d time.Duration) string { return fmt.Sprintf("%d days", int(d.Hours()/24)) }

// secretExpiry is about the application that is named, or those that upload to this tenant.
func secretExpiry(f *facts) finding {
	a, err := f.attachment()
	if err != nil {
		return f.unread(err)
	}
	said, worst := []string{}, Pass
	for _, u := range a.uploads {
		if u.Application == nil || u.Tenant != nil && !strings.EqualFold(u.Tenant.TenantID, f.tenant.ID()) || f.options.ClientID != "" && !strings.EqualFold(u.Application.ClientID, f.options.ClientID) {
			continue
		}
		end, left := u.Application.SecretExpiry, u.Application.SecretExpiry.Sub(f.now)
		switch {
		case end.IsZero():
			said = append(said, fmt.Sprintf("the row of %q has no end of its secret", u.Application.Name))
			worst = worse(worst, Unknown)
			continue
		case left <= 0:
			worst = worse(worst, Fail)
		case left < expirySoon:
			worst = worse(worst, Warn)
		}
		said = append(said, fmt.Sprintf("the secret of %q ends at %s", u.Application.Name, end.UTC().Format(time.RFC3339)))
	}
	if len(said) == 0 {
		return passes("SMS_AAD_Application_Ex: the hierarchy uploads with no application that the account sees.")
	}
	out := finding{status: worst, evidence: "SMS_AAD_Application_Ex: " + strings.Join(said, "; ") + "."}
	if worst != Pass {
		out.remedy = "Renew it: tenantattach_onboarding does so before it ends; or Renew secret key in the console. The console gives no warning for an imported application."
	}
	return out
}

func worse(a, b Status) Status {
	if slices.Index(Statuses(), b) < slices.Index(Statuses(), a) {
		return b
	}
	return a
}

// conditionalAccess: the application signs in as itself, so that policies for workload identities count, which name service
// principals. Microsoft also says that a policy for all cloud apps must exclude the server app (Graph notes §1.1): what such
// a policy, which is for users, does to it is not published.
func conditionalAccess(f *facts) finding {
	policies, err := f.conditional()
	if err != nil {
		return f.unread(err)
	}
	principal, err := f.principal()
	if err != nil {
		return f.unread(err)
	}
	blocks, maybe, everything := []string{}, []string{}, []string{}
	for _, p := range policies {
		switch f.effectOf(p, principal) {
		case blocksAlways:
			blocks = append(blocks, p.Name)
		case blocksPerhaps:
			maybe = append(maybe, p.Name)
		case forAllApps:
			everything = append(everything, p.Name)
		}
	}
	const read, remedy = "identity/conditionalAccess/policies: ", "Exclude the application from the policy."
	switch {
	case len(blocks) > 0:
		return fails(read+"these block the application: "+quoted(blocks)+".", remedy)
	case len(maybe) > 0:
		return warns(read+"these block service principals for some applications, or under further conditions such as places, which are not evaluated: "+quoted(maybe)+".", remedy+" Or make sure that it does not hold for the service connection point.")
	case len(everything) > 0 && f.options.ClientID == "":
		return unknown(read+"these are for all cloud apps: "+quoted(everything)+". Microsoft says that they must exclude the server app, which does not exist yet; what happens without is not published.", "Exclude the application once it exists.")
	case len(everything) > 0:
		return warns(read+"these are for all cloud apps and do not exclude the application: "+quoted(everything)+". Microsoft says that they must; what happens without is not published.", remedy)
	default:
		return passes(read + "none that is enforced is about the application, or about all cloud apps or workload identities.")
	}
}

// effect is what a policy may do to the sign-in of the application.
type effect int

const (
	none effect = iota
	blocksAlways
	blocksPerhaps
	forAllApps
)

// ownTenantPrincipals stands in a policy for every service principal of an application of the tenant, allApps for every
// application.
const (
	ownTenantPrincipals = "ServicePrincipalsInMyTenant"
	allApps             = "All"
)

func (f *facts) effectOf(p graph.ConditionalAccessPolicy, principal string) effect {
	workload := anyOf(p.IncludeServicePrincipals, ownTenantPrincipals, principal) && !anyOf(p.ExcludeServicePrincipals, principal)
	switch {
	case !p.Enforced():
		return none
	case workload && p.Blocks && (p.Conditional || p.ServicePrincipalFilter != "" || !anyOf(p.IncludeApplications, allApps)):
		return blocksPerhaps
	case workload && p.Blocks:
		return blocksAlways
	case len(p.IncludeServicePrincipals) == 0 && anyOf(p.IncludeApplications, allApps) && !anyOf(p.ExcludeApplications, f.options.ClientID):
		return forAllApps
	default:
		return none
	}
}

// anyOf reports whether a list has one of these; an empty one is none.
func anyOf(list []string, wanted ...string) bool {
	return slices.ContainsFunc(wanted, func(w string) bool {
		return w != "" && slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, w) })
	})
}

// readPrincipal is the object id of the application's service principal; empty while there is none.
func (f *facts) readPrincipal() (string, error) {
	if f.options.ClientID == "" {
		return "", nil
	}
	c, err := f.graph()
	if err != nil {
		return "", err
	}
	sp, err := c.ServicePrincipalByAppID(f.ctx, f.options.ClientID)
	if graph.IsNotFound(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return sp.ObjectID, nil
}
