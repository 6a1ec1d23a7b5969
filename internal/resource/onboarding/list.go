package onboarding

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/list"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// NewList returns the list resource.
func NewList() list.ListResource {
	return core.Lister[model]{
		Kind: "onboarding", Find: onboardings,
		Description: "Finds the onboarding of a hierarchy to a tenant: the applications that it uploads with. An application that is registered at the site while the upload is unticked cannot be told from those of other Azure services, and is not found.",
		Read: func(ctx context.Context, t *tenant.Tenant, m *model, _ *diag.Diagnostics) (bool, error) {
			c, err := clientsOf(t)
			if err != nil {
				return false, err
			}
			m.fillImported()
			return c.refresh(ctx, m, m.audit())
		},
	}.List()
}

// onboardings are those of the hierarchy to this tenant.
func onboardings(ctx context.Context, t *tenant.Tenant) ([]core.Found, error) {
	c, err := t.AdminService()
	if err != nil {
		return nil, err
	}
	uploads, err := c.Uploads(ctx)
	found := []core.Found{}
	for _, u := range uploads {
		if u.To(t.ID()) {
			found = append(found, core.Found{ID: strings.ToLower(u.Application.ClientID), Name: fmt.Sprintf("onboarding by service %q with application %q (client id %s)", u.Service.Name, u.Application.Name, u.Application.ClientID)})
		}
	}
	return found, err
}
