package prerequisite

import (
	"cmp"
	"fmt"
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
		{"secret_expiry", "The client secret at the site has not ended, and does not end soon", linkRenew, fromField + "an imported application is not warned of", secretExpiry},
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
	case sp != nil:
		return passes("servicePrincipals: the Configuration Manager Microservice is in the tenant (" + sp.ObjectID + ").")
	case f.tenant.Cloud().AzureEnvironmentName == azureUSGovernment:
		return warns("servicePrincipals: the tenant has none with the client id of the Configuration Manager Microservice in the public cloud, and none is known for the US Government clouds.",
			"Look for it by its name in the tenant, and set microservice_app_id of tenantattach_application; or onboard in the console, which makes it.")
	default:
		return passes("servicePrincipals: the Configuration Manager Microservice is not in the tenant; apply makes its service principal.")
	}
}

// identifierURIPolicy: the form that the provider makes by itself is allowed by every policy (Graph notes §1.2).
func identifierURIPolicy(f *facts) finding {
	p, err := f.policy()
	if err != nil {
		return f.unread(err)
	}
	const read = "defaultAppManagementPolicy: "
	limits := []string{}
	for _, name := range []string{graph.OnlyDefaultURIs, graph.OnlyUniqueURIs} {
		if r, ok := p.IdentifierURIs[name]; ok && p.Enabled && r.Holds(f.now) {
			limits = append(limits, name)
		}
	}
	uri := f.options.IdentifierURI
	switch {
	case len(limits) == 0 && !p.Enabled && len(p.IdentifierURIs) > 0:
		return passes(read + "there are restrictions of App ID URIs, but the policy is switched off; that they do not hold then is inferred.")
	case len(limits) == 0:
		return passes(read + "App ID URIs are not restricted.")
	case uri == "" || strings.EqualFold(uri, "api://"+f.tenant.ID()+"/"+f.options.ClientID):
		return passes(fmt.Sprintf("%s%s is in force. The form that tenantattach_application gives by itself, api://<tenant id>/<client id>, satisfies it.", read, strings.Join(limits, " and ")))
	case slices.Contains(limits, graph.OnlyDefaultURIs) && !strings.EqualFold(uri, "api://"+f.options.ClientID):
		return fails(fmt.Sprintf("%s%s is in force, and refuses %s; an application that has it already keeps it.", read, graph.OnlyDefaultURIs, uri), "Leave identifier_uri out of tenantattach_application.")
	default:
		return passes(fmt.Sprintf("%s%s is in force; %s has the tenant, or the application, in it.", read, strings.Join(limits, " and "), uri))
	}
}

func secretPolicy(f *facts) finding {
	p, err := f.policy()
	if err != nil {
		return f.unread(err)
	}
	const read = "defaultAppManagementPolicy: "
	const remedy = "Except the application by an app management policy of its own, or shorten secret_validity of tenantattach_onboarding."
	holds := func(r *graph.SecretRestriction) bool { return p.Enabled && r != nil && r.Holds(f.now) }
	exempt := ""
	if a := p.PasswordAddition; a != nil && a.ExcludesActors || p.PasswordLifetime != nil && p.PasswordLifetime.ExcludesActors {
		exempt = " Some identities are exempt; whether this one is, is not looked at."
	}
	switch validity := cmp.Or(f.options.SecretValidity, defaultValidity); {
	case holds(p.PasswordAddition) && exempt == "":
		return fails(read+"new client secrets are refused (passwordAddition).", remedy)
	case holds(p.PasswordAddition):
		return warns(read+"new client secrets are refused (passwordAddition)."+exempt, remedy)
	case holds(p.PasswordLifetime) && p.PasswordLifetime.MaxLifetime > 0 && validity > p.PasswordLifetime.MaxLifetime:
		return fails(fmt.Sprintf("%sa client secret may last %s at most (passwordLifetime), and is to last %s.%s", read, days(p.PasswordLifetime.MaxLifetime), days(validity), exempt), remedy)
	default:
		return passes(read + "a client secret for " + days(validity) + " is allowed.")
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

func secretExpiry(f *facts) finding {
	a, err := f.attachment()
	if err != nil {
		return f.unread(err)
	}
	said, worst := []string{}, Pass
	for _, app := range a.uploading {
		left := app.SecretExpiry.Sub(f.now)
		switch {
		case app.SecretExpiry.IsZero():
			said = append(said, fmt.Sprintf("the row of %q has no end of its secret", app.Name))
			worst = worse(worst, Unknown)
		case left <= 0:
			said = append(said, fmt.Sprintf("the secret of %q ended at %s", app.Name, app.SecretExpiry.UTC().Format(time.RFC3339)))
			worst = worse(worst, Fail)
		default:
			said = append(said, fmt.Sprintf("the secret of %q ends in %s, at %s", app.Name, days(left), app.SecretExpiry.UTC().Format(time.RFC3339)))
			if left < expirySoon {
				worst = worse(worst, Warn)
			}
		}
	}
	if len(said) == 0 {
		return passes("SMS_AAD_Application_Ex: the hierarchy uploads with no application yet.")
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
	principal, err := f.ownPrincipal()
	if err != nil {
		return f.unread(err)
	}
	blocks, maybe, everything := []string{}, []string{}, []string{}
	for _, p := range policies {
		if !p.Enforced() {
			continue
		}
		switch f.coversApplication(p, principal) {
		case covers:
			if p.Blocks && !p.Conditional && p.ServicePrincipalFilter == "" {
				blocks = append(blocks, p.Name)
			} else if p.Blocks {
				maybe = append(maybe, p.Name)
			}
		case coversEverything:
			everything = append(everything, p.Name)
		}
	}
	read := fmt.Sprintf("identity/conditionalAccess/policies: %d policies. ", len(policies))
	const remedy = "Exclude the application from the policy."
	switch {
	case len(blocks) > 0:
		return fails(read+"These block the application: "+quoted(blocks)+".", remedy)
	case len(maybe) > 0:
		return warns(read+"These block the application under further conditions, such as places, which are not evaluated: "+quoted(maybe)+".", remedy+" Or make sure that its conditions do not hold for the service connection point.")
	case len(everything) > 0:
		return warns(read+"These are for all cloud apps and do not exclude the application: "+quoted(everything)+". Microsoft says that the server app must be excluded; what happens without is not published.", remedy)
	case principal == "":
		return passes(read + "None that is enforced is for all workload identities of the tenant, or for all cloud apps. Policies for single applications do not name one that is not there yet.")
	default:
		return passes(read + "None that is enforced keeps the application from signing in.")
	}
}

type coverage int

const (
	coversNot coverage = iota
	covers
	coversEverything
)

// ownTenantPrincipals stands in a policy for every service principal of an application of the tenant.
const ownTenantPrincipals = "ServicePrincipalsInMyTenant"

func (f *facts) coversApplication(p graph.ConditionalAccessPolicy, principal string) coverage {
	contains := func(list []string, id string) bool {
		return id != "" && slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, id) })
	}
	if contains(p.IncludeServicePrincipals, ownTenantPrincipals) || contains(p.IncludeServicePrincipals, principal) {
		if contains(p.ExcludeServicePrincipals, principal) {
			return coversNot
		}
		return covers
	}
	if contains(p.IncludeApplications, "All") && len(p.IncludeServicePrincipals) == 0 && !contains(p.ExcludeApplications, f.options.ClientID) {
		return coversEverything
	}
	return coversNot
}

// ownPrincipal is the object id of the application's service principal; empty while there is none.
func (f *facts) ownPrincipal() (string, error) {
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
