package graph

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

func TestAddPassword(t *testing.T) {
	s := newScript(t, wiretest.OK(`{"keyId":"`+testKey+`","displayName":"n","secretText":"s3cret","startDateTime":"2026-01-02T03:04:05Z","endDateTime":"2027-01-02T05:04:05+02:00"}`))
	c, _ := s.client()
	start, end := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), time.Date(2027, 1, 2, 3, 4, 5, 0, time.UTC)
	p, secret, err := c.AddPassword(t.Context(), "app-object", "n", end)
	if err != nil || p != (Password{testKey, "n", start, end}) || secret.Reveal() != "s3cret" {
		t.Errorf("got %+v, %q, %v", p, secret.Reveal(), err)
	}
	got := s.Done()[0]
	checkJSON(t, got.Body, `{"passwordCredential":{"displayName":"n","endDateTime":"2027-01-02T03:04:05Z"}}`)
	if got.Method != http.MethodPost || got.URI != "/v1.0/applications/app-object/addPassword" {
		t.Errorf("sent %+v", got)
	}
}

// TestRemovePassword: that the key is gone is a success, whatever the answer was; that it cannot be seen is none.
func TestRemovePassword(t *testing.T) {
	with := func(keys ...string) reply {
		passwords := []string{}
		for _, k := range keys {
			passwords = append(passwords, `{"keyId":"`+k+`"}`)
		}
		return wiretest.OK(`{"id":"app-object","appId":"a","passwordCredentials":[` + strings.Join(passwords, ",") + `]}`)
	}
	absent := refusal(400, "Request_BadRequest", "No password credential found with keyId.")
	tests := map[string]struct {
		replies []reply
		fails   int
	}{
		"removed":                      {[]reply{{Status: 204}}, 0},
		"was gone":                     {[]reply{absent, with(otherKey)}, 0},
		"application is gone":          {[]reply{refusal(404, "x", "m"), refusal(404, "x", "m")}, 0},
		"answer was lost, it is gone":  {[]reply{{Lost: true}, with()}, 0},
		"outage, it is there":          {[]reply{{Status: 503}, with(otherKey, testKey)}, 503},
		"refused, it cannot be seen":   {[]reply{absent, refusal(403, "x", "m")}, 400},
		"forbidden, and needs no look": {[]reply{refusal(403, "x", "m")}, 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			err := c.RemovePassword(t.Context(), "app-object", strings.ToUpper(testKey))
			if (err != nil) != (tt.fails != 0) || err != nil && !hasStatus(err, tt.fails) {
				t.Errorf("got %v", err)
			}
			got := s.Done()[0]
			checkJSON(t, got.Body, `{"keyId":"`+testKey+`"}`)
			if got.URI != "/v1.0/applications/app-object/removePassword" {
				t.Errorf("sent %+v", got)
			}
		})
	}
	c, _ := newScript(t).client()
	if err := c.RemovePassword(t.Context(), "app-object", "no GUID"); err == nil || !strings.Contains(err.Error(), "no GUID") {
		t.Errorf("got %v", err)
	}
}
