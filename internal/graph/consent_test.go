package graph

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const otherKey = "eeeeeeee-0000-0000-0000-000000000000"

// roleOf is an assignment of the role testKey at the resource.
func roleOf(resource string) string {
	return `{"id":"a","principalId":"` + testApp + `","resourceId":"` + resource + `","appRoleId":"` + testKey + `"}`
}

func grantOf(resource, consentType, scope string) string {
	return `{"id":"g-` + resource + `","clientId":"sp","resourceId":"` + resource + `","consentType":"` + consentType + `","scope":"` + scope + `"}`
}

// TestAssign: a POST that is not idempotent is never sent again; what is there decides whether it failed.
func TestAssign(t *testing.T) {
	denied := refusal(403, "Authorization_RequestDenied", "no")
	duplicate := refusal(400, "Request_BadRequest", "Permission being assigned already exists on the object")
	tests := map[string]struct {
		replies []reply
		fails   int // the status; zero for success
	}{
		"made":                        {[]reply{{Status: 201, Body: roleOf(otherKey)}}, 0},
		"duplicate":                   {[]reply{duplicate, wiretest.List(roleOf(otherKey))}, 0},
		"answer was lost, it is made": {[]reply{{Lost: true}, wiretest.List(roleOf(testApp), roleOf(strings.ToUpper(otherKey)))}, 0},
		"duplicate, a replica lags":   {[]reply{duplicate, wiretest.List(roleOf(testApp))}, 0},
		"refused, another is there":   {[]reply{refusal(400, "Request_BadRequest", "Invalid"), wiretest.List(roleOf(testApp))}, 400},
		"refused, none to be seen":    {[]reply{duplicate, denied}, 400},
		"forbidden needs no look":     {[]reply{denied}, 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			err := c.Assign(t.Context(), testApp, otherKey, testKey)
			if (err != nil) != (tt.fails != 0) || err != nil && !hasStatus(err, tt.fails) {
				t.Errorf("got %v", err)
			}
			got := s.Done()
			checkJSON(t, got[0].Body, `{"principalId":"`+testApp+`","resourceId":"`+otherKey+`","appRoleId":"`+testKey+`"}`)
			if want := "/v1.0/servicePrincipals/" + testApp + "/appRoleAssignments"; got[0].URI != want || len(got) > 1 && got[1].Method != http.MethodGet {
				t.Errorf("sent %+v", got)
			}
		})
	}
	c, _ := newScript(t).client()
	if err := c.Assign(t.Context(), "no GUID", otherKey, testKey); err == nil {
		t.Error("an id that is no GUID was sent")
	}
}

// TestUnassign: that there is none is a success.
func TestUnassign(t *testing.T) {
	for status, good := range map[int]bool{204: true, 404: true, 403: false, 400: false} {
		s := newScript(t, refusal(status, "x", "m"))
		c, _ := s.client()
		if err := c.Unassign(t.Context(), "p", "a"); (err == nil) != good {
			t.Errorf("%d: %v", status, err)
		}
		if got := s.Done()[0]; got.Method != http.MethodDelete || got.URI != "/v1.0/servicePrincipals/p/appRoleAssignments/a" {
			t.Errorf("sent %+v", got)
		}
	}
}

