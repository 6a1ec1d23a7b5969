package onboarding

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// How often the site is asked whether somebody has finished at the console.
const (
	consoleInterval    = time.Second
	consoleMaxInterval = 30 * time.Second
)

// wizard are the values that the console's import asks for, in its order (Graph notes §1.1); the secret is not shown.
func (m *model) wizard(tenantName, tenantID string) string {
	known := func(s string, unknown bool) string {
		if unknown {
			return "(known when the application exists: see Entra admin center, App registrations)"
		}
		return s
	}
	rows := []string{
		"Tenant name: " + tenantName,
		"Tenant ID: " + tenantID,
		"Application name: " + known(m.ApplicationName.ValueString(), m.ApplicationName.IsUnknown()),
		"Client ID: " + known(m.ClientID.ValueString(), m.ClientID.IsUnknown()),
		"Secret key: make one in the Entra admin center, App registrations, " + known(m.ApplicationName.ValueString(), m.ApplicationName.IsUnknown()) + ", Certificates & secrets, New client secret; copy its value, it is shown once",
		"Secret key expiry: the date shown beside the new secret",
		"App ID URI: " + known(m.IdentifierURI.ValueString(), m.IdentifierURI.IsUnknown()),
	}
	return "  " + strings.Join(rows, "\n  ")
}

const (
	wizardSteps = "In the console: Administration, Cloud Services, Cloud Attach (before 2111: Co-management), Configure Cloud Attach; " +
		"choose \"Optionally import a separate web app\" and import the application with these values, tick the upload to the Microsoft Intune admin center, and finish the wizard."
	renewSteps = "In the console: Administration, Cloud Services, Azure Active Directory Tenants (Microsoft Entra tenants), the tenant, the application, Renew secret key; " +
		"enter a new client secret of the application and its expiry."
	offboardSteps = "In the console: Properties of CoMgmtSettingsProd, tab Configure upload, untick the upload to the Microsoft Intune admin center, apply; then delete the tenant attach service under Azure Services."
)

// awaitConsole waits until the site shows what is configured, done by somebody at the console. formerExpiry is that of
// the secret to be renewed; empty when none is.
func (c clients) awaitConsole(ctx context.Context, m *model, formerExpiry string) error {
	what := "the onboarding to be finished at the console"
	var o observed
	err := c.awaitSite(ctx, what, func(ctx context.Context) (bool, error) {
		var err error
		o, err = c.observe(ctx, m.ClientID.ValueString())
		return err == nil && len(m.open(o, formerExpiry)) == 0, err
	})
	if err != nil {
		if left := m.open(o, formerExpiry); errors.Is(err, context.DeadlineExceeded) && len(left) > 0 {
			err = fmt.Errorf("%w\n\nNot so yet: %s", err, strings.Join(left, "; "))
		}
		name, _ := c.tenantName(ctx)
		steps := wizardSteps
		if formerExpiry != "" {
			steps = renewSteps
		}
		return fmt.Errorf("%w\n\n%s\n\n%s\n\nThen apply again", err, steps, m.wizard(name, c.tenant.ID()))
	}
	m.set(o)
	return nil
}

// open lists what the site does not show as it is configured; none means that all is done.
func (m *model) open(o observed, formerExpiry string) []string {
	if o.application == nil {
		return []string{"the site does not know application " + m.ClientID.ValueString()}
	}
	left := []string{}
	differs := func(what, is, want string) {
		if is != want {
			left = append(left, fmt.Sprintf("%s is %q at the site, not %q", what, is, want))
		}
	}
	differs("the application's name", o.application.Name, m.ApplicationName.ValueString())
	differs("the App ID URI", o.application.IdentifierURI, m.IdentifierURI.ValueString())
	differs("the upload", fmt.Sprint(o.enabled()), fmt.Sprint(m.UploadEnabled.ValueBool()))
	if formerExpiry != "" && timestamp(o.application.SecretExpiry) == formerExpiry {
		left = append(left, "the secret key has not been renewed: it still ends at "+formerExpiry)
	}
	return left
}

func (c clients) awaitOffboarded(ctx context.Context, m *model) error {
	err := c.awaitSite(ctx, "the hierarchy to be off-boarded at the console", func(ctx context.Context) (bool, error) {
		o, err := c.observe(ctx, m.ClientID.ValueString())
		return err == nil && !o.enabled(), err
	})
	if err != nil {
		return fmt.Errorf("%w\n\n%s\n\nThen destroy again", err, offboardSteps)
	}
	return nil
}

func (c clients) awaitSite(ctx context.Context, what string, done func(context.Context) (bool, error)) error {
	return poll.Until(ctx, poll.Options{Clock: c.tenant.Clock(), Interval: consoleInterval, Max: consoleMaxInterval, InARow: 1, What: what}, func(ctx context.Context) (bool, error) {
		c.site.Forget()
		return done(ctx)
	})
}

// tenantName is the tenant's name for the wizard: as the hierarchy has it, else as Entra has it.
func (c clients) tenantName(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	rows, siteErr := c.site.Tenants(ctx)
	for _, row := range rows {
		if strings.EqualFold(row.TenantID, c.tenant.ID()) {
			return row.Name, nil
		}
	}
	name, err := c.graph.TenantName(ctx)
	if err != nil {
		return "(see Entra admin center, Overview)", errors.Join(siteErr, err)
	}
	return name, nil
}
