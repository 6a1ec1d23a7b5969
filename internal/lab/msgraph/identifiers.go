package msgraph

import (
	"net/url"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// checkApplication looks at what has to be right in the tenant as a whole. Before is what the application was; the
// identifier URIs that it had are not checked again.
func (c *call) checkApplication(s *world.Snapshot, app, before world.Application) error {
	if app.UniqueName != nil && before.UniqueName == nil && uniqueNameTaken(s, app) {
		return errTaken("uniqueName")
	}
	for i, uri := range app.IdentifierURIs {
		if slices.Contains(app.IdentifierURIs[:i], uri) {
			return errInvalid("Application", "identifierUris")
		}
		if slices.ContainsFunc(before.IdentifierURIs, func(o string) bool { return strings.EqualFold(o, uri) }) {
			continue
		}
		if err := policyOnURI(s, app, uri); err != nil { // before the domain is looked at, as is observed
			return err
		}
		if !allowedURI(uri, app.AppID, s.Organization) {
			// As in Azure/Industrial-IoT PR 1432.
			return refuse("HostNameNotOnVerifiedDomain", "Values of identifierUris property must use a verified domain of the organization or its subdomain: '%s'", uri)
		}
		if uriTaken(s, app.ID, uri) {
			return errTaken("identifierUris")
		}
	}
	return nil
}

// uniqueNameTaken: an application in the recycle bin keeps its name, and nobody else gets it until the application is
// purged (microsoftgraph/msgraph-bicep-types #137, byte5ai/omadia #916).
func uniqueNameTaken(s *world.Snapshot, app world.Application) bool {
	for _, all := range []map[string]world.Application{s.Applications, s.DeletedApplications} {
		for _, other := range all {
			if other.ID != app.ID && value(other.UniqueName) == *app.UniqueName {
				return true
			}
		}
	}
	return false
}

// uriTaken: an identifier URI is that of one application of the tenant. Those in the recycle bin do not count, until
// they are restored (inferred).
func uriTaken(s *world.Snapshot, id, uri string) bool {
	for _, other := range s.Applications {
		if other.ID != id && slices.ContainsFunc(other.IdentifierURIs, func(o string) bool { return strings.EqualFold(o, uri) }) {
			return true
		}
	}
	return false
}

// allowedURI knows the forms of Graph notes §1.2: api://{appId}, api://{tenantId}/{string}, api://{string}/{appId}, and
// https:// on a verified domain or a subdomain of one.
func allowedURI(uri, appID string, org world.Organization) bool {
	if rest, ok := strings.CutPrefix(uri, "api://"); ok {
		head, tail, _ := strings.Cut(rest, "/")
		last := rest[strings.LastIndex(rest, "/")+1:]
		return sameID(rest, appID) || sameID(head, org.ID) && tail != "" || head != "" && tail != "" && sameID(last, appID)
	}
	u, err := url.Parse(uri)
	if err != nil || u.Scheme != "https" {
		return false
	}
	return onVerifiedDomain(u, org)
}

// onVerifiedDomain reports whether an address is on a verified domain of the tenant or a subdomain of one.
func onVerifiedDomain(u *url.URL, org world.Organization) bool {
	host := strings.ToLower(u.Hostname())
	return slices.ContainsFunc(org.VerifiedDomains, func(d world.VerifiedDomain) bool {
		return host == d.Name || strings.HasSuffix(host, "."+d.Name)
	})
}
