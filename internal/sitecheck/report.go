// Package sitecheck reads what the service connection point itself found of the endpoints that it needs: it checks them
// (version 2010 and later) and raises status messages (AdminService notes §3.8).
package sitecheck

import (
	"context"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// maxFindings is how many status messages are read.
const maxFindings = 50

// DefaultMaxAge is how old the newest message may be. How often the service connection point checks is not documented.
const DefaultMaxAge = 72 * time.Hour

// Report is everything that is known from the site.
type Report struct {
	Verdict
	// Point is the service connection point; nil when there is not exactly one.
	Point    *Point
	Findings []Finding // the newest first
	States   []State   // by address
}

// Point is the service connection point as its site has set it up.
type Point struct {
	Server, SiteCode string
	Online           *bool // nil if the row does not say
	Proxy            *adminservice.Proxy
}

// Read asks the site. now is the time by which ages count, maxAge how old the newest message may be.
func Read(ctx context.Context, c *adminservice.Client, entries []endpoint.Entry, now time.Time, maxAge time.Duration) (Report, error) {
	roles, err := c.SystemRoles(ctx)
	if err != nil {
		return Report{}, err
	}
	messages, err := c.ConnectorMessages(ctx, maxFindings)
	if err != nil {
		return Report{}, err
	}
	r := Report{Findings: findingsOf(messages, entries)}
	points := pointsOf(roles)
	if len(points) != 1 {
		r.Verdict = Verdict{Status: StatusUnknown, Reason: notOne(points)}
		r.States = statesOf(r.Findings)
		return r, nil
	}
	r.Point = &points[0]
	own := ofServer(r.Findings, r.Point.Server)
	r.States, r.Verdict = statesOf(own), judge(own, r.Findings, *r.Point, now, maxAge)
	return r, nil
}

// pointsOf are the service connection points, each with the proxy of its server (AdminService notes §2.5).
func pointsOf(roles []adminservice.SystemRole) []Point {
	points := []Point{}
	for _, role := range adminservice.ConnectionPoints(roles) {
		p := Point{Server: role.Host(), SiteCode: role.SiteCode}
		if offline, known := role.Offline(); known {
			online := !offline
			p.Online = &online
		}
		if system, err := adminservice.SiteSystem(roles, p.Server, p.SiteCode); err == nil && system != nil { // else it is not known
			proxy := system.Proxy()
			p.Proxy = &proxy
		}
		points = append(points, p)
	}
	return points
}

// notOne is the reason when there is no service connection point, or more than the one that a hierarchy can have.
func notOne(points []Point) string {
	shown := &adminservice.NotOnePointError{}
	for _, p := range points {
		shown.Servers = append(shown.Servers, p.Server)
	}
	said := "T" + strings.TrimPrefix(shown.Error(), "t")
	if len(points) == 0 {
		said += ": nothing checks the endpoints"
	}
	return said + "."
}

// ofServer are the findings of one server. The status system names computers by their NetBIOS name or their FQDN; both are
// taken (inferred).
func ofServer(findings []Finding, server string) []Finding {
	short, _, _ := strings.Cut(server, ".")
	own := []Finding{}
	for _, f := range findings {
		if strings.EqualFold(f.Server, server) || strings.EqualFold(f.Server, short) {
			own = append(own, f)
		}
	}
	return own
}
