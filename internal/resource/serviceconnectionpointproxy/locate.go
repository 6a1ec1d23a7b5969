package serviceconnectionpointproxy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// connectionPoint is the row of the service connection point; the error says what to do where there is not one.
func connectionPoint(roles []adminservice.SystemRole) (adminservice.SystemRole, error) {
	point, err := adminservice.ConnectionPoint(roles)
	switch {
	case err == nil:
		return point, nil
	case noPoint(err):
		return point, fmt.Errorf("%w. Without one nothing reaches Intune. "+
			"Add it at the top site, in the console under Administration, Site Configuration, Servers and Site System Roles, or by the cmdlet Add-CMServiceConnectionPoint -Mode Online", err)
	default:
		return point, fmt.Errorf("%w, so nothing is done. Remove the others in the console: Administration, Site Configuration, Servers and Site System Roles", err)
	}
}

// noPoint reports whether an error says that no service connection point is shown.
func noPoint(err error) bool {
	var notOne *adminservice.NotOnePointError
	return errors.As(err, &notOne) && len(notOne.Servers) == 0
}

// noSystem is the error of a server that has the service connection point, and no row for a proxy.
func noSystem(point adminservice.SystemRole) error {
	return fmt.Errorf("%s has the service connection point, but no row of the role %s in SMS_SCI_SysResUse at site %s, in which a server's proxy stands; or the account may not see it. Every server with a role has such a row: "+
		"look at the server in the console, Administration, Site Configuration, Servers and Site System Roles", point.Host(), adminservice.RoleSiteSystem, point.SiteCode)
}

// sees reports whether the account sees any server of a site: then one that is not there is gone, and not hidden.
func sees(roles []adminservice.SystemRole, siteCode string) bool {
	return slices.ContainsFunc(roles, func(r adminservice.SystemRole) bool { return strings.EqualFold(r.SiteCode, siteCode) })
}

// hidden is the error of a server of which nothing is known, because its whole site is not shown.
func (m *model) hidden() error {
	return fmt.Errorf("the hierarchy shows no server at all of site %s, to which %s belongs: whether the server is gone, or the account may no longer see the site, is not known. Nothing was changed", m.SiteCode.ValueString(), m.Server.ValueString())
}

// located are the rows that a proxy is written by.
type located struct{ point, system adminservice.SystemRole }

// locate finds the server of the service connection point, and the row with its proxy.
func locate(ctx context.Context, c *adminservice.Client) (located, error) {
	roles, err := c.SystemRoles(ctx)
	if err != nil {
		return located{}, err
	}
	at, err := find(roles)
	return at, elsewhere(ctx, c, err)
}

// find is locate among the roles that the hierarchy shows.
func find(roles []adminservice.SystemRole) (located, error) {
	point, err := connectionPoint(roles)
	if err != nil {
		return located{}, err
	}
	system, err := adminservice.SiteSystem(roles, point.Host(), point.SiteCode)
	if err == nil && system == nil {
		err = noSystem(point)
	}
	if err != nil {
		return located{}, err
	}
	return located{point, *system}, nil
}

// elsewhere adds to the error of a missing service connection point that it may be at a site above.
func elsewhere(ctx context.Context, c *adminservice.Client, err error) error {
	if !noPoint(err) {
		return err
	}
	at, top, siteErr := sites(ctx, c)
	if siteErr != nil || strings.EqualFold(at, top) {
		return err
	}
	return fmt.Errorf("%w. This administration service is that of site %s; the top site is %s: set admin_service.url to an SMS Provider of that", err, at, top)
}

// sites are the code of the site that answers, and of the top site.
func sites(ctx context.Context, c *adminservice.Client) (at, top string, err error) {
	id, err := c.Identification(ctx)
	if err != nil {
		return "", "", err
	}
	all, err := c.Sites(ctx)
	if err != nil {
		return "", "", err
	}
	site, err := adminservice.TopSite(all)
	return id.SiteCode, site.Code, err
}

// checkSite refuses to write where the service connection point is not the business of the site that answers: in a
// hierarchy with a central administration site it is at that one (AdminService notes §2.5). Whether another site would take
// the write, and pass it on, is not known.
func checkSite(ctx context.Context, c *adminservice.Client, point adminservice.SystemRole) error {
	at, top, err := sites(ctx, c)
	switch {
	case err != nil:
		return err
	case !strings.EqualFold(point.SiteCode, top):
		return fmt.Errorf("the service connection point on %s belongs to site %s, but the top site of the hierarchy is %s, and only that can have it. Move it in the console first", point.Host(), point.SiteCode, top)
	case !strings.EqualFold(at, top):
		return fmt.Errorf("this administration service is that of site %s, but the service connection point on %s belongs to the top site %s. Set admin_service.url to an SMS Provider of site %s", at, point.Host(), top, top)
	default:
		return nil
	}
}
