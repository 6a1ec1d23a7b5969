package msgraph

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// restrict sets the default app management policy of contoso.
func (l *lab) restrict(enabled bool, r world.AppRestrictions) {
	l.t.Helper()
	if _, err := l.tenant("contoso").Drift(world.Change{Object: "appManagementPolicy", Set: map[string]any{"isEnabled": enabled, "applicationRestrictions": r}}); err != nil {
		l.t.Fatal(err)
	}
}

// TestPolicyOnURIs: what the policy refuses of identifier URIs, for whom, and what it leaves.
func TestPolicyOnURIs(t *testing.T) {
	const notUnique, notDefault = "InvalidUniqueTenantIdentifierAsPerAppPolicy", "InvalidNonDefaultIdentifierUriAsPerAppPolicy"
	on := func(nonDefault, withoutUnique string, after *time.Time) world.AppRestrictions {
		u := &world.URIRestrictions{}
		if nonDefault != "" {
			u.NonDefault = &world.URIRestriction{State: nonDefault, After: after}
		}
		if withoutUnique != "" {
			u.NotUnique = &world.URIRestriction{State: withoutUnique, After: after}
		}
		return world.AppRestrictions{IdentifierURIs: u}
	}
	later := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := map[string]struct {
		enabled bool
		policy  world.AppRestrictions
		uri     string // with the client id and the id of the tenant to be filled in
		code    string
	}{
		"off":                      {false, on("enabled", "enabled", nil), "api://%[2]s/x", ""},
		"disabled":                 {true, on("disabled", "disabled", nil), "api://%[2]s/x", ""},
		"later applications":       {true, on("enabled", "", &later), "api://%[2]s/x", ""},
		"no restriction":           {true, on("", "", nil), "api://%[2]s/x", ""},
		"not default":              {true, on("enabled", "", nil), "api://%[2]s/x", notDefault},
		"verified domain":          {true, on("enabled", "", nil), "https://contoso.example/x", notDefault},
		"default":                  {true, on("enabled", "enabled", nil), "api://%[1]s", ""},
		"default with tenant":      {true, on("enabled", "enabled", nil), "api://%[2]s/%[1]s", ""},
		"unique by tenant":         {true, on("", "enabled", nil), "api://%[2]s/x", ""},
		"unique by verified":       {true, on("", "enabled", nil), "https://contoso.example/x", ""},
		"unique by client id":      {true, on("", "enabled", nil), "api://x/%[1]s", ""},
		"not unique":               {true, on("", "enabled", nil), "api://x/y", notUnique},
		"domain of others":         {true, on("", "enabled", nil), "https://notcontoso.example/x", notUnique},
		"subdomain":                {true, on("", "enabled", nil), "https://a.contoso.example/x", ""},
		"refused as it always was": {true, on("", "disabled", nil), "https://notcontoso.example/x", "HostNameNotOnVerifiedDomain"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			u := l.admin()
			app := u.createApp("app")
			before := "api://" + l.tenant("contoso").ID + "/before"
			u.do(http.MethodPatch, "applications/"+app.text("id"), `{"identifierUris":["`+before+`"]}`).want(http.StatusNoContent)
			l.restrict(tt.enabled, tt.policy)
			uri := fmt.Sprintf(tt.uri+"%.0[1]s%.0[2]s", app.text("appId"), l.tenant("contoso").ID)
			body := fmt.Sprintf(`{"identifierUris":[%q,%q]}`, before, uri)
			r := u.do(http.MethodPatch, "applications/"+app.text("id"), body)
			if tt.code == "" {
				r.want(http.StatusNoContent)
				return
			}
			r.want(http.StatusBadRequest, tt.code)
			u.upsert("applications(uniqueName='new')", fmt.Sprintf(`{"displayName":"new","identifierUris":[%q]}`, uri)).want(http.StatusBadRequest, tt.code)
			u.do(http.MethodPatch, "applications/"+app.text("id"), fmt.Sprintf(`{"identifierUris":[%q]}`, before)).want(http.StatusNoContent)
		})
	}
}

// TestPolicyOnSecrets: what the policy refuses of client secrets.
func TestPolicyOnSecrets(t *testing.T) {
	later, month := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "P30D"
	tests := map[string]struct {
		enabled     bool
		restriction world.PasswordRestriction
		code        string
	}{
		"off":                {false, world.PasswordRestriction{RestrictionType: "passwordAddition", State: "enabled"}, ""},
		"disabled":           {true, world.PasswordRestriction{RestrictionType: "passwordAddition", State: "disabled"}, ""},
		"later applications": {true, world.PasswordRestriction{RestrictionType: "passwordAddition", State: "enabled", After: &later}, ""},
		"addition":           {true, world.PasswordRestriction{RestrictionType: "passwordAddition", State: "enabled"}, "CredentialTypeNotAllowedAsPerAppPolicy"},
		"without a state":    {true, world.PasswordRestriction{RestrictionType: "passwordAddition"}, "CredentialTypeNotAllowedAsPerAppPolicy"},
		"lifetime":           {true, world.PasswordRestriction{RestrictionType: "passwordLifetime", State: "enabled", MaxLifetime: &month}, "CredentialInvalidLifetimeAsPerAppPolicy"},
		"other kind":         {true, world.PasswordRestriction{RestrictionType: "customPasswordAddition", State: "enabled"}, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			l := newLab(t)
			u := l.admin()
			app := u.createApp("app")
			l.restrict(tt.enabled, world.AppRestrictions{Passwords: []world.PasswordRestriction{tt.restriction}})
			r := u.do(http.MethodPost, "applications/"+app.text("id")+"/addPassword", `{}`)
			if tt.code == "" {
				r.want(http.StatusOK)
				return
			}
			r.want(http.StatusBadRequest, tt.code, "as per assigned policy")
			short := u.do(http.MethodPost, "applications/"+app.text("id")+"/addPassword", `{"passwordCredential":{"endDateTime":"2026-05-31T12:00:00Z"}}`)
			if want := map[bool]int{true: http.StatusOK, false: http.StatusBadRequest}[name == "lifetime"]; short.status != want {
				t.Errorf("30 days: %s", short.raw)
			}
		})
	}
	for text, want := range map[string]time.Duration{"P4DT12H30M5S": 108*time.Hour + 30*time.Minute + 5*time.Second, "P30D": 720 * time.Hour, "PT1M": time.Minute} {
		if got, ok := duration(text); !ok || got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if _, ok := duration("30 days"); ok {
		t.Error("that is no duration")
	}
}

// TestAppPolicyShape: the default is there, switched off, with its lists.
func TestAppPolicyShape(t *testing.T) {
	l := newLab(t)
	r := l.as(policyRead).get("policies/defaultAppManagementPolicy").want(http.StatusOK)
	restrictions, _ := r.body["applicationRestrictions"].(map[string]any)
	if r.text("id") != "00000000-0000-0000-0000-000000000000" || r.body["isEnabled"] != false || restrictions["passwordCredentials"] == nil || restrictions["keyCredentials"] == nil {
		t.Errorf("%s", r.raw)
	}
}
