package adminservice

import (
	"fmt"
	"slices"
	"strings"
)

// ConnectionPoints are the rows of service connection points.
func ConnectionPoints(roles []SystemRole) []SystemRole {
	return slices.DeleteFunc(slices.Clone(roles), func(r SystemRole) bool { return r.RoleName != RoleServiceConnectionPoint })
}

// ConnectionPoint is the row of the service connection point. A hierarchy has one (AdminService notes §2.5); that it shows
// none or several is a NotOnePointError.
func ConnectionPoint(roles []SystemRole) (SystemRole, error) {
	points := ConnectionPoints(roles)
	if len(points) == 1 {
		return points[0], nil
	}
	servers := []string{}
	for _, p := range points {
		servers = append(servers, p.Host()+" (site "+p.SiteCode+")")
	}
	return SystemRole{}, &NotOnePointError{Servers: servers}
}

// NotOnePointError says that a hierarchy shows no service connection point, or more than the one that it can have.
type NotOnePointError struct{ Servers []string }

// Error implements error.
func (e *NotOnePointError) Error() string {
	if len(e.Servers) == 0 {
		return fmt.Sprintf("the hierarchy shows no service connection point (role %s in %s), or hides it from the account", RoleServiceConnectionPoint, systemRoleClass)
	}
	return fmt.Sprintf("the hierarchy shows %d service connection points, where it can have one: %s. Which of them is in use is not known", len(e.Servers), strings.Join(e.Servers, ", "))
}

// SiteSystem is the row with the proxy of a server; nil if none is shown.
func SiteSystem(roles []SystemRole, server, siteCode string) (*SystemRole, error) {
	found := slices.DeleteFunc(slices.Clone(roles), func(r SystemRole) bool {
		return r.RoleName != RoleSiteSystem || !strings.EqualFold(r.Host(), server) || !strings.EqualFold(r.SiteCode, siteCode)
	})
	switch len(found) {
	case 0:
		return nil, nil
	case 1:
		return &found[0], nil
	default:
		return nil, fmt.Errorf("the hierarchy shows %d rows of the role %s for %s at site %s, where there can be one: which of them has the proxy is not known", len(found), RoleSiteSystem, server, siteCode)
	}
}

// Offline reports whether a service connection point is in offline mode, and whether its row says (AdminService notes §2.4).
func (r SystemRole) Offline() (offline, known bool) {
	mode, known := r.Prop("OfflineMode")
	return known && mode.Value != 0, known
}
