package acceptance

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// person does something at the console once a condition holds, while Terraform waits. The test ends only when the person
// has finished.
func (e *Env) person(what string, ready func() bool, act func() error) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	done := make(chan error, 1)
	go func() {
		err := poll.Until(ctx, poll.Options{Interval: 20 * time.Millisecond, Max: 100 * time.Millisecond, What: what}, func(context.Context) (bool, error) { return ready(), nil })
		if err == nil {
			err = act()
		}
		done <- err
	}()
	e.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			e.t.Errorf("the person at the console: %v", err)
		}
	})
}

// asks reports whether somebody has asked the site for a class since the journal was cleared.
func (e *Env) asks(class string, times int) bool {
	n := 0
	for _, entry := range e.Lab.Recorder().Journal() {
		if entry.Path == "/AdminService_TokenAuth/wmi/"+class {
			n++
		}
	}
	return n >= times
}

// attachApp is the application that Terraform has prepared in Entra.
func (e *Env) attachApp() (world.Application, bool) {
	return e.Tenant("contoso").Directory.Head().ApplicationByUniqueName("attach")
}

// newKey is a secret that a person makes in the Entra admin center.
func (e *Env) newKey(text string, end time.Time) error {
	app, ok := e.attachApp()
	if !ok {
		return fmt.Errorf("no application to make a secret for")
	}
	return e.Tenant("contoso").Directory.Update(func(s *world.Snapshot) error {
		app.PasswordCredentials = []world.PasswordCredential{{KeyID: world.NewID(), StartDateTime: time.Now().UTC(), EndDateTime: end, Text: text}}
		s.Applications[app.ID] = app
		return nil
	})
}

// wizard is what a person does when Terraform asks for it: a secret in Entra, then the import at the console.
func (e *Env) wizard() error {
	end := time.Now().AddDate(1, 0, 0).UTC().Truncate(time.Second)
	if err := e.newKey("typed into the wizard", end); err != nil {
		return err
	}
	app, _ := e.attachApp()
	return e.Tenant("contoso").Hierarchy.Update(func(tables *world.Tables) error {
		tenant := tables.Rows["SMS_AAD_Tenant_Ex"][0]["ID"]
		id := tables.NextID("SMS_AAD_Application_Ex")
		tables.Secrets[id] = "typed into the wizard"
		tables.Rows["SMS_AAD_Application_Ex"] = []world.Row{{"ID": id, "Name": app.DisplayName, "ClientID": app.AppID, "IdentifierUri": app.IdentifierURIs[0], "TenantID": tenant, "SecretKey": "0103", "SecretKeyExpiry": end.Format(time.RFC3339), "IsClientApp": false}}
		tables.Rows["SMS_Azure_CloudService"] = []world.Row{{"ID": tables.NextID("SMS_Azure_CloudService"), "Name": "Cloud Attach", "Description": "", "ServiceType": 5, "AssociatedAADWebApplications": []any{id}}}
		return nil
	})
}

// renew is what a person does when the secret is due: a new one in Entra, then "Renew secret key" at the console.
func (e *Env) renew() error {
	end := time.Now().AddDate(2, 0, 0).UTC().Truncate(time.Second)
	if err := e.newKey("renewed at the console", end); err != nil {
		return err
	}
	return e.Tenant("contoso").Hierarchy.Update(func(tables *world.Tables) error {
		row := tables.Rows["SMS_AAD_Application_Ex"][0]
		id, _ := row["ID"].(int64)
		row["SecretKeyExpiry"], tables.Secrets[id] = end.Format(time.RFC3339), "renewed at the console"
		return nil
	})
}

// offboard is what a person does when Terraform destroys.
func (e *Env) offboard() error {
	return e.Tenant("contoso").Hierarchy.Update(func(tables *world.Tables) error {
		delete(tables.Rows, "SMS_AAD_Application_Ex")
		delete(tables.Rows, "SMS_Azure_CloudService")
		return nil
	})
}

// TestOnboardingConsole: with handoff = "console" Terraform prepares, says what to type, waits, and watches from then on.
func TestOnboardingConsole(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := func(changes Attrs) string {
		return e.Provider("admin") + Stack(map[string]Attrs{"onboarding": Attrs{"handoff": Q("console"), "timeouts": `{ create = "1m", update = "1m", delete = "1m" }`}.With(changes)})
	}
	waiting := func(times int) func() bool { return func() bool { return e.asks("SMS_AAD_Application_Ex", times) } }
	e.Life(
		resource.TestStep{
			PreConfig: func() {
				e.person("Terraform to wait for the wizard", func() bool { app, ok := e.attachApp(); return ok && len(app.IdentifierURIs) == 1 && waiting(6)() }, e.wizard)
			},
			Config: config(nil), Check: e.working(), ConfigStateChecks: []statecheck.StateCheck{
				value(onboarding, "secret_status", knownvalue.StringExact("current")), value(onboarding, "key_id", knownvalue.NotNull()), value(onboarding, "service_name", knownvalue.StringExact("Cloud Attach")),
			},
		},
		resource.TestStep{ResourceName: onboarding, ImportState: true, ImportStateVerify: true, ImportStateVerifyIgnore: []string{"handoff", "timeouts"}},
		resource.TestStep{ // the secret is due: the plan says so, and apply waits for the renewal
			PreConfig: func() {
				e.Lab.Recorder().ClearJournal()
				e.person("Terraform to wait for the renewal", waiting(4), e.renew)
			},
			Config: config(Attrs{"rotate_before": Q("8800h"), "secret_validity": Q("17000h")}), Check: e.working(),
			ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{plancheck.ExpectUnknownValue(onboarding, path("secret_expiry"))}},
		},
		resource.TestStep{ // from one way to the other: both end in the same state
			Config: config(Attrs{"handoff": Q("admin_service")}), ConfigPlanChecks: action(onboarding, plancheck.ResourceActionUpdate), Check: e.working(),
		},
		resource.TestStep{
			PreConfig: func() {
				e.Lab.Recorder().ClearJournal()
				e.person("Terraform to wait for the off-boarding", waiting(4), e.offboard)
			},
			Config: config(nil), Destroy: true,
		},
	)
}

// TestOnboardingConsoleTimeout: when nobody comes, the error holds the steps and the values to type.
func TestOnboardingConsoleTimeout(t *testing.T) {
	t.Parallel()
	e := New(t)
	config := e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"handoff": Q("console"), "timeouts": `{ create = "2s" }`}})
	e.Run(resource.TestStep{Config: config, ExpectError: said("Tenant ID: " + e.Tenant("contoso").ID)})
}