// TestSetGrant: the one grant for all users is made, changed or removed; those of single users are left alone.
func TestSetGrant(t *testing.T) {
	none := wiretest.List(grantOf("res", "Principal", "x"), grantOf("other", "AllPrincipals", "x"))
	there := wiretest.List(grantOf("other", "AllPrincipals", "x"), grantOf("RES", "AllPrincipals", "A"))
	done, denied := reply{Status: 204}, refusal(403, "Authorization_RequestDenied", "no")
	create, patch := `{"clientId":"sp","resourceId":"res","consentType":"AllPrincipals","scope":"A B"}`, `{"scope":"A B"}`
	type write struct{ method, path, body string }
	post, change := write{"POST", "/v1.0/oauth2PermissionGrants", create}, write{"PATCH", "/v1.0/oauth2PermissionGrants/g-RES", patch}
	remove := write{"DELETE", "/v1.0/oauth2PermissionGrants/g-RES", ""}
	tests := map[string]struct {
		scopes  []string
		replies []reply
		writes  []write
		fails   int
	}{
		"nothing to remove":           {nil, []reply{none}, nil, 0},
		"make":                        {[]string{"A", "B"}, []reply{none, {Status: 201, Body: grantJSON}}, []write{post}, 0},
		"change":                      {[]string{"A", "B"}, []reply{there, done}, []write{change}, 0},
		"remove":                      {nil, []reply{there, done}, []write{remove}, 0},
		"removed by another":          {nil, []reply{there, refusal(404, "x", "m")}, []write{remove}, 0},
		"changed, but it is gone":     {[]string{"A", "B"}, []reply{there, refusal(404, "x", "m")}, []write{change}, 404},
		"made by another":             {[]string{"A", "B"}, []reply{none, refusal(409, "Request_MultipleObjectsWithSameKeyValue", "m"), there, done}, []write{post, change}, 0},
		"answer was lost, it is made": {[]string{"A", "B"}, []reply{none, {Lost: true}, there, done}, []write{post, change}, 0},
		"outage, it is not made":      {[]string{"A", "B"}, []reply{none, {Status: 503}, none}, []write{post}, 503},
		"forbidden needs no look":     {[]string{"A", "B"}, []reply{none, denied}, []write{post}, 403},
		"cannot be read":              {[]string{"A", "B"}, []reply{denied}, nil, 403},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			err := c.SetGrant(t.Context(), "sp", "res", tt.scopes)
			if (err != nil) != (tt.fails != 0) || err != nil && !hasStatus(err, tt.fails) {
				t.Errorf("got %v", err)
			}
			if tt.writes != nil && tt.fails == 403 && !strings.Contains(err.Error(), "DelegatedPermissionGrant.ReadWrite.All") {
				t.Errorf("the permission is not named: %v", err)
			}
			writes := []write{}
			for _, r := range s.Done() {
				if r.Method != http.MethodGet {
					writes = append(writes, write{r.Method, r.URI, r.Body})
				}
			}
			if len(writes) != len(tt.writes) {
				t.Fatalf("wrote %v, want %v", writes, tt.writes)
			}
			for i, w := range writes {
				if want := tt.writes[i]; w.method != want.method || w.path != want.path {
					t.Errorf("wrote %v, want %v", w, want)
				}
				if w.body != "" {
					checkJSON(t, w.body, tt.writes[i].body)
				}
			}
		})
	}
}

// TestPages: lists are read to the end, and each page is tried again like any read.
func TestPages(t *testing.T) {
	lists := map[string]struct {
		element string
		read    func(context.Context, *Client) (int, error)
	}{
		"assigned to": {roleJSON, func(ctx context.Context, c *Client) (int, error) {
			l, err := c.AssignedTo(ctx, "r")
			return len(l), err
		}},
		"assignments": {roleJSON, func(ctx context.Context, c *Client) (int, error) {
			l, err := c.assignments(ctx, "p")
			return len(l), err
		}},
		"deleted": {`{"@odata.type":"#microsoft.graph.application","id":"d","appId":"a","uniqueName":"n"},{"id":"e","appId":"b","uniqueName":"N"}`, func(ctx context.Context, c *Client) (int, error) {
			l, err := c.DeletedApplications(ctx, "n")
			return len(l), err
		}},
		"grants": {grantOf("r", "Principal", "x"), func(ctx context.Context, c *Client) (int, error) {
			g, err := c.grant(ctx, "c", "r")
			if g != nil {
				t.Errorf("got %v", g)
			}
			return 2, err
		}},
	}
	for name, tt := range lists {
		t.Run(name, func(t *testing.T) {
			s := newScript(t)
			s.Add(
				wiretest.OK(`{"value":[`+tt.element+`],"@odata.nextLink":"`+s.URL+"/v1.0/x?$skiptoken=2"+`"}`),
				reply{Status: 429}, reply{Status: 200, Body: `{"value":[`, Cut: true}, wiretest.List(tt.element),
			)
			c, _ := s.client()
			if n, err := tt.read(t.Context(), c); err != nil || n != 2 {
				t.Errorf("got %d, %v", n, err)
			}
			got := s.Done()
			if last := got[len(got)-1].URI; last != "/v1.0/x?$skiptoken=2" {
				t.Errorf("sent %s", last)
			}

			s = newScript(t)
			s.Add(wiretest.OK(`{"value":[`+tt.element+`],"@odata.nextLink":"`+s.URL+"/v1.0/x"+`"}`), refusal(400, "x", "m"))
			c, _ = s.client()
			if _, err := tt.read(t.Context(), c); !hasStatus(err, 400) {
				t.Errorf("half a list: %v", err)
			}
			s.Done()
		})
	}
}
