package msgraph

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/token"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func TestAuthentication(t *testing.T) {
	l := newLab(t)
	good := l.as(appRead)
	with := func(tenant, audience string) user {
		u := good
		u.token = l.issue(l.tenant(tenant).ID, audience, good, []string{appRead})
		return u
	}
	stranger := good
	stranger.token = l.issue("11111111-2222-4333-8444-555555555555", audience, good, []string{appRead})
	broken, forged := good, good
	broken.token, forged.token = "no-token", good.token[:len(good.token)-8]+"AAAAAAAA"

	good.get("applications").want(http.StatusOK)
	for name, c := range map[string]struct {
		user    user
		message string
	}{
		"no JWT":         {broken, "CompactToken parsing failed"},
		"bad signature":  {forged, "Access token validation failure."},
		"other audience": {with("contoso", "https://management.azure.com"), "Invalid audience"},
		"unknown tenant": {stranger, "Invalid issuer"},
		"other cloud":    {with("agency", audience), "Invalid issuer"},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.user.get("applications").want(http.StatusUnauthorized, "InvalidAuthenticationToken", c.message)
			if r.header.Get("WWW-Authenticate") == "" {
				t.Error("no WWW-Authenticate")
			}
		})
	}
	good.do(http.MethodGet, "applications", "", header{"Authorization": ""}).want(http.StatusUnauthorized, "InvalidAuthenticationToken", "empty")
	good.do(http.MethodPost, "$batch", `{"requests":[]}`, header{"Authorization": "Basic eDp5"}).want(http.StatusUnauthorized)
	l.clock.Advance(2 * time.Hour)
	good.get("applications").want(http.StatusUnauthorized, "InvalidAuthenticationToken", "expired")
}

// A token for one tenant reads that tenant only.
func TestTenantsAreApart(t *testing.T) {
	l := newLab(t)
	contoso := l.admin()
	contoso.createApp("only in contoso")
	fabrikam := contoso
	fabrikam.token = l.issue(l.tenant("fabrikam").ID, audience, contoso, []string{appRead})
	if got := fabrikam.get("applications").want(http.StatusOK).values(); len(got) != 0 {
		t.Errorf("fabrikam shows %v", got)
	}
	if got := contoso.get("applications").values(); len(got) != 1 {
		t.Errorf("contoso shows %v", got)
	}
	j := l.recorder.Journal()
	if last := j[len(j)-1]; last.Tenant != "contoso" || last.Principal != contoso.appID {
		t.Errorf("the journal has %+v", last)
	}
}

// A user's token has the permissions in scp, and no others; what it makes belongs to the user.
func TestDelegated(t *testing.T) {
	l := newLab(t)
	delegated := func(scope string, roles ...string) user {
		u := user{lab: l, appID: world.NewID(), objectID: world.NewID()}
		claims := token.Claims{TenantID: l.tenant("contoso").ID, AppID: u.appID, ObjectID: u.objectID, IDType: "user", UPN: "x@contoso.example", Scope: scope, Roles: roles}
		claims.Audience = jwt.ClaimStrings{audience}
		raw, err := l.signer.Issue(claims, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		u.token = raw
		return u
	}
	writer := delegated("User.Read " + appWrite)
	writer.createApp("made by a user")
	delegated(appRead).get("applications").want(http.StatusOK)
	delegated("User.Read").get("applications").want(http.StatusForbidden)
	delegated("", appRead).get("applications").want(http.StatusForbidden)
	for _, app := range l.tenant("contoso").Directory.Head().Applications {
		if app.DisplayName == "made by a user" && !slices.Contains(app.Owners, writer.objectID) {
			t.Errorf("it belongs to %v", app.Owners)
		}
	}
}
