package connectivity

import (
	"context"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/sitecheck"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

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
	r, err := sitecheck.Read(ctx, c, entries, t.Clock().Now(), maxAge)
	if adminservice.IsAccessDenied(err) {
		r, err = sitecheck.Report{Verdict: sitecheck.Verdict{Status: sitecheck.StatusUnknown, Reason: "The account may not read this: " + err.Error()}}, nil
	}
	if err != nil {
		return err
	}
	m.set(r)
	return nil
}
