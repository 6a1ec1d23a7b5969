package prerequisite

import (
	"context"
	"fmt"
	"strings"

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
		out = append(out, Check{
			endpointCheckStart + e.ID, "The service connection point reaches " + e.URL(), linkEndpoints, fromPrerequisites + "internet endpoints: " + e.URL(),
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
		return unknown(r.Reason, probeRemedy)
	}
}

// reaches is what the service connection point said of one endpoint. Where its messages name none, the whole counts.
func reaches(f *facts, e endpoint.Entry) finding {
	r, err := f.endpoints()
	if err != nil {
		return f.unread(err)
	}
	if r.Status == sitecheck.StatusUnknown {
		return unknown("Not known: see the check connection_point_checks.", probeRemedy)
	}
	without := ""
	if info, ok := e.Purpose.Info(); ok {
		without = " " + info.Without
	}
	for _, s := range r.States {
		if s.ID != e.ID {
			continue
		}
		said := fmt.Sprintf("Status message %d of %s: %s is %s.", s.MessageID, s.Time.UTC().Format("2006-01-02 15:04 UTC"), s.Address, s.State)
		switch s.State {
		case sitecheck.StateOK:
			return passes(said)
		case sitecheck.StateWarning:
			return warns(said, openRemedy+probeRemedy)
		default:
			return fails(said+without, openRemedy+probeRemedy)
		}
	}
	if r.Status == sitecheck.StatusPass {
		return passes("Not named by itself; all checks of the service connection point were successful.")
	}
	return unknown("The service connection point's messages do not name it; which checks failed, they do not say either.", "EndpointConnectivityCheckWorker.log on the service connection point says which. "+probeRemedy)
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

// idleTimeout: nothing that can be read says when a proxy ends idle connections.
func idleTimeout(f *facts) finding {
	proxy, server, failed := proxyOf(f)
	switch {
	case failed != nil:
		return *failed
	case !proxy.On:
		return passes("SMS_SCI_SysResUse: the site has set no proxy for " + server + ". A firewall between it and the internet may end idle connections, too.")
	default:
		return unknown(fmt.Sprintf("SMS_SCI_SysResUse: %s uses %s. When that ends idle connections cannot be read from the site.", server, proxy),
			"Set the proxy's idle time-out for *.manage.microsoft.com or .us to 3 minutes or more. tenantattach_connectivity with idle_probe_seconds measures it, from the machine that runs Terraform.")
	}
}

// winHTTP is a reminder: WinHTTP's proxy stands in the registry of the server.
func winHTTP(f *facts) finding {
	proxy, server, failed := proxyOf(f)
	switch {
	case failed != nil:
		return *failed
	case !proxy.On:
		return passes("SMS_SCI_SysResUse: the site has set no proxy for " + server + ", so its operating system needs none for Configuration Manager's sake.")
	default:
		return warns(fmt.Sprintf("SMS_SCI_SysResUse: %s uses %s. That is for Configuration Manager only: the check of revocation lists uses the proxy of WinHTTP, which cannot be read from the site.", server, proxy),
			"On "+server+" run: "+command(*proxy)+". The resource tenantattach_service_connection_point_proxy and the function winhttp_proxy_command give it with your bypass list.")
	}
}

// command is the command without a list of the internal names, which only the user knows.
func command(proxy adminservice.Proxy) string {
	return fmt.Sprintf(`netsh winhttp set proxy proxy-server="%s:%d" bypass-list="<local>;%s"`, strings.TrimSpace(proxy.Server), proxy.Port, "*.your.internal.domain")
}
