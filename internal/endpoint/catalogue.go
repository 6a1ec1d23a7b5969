package endpoint

import (
	"net/url"
	"slices"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// Version is the version of the catalogue: the day on which it was last compared with its sources. It changes whenever
// an entry does.
const Version = "2026-11-23"

// Where the entries stand.
const (
	sourcePrerequisites = "tenant attach, prerequisites, internet endpoints"
	sourceCRL           = "tenant attach, prerequisites, CRL and OCSP"
	sourceClouds        = "Microsoft Graph, national cloud deployments"
	sourceIntune        = "Intune, endpoints for US Government customers"
	sourceIntunePublic  = "tenant attach, prerequisites; Intune admin center"
	sourceSignIn        = "MicrosoftDocs/memdocs issue 3958: more sign-in hosts are needed than are documented"
	sourceWizard        = "MicrosoftDocs/memdocs issue 351: what the console's sign-in page loads"
	sourceGraphSite     = "what's new in 2409: Microsoft Graph takes the place of Azure AD Graph; that the site must reach it is inferred"
)

// notificationIdle is for how long the notification channel may be idle: what Microsoft recommends to proxies.
const notificationIdle = 3 * time.Minute

// sinceUSGovernment is the release that brought tenant attach to the US Government clouds.
const sinceUSGovernment = "2107"

// For is the catalogue for a cloud, by any of its names, sorted by ID. GCC tenants live in the public cloud. In China the
// upload of devices is not offered, so that there is only what this provider itself reaches (see Offered).
func For(cloudName string) ([]Entry, error) {
	c, err := cloud.Parse(cloudName)
	if err != nil {
		return nil, err
	}
	entries := []Entry{}
	for _, e := range catalogue() {
		if slices.Contains(e.Clouds, c.Name) {
			entries = append(entries, e)
		}
	}
	slices.SortFunc(entries, byID)
	return entries, nil
}

// Offered reports whether a cloud has tenant attach, and what its documentation says of that.
func Offered(cloudName string) (bool, string, error) {
	c, err := cloud.Parse(cloudName)
	if err != nil {
		return false, "", err
	}
	switch c.Name {
	case cloud.China:
		return false, "The upload to the admin center is disabled for Microsoft Azure operated by 21Vianet; the catalogue has only what the provider itself reaches.", nil
	case cloud.DoD:
		return true, "Documented for US Government customers as a whole, from version 2107 on; no page names DoD by itself.", nil
	case cloud.USGovernment:
		return true, "Documented for US Government customers from version 2107 on.", nil
	default:
		return true, "Documented for the public cloud, of which GCC is a part.", nil
	}
}

// catalogue is every entry of every cloud.
func catalogue() []Entry {
	public := []string{cloud.Public}
	government := []string{cloud.USGovernment, cloud.DoD}
	return slices.Concat(
		site("*.manage.microsoft.com", "", public),
		site("*.manage.microsoft.us", sinceUSGovernment, government),
		signIn(cloud.Public), signIn(cloud.USGovernment), signIn(cloud.DoD), signIn(cloud.China),
		[]Entry{
			recommended("sign_in_content", "aadcdn.msauth.net", PurposeSignIn, public, sourceWizard, Observed),
			recommended("sign_in_content_fallback", "aadcdn.msftauth.net", PurposeSignIn, public, sourceWizard, Observed),
			recommended("admin_center", "intune.microsoft.com", PurposeAdminCenter, public, sourceIntunePublic, Documented),
			recommended("admin_center", "intune.microsoft.us", PurposeAdminCenter, government, sourceIntune, Documented),
			recommended("admin_center_portal", "portal.manage.microsoft.us", PurposeAdminCenter, government, sourceIntune, Documented),
		},
	)
}

// site is what the service connection point must reach for tenant attach. Microsoft gives one list, in which only the
// service itself differs between the clouds.
func site(service, since string, clouds []string) []Entry {
	endpoint := func(id, host, path string, purpose Purpose) Entry {
		return Entry{
			ID: id, Scheme: HTTPS, Host: host, Port: 443, Path: path, Exact: path != "",
			Purpose: purpose, Connectors: []Connector{ServiceConnectionPoint}, Required: true, Since: since,
			Clouds: slices.Clone(clouds), Source: sourcePrerequisites, Grade: Documented,
		}
	}
	channel := endpoint("notification_channel", service, "", PurposeNotification)
	channel.IdleTimeout = notificationIdle
	entries := []Entry{
		endpoint("tenant_attach_discovery", "aka.ms", "/configmgrgateway", PurposeTenantAttach),
		endpoint("tenant_attach_service", service, "", PurposeTenantAttach),
		channel,
		endpoint("telemetry", "dc.services.visualstudio.com", "", PurposeTelemetry),
	}
	return append(entries, revocation(since, clouds)...)
}

// revocation are the places of certificate revocation lists and OCSP responders.
func revocation(since string, clouds []string) []Entry {
	places := []struct{ id, host, path string }{
		{"crl_digicert_3", "crl3.digicert.com", ""},
		{"crl_digicert_4", "crl4.digicert.com", ""},
		{"ocsp_digicert", "ocsp.digicert.com", ""},
		{"crl_d_trust", "www.d-trust.net", ""},
		{"ocsp_d_trust_root_c3_ca2_2009", "root-c3-ca2-2009.ocsp.d-trust.net", ""},
		{"crl_microsoft", "crl.microsoft.com", ""},
		{"ocsp_microsoft_oneocsp", "oneocsp.microsoft.com", ""},
		{"ocsp_microsoft_msocsp", "ocsp.msocsp.com", ""},
		{"crl_microsoft_pkiops", "www.microsoft.com", "/pkiops"},
	}
	entries := []Entry{}
	for _, p := range places {
		entries = append(entries, Entry{
			ID: p.id, Scheme: HTTP, Host: p.host, Port: 80, Path: p.path,
			Purpose: PurposeCRLOCSP, Connectors: []Connector{ServiceConnectionPoint}, Required: true, Since: since,
			Clouds: slices.Clone(clouds), Source: sourceCRL, Grade: Documented,
		})
	}
	return entries
}

// signIn is where a cloud's tokens and its Graph are: what the provider needs, and what the site and the console need to
// sign in and to renew the secret.
func signIn(cloudName string) []Entry {
	c, err := cloud.Parse(cloudName)
	if err != nil {
		return nil
	}
	entry := func(id, root string, purpose Purpose, required bool, grade Grade, source string, connectors ...Connector) Entry {
		return Entry{
			ID: id, Scheme: HTTPS, Host: hostOf(root), Port: 443, Purpose: purpose, Connectors: connectors,
			Required: required, Clouds: []string{c.Name}, Source: source, Grade: grade,
		}
	}
	entries := []Entry{
		entry("sign_in_provider", c.AuthorityHost, PurposeSignIn, true, Documented, sourceClouds, Provider),
		entry("graph_provider", c.GraphRoot, PurposeGraph, true, Documented, sourceClouds, Provider),
	}
	if cloudName == cloud.China {
		return entries
	}
	graph := entry("graph_site", c.GraphRoot, PurposeGraph, false, Inferred, sourceGraphSite, ServiceConnectionPoint, Browser)
	graph.Since = "2409"
	login := entry("sign_in_site", c.AuthorityHost, PurposeSignIn, true, Observed, sourceSignIn, ServiceConnectionPoint, Browser)
	if cloudName != cloud.Public {
		login.Since = sinceUSGovernment
	}
	return append(entries, login, graph)
}

// recommended is what an administrator's browser should reach.
func recommended(id, host string, purpose Purpose, clouds []string, source string, grade Grade) Entry {
	return Entry{
		ID: id, Scheme: HTTPS, Host: host, Port: 443, Purpose: purpose, Connectors: []Connector{Browser},
		Clouds: slices.Clone(clouds), Source: source, Grade: grade,
	}
}

// hostOf is the host of a root of the table of clouds.
func hostOf(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
