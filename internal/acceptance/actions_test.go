package acceptance

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// TestRotateSecret: the secret is replaced at once, the site works with the new one, which is the only one that is left, and
// the resource takes it over with an empty plan.
func TestRotateSecret(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("admin")
	one := p.attached()["onboarding"]
	before := text(t, one.state, "key_id")
	said, failed := p.invoke(t.Context(), "rotate_secret", map[string]any{"tenant": "contoso", "client_id": strings.ToUpper(text(t, one.state, "client_id")), "secret_validity": "48h"})
	if failed != "" || len(said) != 1 {
		t.Fatalf("said %q, failed with %s", said, failed)
	}
	e.requireWorking()
	got := p.refresh(one)
	after, expiry := text(t, got.state, "key_id"), text(t, got.state, "secret_expiry")
	if after == before || !strings.Contains(said[0], after) || !strings.Contains(said[0], expiry) || text(t, got.state, "secret_status") != "current" {
		t.Errorf("key %s became %s, which ends %s; said %q; the state is %s", before, after, expiry, said, got.state)
	}
	if end, err := time.Parse(time.RFC3339, expiry); err != nil || time.Until(end) > 48*time.Hour || time.Until(end) < 47*time.Hour {
		t.Errorf("it ends %s", expiry)
	}
	config := generated(p.resource("onboarding"), one.state)
	shorter := attributes(config)
	shorter["rotate_before"] = valueOf(shorter["rotate_before"].Type(), "1h")
	plan := p.plan("onboarding", got, tftypes.NewValue(config.Type(), shorter))
	if now := p.static(plan.PlannedState, got.state.Type()); text(t, now, "key_id") != after || text(t, now, "secret_status") != "current" {
		t.Errorf("the plan rotates again: %s", now)
	}
	requireNone(t, "what it said", said[0], e.Lab.World().Secrets().All())
}

// TestRotateSecretOfOthers: a secret that somebody else made stays in Entra: it may be one of the user's own, which the next
// apply hands over again.
func TestRotateSecretOfOthers(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("admin")
	one := p.attached()["onboarding"]
	app, _ := e.attachApp()
	before := text(t, one.state, "key_id")
	e.Drift(world.Change{Object: "application", Match: map[string]any{"appId": app.AppID}, Set: map[string]any{"passwordCredentials": []any{
		map[string]any{"keyId": before, "displayName": "made in the portal", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": text(t, one.state, "secret_expiry")},
	}}})
	if _, failed := p.invoke(t.Context(), "rotate_secret", map[string]any{"client_id": app.AppID}); failed != "" {
		t.Fatal(failed)
	}
	app, _ = e.attachApp()
	kept := slices.ContainsFunc(app.PasswordCredentials, func(c world.PasswordCredential) bool { return c.KeyID == before })
	if !kept || len(app.PasswordCredentials) != 2 {
		t.Errorf("entra has %d secrets, that of somebody else is kept: %t", len(app.PasswordCredentials), kept)
	}
	if got := text(t, p.refresh(one).state, "secret_status"); got != "current" {
		t.Errorf("the status is %s", got)
	}
}

// TestRotateSecretInterrupted: a secret beside others of the provider's own is none to take over: the next plan rotates, and
// so cleans up.
func TestRotateSecretInterrupted(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Protocol("admin")
	one := p.attached()["onboarding"]
	app, _ := e.attachApp()
	end := time.Now().Add(1000 * time.Hour).UTC().Truncate(time.Second).Format(time.RFC3339)
	own := func(id, end string) map[string]any {
		return map[string]any{"keyId": id, "displayName": "terraform-provider-tenantattach", "startDateTime": "2026-01-01T00:00:00Z", "endDateTime": end}
	}
	e.Drift(world.Change{Object: "application", Match: map[string]any{"appId": app.AppID}, Set: map[string]any{"passwordCredentials": []any{own(text(t, one.state, "key_id"), text(t, one.state, "secret_expiry")), own(world.NewID(), end)}}})
	e.Drift(world.Change{Object: "SMS_AAD_Application_Ex", Set: map[string]any{"SecretKeyExpiry": end}})
	if got := text(t, p.refresh(one).state, "secret_status"); got != "replaced_at_site" {
		t.Errorf("the status is %s", got)
	}
}

// TestRotateSecretRefused: what is not onboarded, or cannot be written, is refused, and no secret is made.
func TestRotateSecretRefused(t *testing.T) {
	t.Parallel()
	const unknown = "0123abcd-0000-4000-8000-000000000001"
	tests := map[string]struct {
		seed   func(*world.Seed)
		change map[string]any
		config map[string]any
		want   string
	}{
		"unknown tenant":        {config: map[string]any{"tenant": "nobody", "client_id": unknown}, want: `no tenant "nobody"`},
		"not onboarded":         {config: map[string]any{"client_id": unknown}, want: "the site has no application " + unknown},
		"a site without writes": {seed: func(s *world.Seed) { s.Tenant("contoso").Hierarchy.NoWrites = true }, config: map[string]any{"client_id": unknown}, want: "SMS_AAD_Application_Ex (update)"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t, func(s *world.Seed) {
				if tt.seed != nil {
					tt.seed(s)
				}
			})
			e.Drift(world.Change{Object: "SMS_AAD_Tenant_Ex", Insert: true, Set: map[string]any{"ID": 900, "Name": "Contoso", "TenantID": e.Tenant("contoso").ID, "Environment": 1, "SiteCode": "P01"}})
			said, failed := e.Protocol("admin", tt.change).invoke(t.Context(), "rotate_secret", tt.config)
			if len(said) > 0 || !strings.Contains(failed, tt.want) {
				t.Errorf("said %q, failed with %q", said, failed)
			}
			for _, entry := range e.Lab.Recorder().Journal() {
				if strings.Contains(entry.Path, "addPassword") {
					t.Error("a secret was made")
				}
			}
		})
	}
}

