package connectivity

import (
	"context"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// maxFindings is how many status messages are shown.
const maxFindings = 50

// report is everything that is known from the site.
type report struct {
	verdict
	point    *point
	findings []finding
	states   []state
}

// point is the service connection point as its site has set it up.
type point struct {
	server, siteCode string
	online           *bool // nil if the row does not say
	proxy            *adminservice.Proxy
}

// readSite asks the site. An account without rights is no error here, but a reason for not knowing.
func (m *model) readSite(ctx context.Context, t *tenant.Tenant) error {
	c, err := t.AdminService()
	if err != nil {
		return err
	}
	entries, err := endpoint.For(t.Cloud().Name)
	if err != nil {
		return err
	}
	maxAge, err := m.maxAge()
	if err != nil {
		return err
	}
	r, err := readReport(ctx, c, entries, t.Clock().Now(), maxAge)
	if adminservice.IsAccessDenied(err) {
		r, err = report{verdict: verdict{status: statusUnknown, reason: "The account may not read this: " + err.Error()}}, nil
	}
	if err != nil {
		return err
	}
	m.set(r)
	return nil
}

func readReport(ctx context.Context, c *adminservice.Client, entries []endpoint.Entry, now time.Time, maxAge time.Duration) (report, error) {
	roles, err := c.SystemRoles(ctx)
	if err != nil {
		return report{}, err
	}
	messages, err := c.ConnectorMessages(ctx, maxFindings)
	if err != nil {
		return report{}, err
	}
	r := report{findings: findingsOf(messages, entries)}
	points := pointsOf(roles)
	if len(points) != 1 {
		r.verdict = verdict{status: statusUnknown, reason: notOne(points)}
		r.states = statesOf(r.findings)
		return r, nil
	}
	r.point = &points[0]
	own := ofServer(r.findings, r.point.server)
	r.states, r.verdict = statesOf(own), judge(own, r.findings, *r.point, now, maxAge)
	return r, nil
}

// pointsOf are the service connection points, each with the proxy of its server (AdminService notes §2.5).
func pointsOf(roles []adminservice.SystemRole) []point {
	points := []point{}
	for _, role := range adminservice.ConnectionPoints(roles) {
		p := point{server: role.Host(), siteCode: role.SiteCode}
		if offline, known := role.Offline(); known {
			online := !offline
			p.online = &online
		}
		if system, err := adminservice.SiteSystem(roles, p.server, p.siteCode); err == nil && system != nil { // else it is not known
			proxy := system.Proxy()
			p.proxy = &proxy
		}
		points = append(points, p)
	}
	return points
}

// notOne is the reason when there is no service connection point, or more than the one that a hierarchy can have.
func notOne(points []point) string {
	shown := &adminservice.NotOnePointError{}
	for _, p := range points {
		shown.Servers = append(shown.Servers, p.server)
	}
	said := "T" + strings.TrimPrefix(shown.Error(), "t")
	if len(points) == 0 {
		said += ": nothing checks the endpoints"
	}
	return said + "."
}

// ofServer are the findings of one server. The status system names computers by their NetBIOS name or their FQDN; both are
// taken (inferred).
func ofServer(findings []finding, server string) []finding {
	short, _, _ := strings.Cut(server, ".")
	own := []finding{}
	for _, f := range findings {
		if strings.EqualFold(f.server, server) || strings.EqualFold(f.server, short) {
			own = append(own, f)
		}
	}
	return own
}
