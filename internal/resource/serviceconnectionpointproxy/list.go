package serviceconnectionpointproxy

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "service_connection_point_proxy", Find: proxies,
		Description: "Finds the proxy of the server with the service connection point, if that uses one. Of a hierarchy without a service connection point nothing is found.",
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			return m.refresh(ctx, t)
		},
	}.List()
}

// proxies is the proxy of the one server, while it is switched on.
func proxies(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	c, err := t.AdminService()
	if err != nil {
		return nil, err
	}
	at, err := locate(ctx, c)
	if noPoint(err) {
		return nil, nil
	}
	if err != nil || !at.system.Proxy().On {
		return nil, err
	}
	return []core.Found{{ID: at.point.Host(), Name: fmt.Sprintf("proxy of %s: %s", at.point.Host(), at.system.Proxy())}}, nil
}
