package prerequisite

import (
	"context"
	"fmt"
	"regexp"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
)

// networkChecks are about the way to the internet of the service connection point.
func networkChecks() []Check {
	return []Check{
		{"connection_point_checks", "The service connection point's own checks of the internet endpoints", linkEndpoints, fromPrerequisites + "the service connection point validates important endpoints", ownChecks},
		{"proxy_idle_timeout", "The proxy keeps the notification channel open for 3 minutes", linkEndpoints, fromPrerequisites + "a proxy must not end idle connections too soon", idleTimeout},
		{"winhttp_proxy", "The operating system of the service connection point has the proxy, too", linkEndpoints, fromPrerequisites + "the revocation check uses the proxy of WinHTTP, with a bypass list", winHTTP},
	}
}

// endpointChecks are one for each endpoint that the service connection point must reach.
func endpointChecks(entries []endpoint.Entry) []Check {
	out := []Check{}
	for _, e := range endpoint.Select(entries, endpoint.Filter{Connectors: []endpoint.Connector{endpoint.ServiceConnectionPoint}, RequiredOnly: true}) {
		from := fromField
		if e.Grade == endpoint.Documented {
			from = fromPrerequisites
		}
		out = append(out, Check{
			endpointCheckStart + e.ID, "The service connection point reaches " + e.URL(), linkEndpoints, from + "internet endpoints: " + e.URL(),
			func(f *facts) finding { return reaches(f, e) },
		})
	}
	return out
}

func (f *facts) readEndpoints(ctx context.Context, c *adminservice.Client) (sitecheck.Report, error) {
	entries, err := endpoint.For(f.tenant.Cloud().Name)
	if err != nil {
		return sitecheck.Report{}, err
	}
	return sitecheck.Read(ctx, c, entries, f.now, sitecheck.DefaultMaxAge)
}

const (
	probeRemedy = "The data source tenantattach_connectivity with probe = true looks from the machine that runs Terraform."
	openRemedy  = "Open the endpoint in proxy and firewall; the function matches and the data source tenantattach_endpoints have the list. "
)

func ownChecks(f *facts) finding {
	r, err := f.endpoints()
	if err != nil {
		return f.unread(err)
	}
	switch r.Status {
	case sitecheck.StatusPass:
		return passes(r.Reason)
	case sitecheck.StatusWarn:
		return warns(r.Reason, openRemedy+probeRemedy)
	case sitecheck.StatusFail:
		return fails(r.Reason, openRemedy+probeRemedy)
	default:
		return unknown(aged.ReplaceAllString(r.Reason, " is older than"), probeRemedy)
	}
}

// aged is what a reason says of an age that grows from read to read.
var aged = regexp.MustCompile(` is \S+ old, older than`)

// reaches is what the service connection point said of one endpoint in its last round: the worst of it, since a wildcard
// stands for many. A round that names no endpoint speaks for the ones that it is documented to check.
func reaches(f *facts, e endpoint.Entry) finding {
	r, err := f.endpoints()
	if err != nil {
		return f.unread(err)
	}
	if r.Status == sitecheck.StatusUnknown {
		return unknown("Not known: see the check connection_point_checks.", probeRemedy)
	}
	worst := sitecheck.State{}
	for _, s := range r.States {
		if speaksOf(s, e) && !s.Time.Before(r.CheckedAt.Add(-sitecheck.Round)) && (worst.State == "" || sitecheck.Badness(s.State) > sitecheck.Badness(worst.State)) {
			worst = s
		}
	}
	said := fmt.Sprintf("Status message %d: %s is %s.", worst.MessageID, worst.Address, worst.State)
	switch {
	case worst.State == sitecheck.StateOK:
		return passes(said)
	case worst.State == sitecheck.StateWarning:
		return warns(said, openRemedy+probeRemedy)
	case worst.State != "":
		return fails(said+without(e), openRemedy+probeRemedy)
	case r.Status == sitecheck.StatusPass && e.Grade == endpoint.Documented:
		return passes("Not named by itself; all checks of the service connection point were successful. That these cover it is inferred: it is on Microsoft's list of what is checked.")
	case r.Status == sitecheck.StatusPass:
		return unknown("Not named; all checks of the service connection point were successful, but nothing says that they cover it.", probeRemedy)
	default:
		return unknown("The service connection point's last messages do not name it; which checks failed, they do not say either.", "EndpointConnectivityCheckWorker.log on the service connection point says which. "+probeRemedy)
	}
}

// speaksOf reports whether a state is about an endpoint: several entries may have the same host.
func speaksOf(s sitecheck.State, e endpoint.Entry) bool {
	if s.ID == e.ID {
		return true
	}
	_, ok := endpoint.Match(s.Address, []endpoint.Entry{e})
	return ok
}

func without(e endpoint.Entry) string {
	info, ok := e.Purpose.Info()
	if !ok {
		return ""
	}
	return " " + info.Without
}

// proxyOf is the proxy that the site has set for the service connection point, or the finding that says why it is not known.
func proxyOf(f *facts) (*adminservice.Proxy, string, *finding) {
	r, err := f.endpoints()
	if err != nil {
		out := f.unread(err)
		return nil, "", &out
	}
	if r.Point == nil || r.Point.Proxy == nil {
		out := unknown("The proxy of the service connection point is not known: see the check service_connection_point.", "Look at the properties of the site system in the console, tab Proxy.")
		return nil, "", &out
	}
	return r.Point.Proxy, r.Point.Server, nil
}

// idleTimeout: nothing that can be read says when something on the way ends idle connections.
func idleTimeout(f *facts) finding {
	proxy, server, failed := proxyOf(f)
	const remedy = "Set the idle time-out for *.manage.microsoft.com or .us to 3 minutes or more. tenantattach_connectivity with idle_probe_seconds measures it, from the machine that runs Terraform."
	switch {
	case failed != nil:
		return *failed
	case !proxy.On:
		return unknown("SMS_SCI_SysResUse: the site has set no proxy for "+server+". A firewall or a proxy that nobody sees may end idle connections all the same.", remedy)
	default:
		return unknown(fmt.Sprintf("SMS_SCI_SysResUse: %s uses the proxy %s. When that ends idle connections cannot be read from the site.", server, address(*proxy)), remedy)
	}
}

// winHTTP: WinHTTP's proxy stands in the registry of the server. That the service connection point's checks, of which the check
// of revocation lists is one (documented), were successful shows that it is as it must be.
func winHTTP(f *facts) finding {
	proxy, server, failed := proxyOf(f)
	if failed != nil {
		return *failed
	}
	r, err := f.endpoints()
	switch {
	case err != nil:
		return f.unread(err)
	case r.Status == sitecheck.StatusPass:
		return passes("The checks of the service connection point, which include that of revocation lists over WinHTTP (documented), were successful.")
	case !proxy.On:
		return unknown("SMS_SCI_SysResUse: the site has set no proxy for "+server+". Whether its operating system needs one cannot be read from the site.", "If the server goes out through a proxy, set that of WinHTTP, too: the function winhttp_proxy_command gives the command with your bypass list.")
	default:
		return warns(fmt.Sprintf("SMS_SCI_SysResUse: %s uses the proxy %s. That is for Configuration Manager only: the check of revocation lists uses the proxy of WinHTTP, which cannot be read from the site.", server, address(*proxy)),
			"Set the proxy of WinHTTP on "+server+", with a bypass list: the resource tenantattach_service_connection_point_proxy and the function winhttp_proxy_command give the command.")
	}
}

// address is a proxy without its account.
func address(p adminservice.Proxy) string { return fmt.Sprintf("%s:%d", p.Server, p.Port) }