// TestConnectivityCheckRefused: no site exposes a way to ask for a check, and the plan says so.
func TestConnectivityCheckRefused(t *testing.T) {
	t.Parallel()
	e := New(t)
	_, failed := e.Protocol("reader").invoke(t.Context(), "connectivity_check", map[string]any{})
	for _, want := range []string{"no interface for that is published", "names no method", "Set wait_for", e.Tenant("contoso").ID} {
		if !strings.Contains(failed, want) {
			t.Errorf("%q is missing in %q", want, failed)
		}
	}
}

// TestConnectivityCheckWaits: the next check that the service connection point does by itself decides; those before do not.
func TestConnectivityCheckWaits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		before, after int64
		fails         bool
		says          string
	}{
		"opened": {before: 11412, after: 11410, says: "all checks are successful"},
		"closed": {before: 11410, after: 11412, fails: true, says: "one or more critical checks failed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			e.raise(tt.before, "CM01", time.Hour)
			p := e.Protocol("reader")
			done := make(chan struct{})
			go func() {
				defer close(done)
				said, failed := p.invoke(t.Context(), "connectivity_check", map[string]any{"wait_for": "1m"})
				if (failed != "") != tt.fails || !strings.Contains(strings.Join(said, "")+failed, tt.says) {
					t.Errorf("said %q, failed with %q", said, failed)
				}
			}()
			e.awaitRequest("SMS_StatusMessage")
			e.raise(tt.after, "CM01", 0)
			<-done
		})
	}
}

// awaitRequest waits until a request has been answered.
func (e *Env) awaitRequest(path string) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), time.Minute)
	defer cancel()
	err := poll.Until(ctx, poll.Options{What: "a request for " + path}, func(context.Context) (bool, error) {
		for _, entry := range e.Lab.Recorder().Journal() {
			if strings.Contains(entry.Path, path) {
				return true, nil
			}
		}
		return false, nil
	})
	if err != nil {
		e.t.Fatal(err)
	}
}
