package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// parts is the answer to a $batch of n parts; format takes the id of each.
func parts(format string, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = format
		if strings.Contains(format, "%d") {
			list[i] = fmt.Sprintf(format, i)
		}
	}
	return answers(list...)
}

func answers(list ...string) string { return `{"responses":[` + strings.Join(list, ",") + `]}` }

// partOK answers one part of a $batch.
func partOK(id int, body string) string {
	return fmt.Sprintf(`{"id":"%d","status":200,"body":%s}`, id, body)
}

// throttledPart refuses one; after is the JSON of Retry-After.
func throttledPart(id int, after string) string {
	return fmt.Sprintf(`{"id":"%d","status":429,"headers":{"retry-after":%s},"body":{"error":{"code":"TooManyRequests","message":"slow"}}}`, id, after)
}

const (
	microApp  = "DDDDDDDD-0000-0000-0000-000000000000"
	microJSON = `{"id":"micro","appId":"dddddddd-0000-0000-0000-000000000000","appRoles":[{"id":"` + testKey + `","value":"CmCollectionData.read"}]}`
	roleJSON  = `{"id":"a1","principalId":"` + testApp + `","resourceId":"` + testKey + `","appRoleId":"` + testKey + `"}`
	grantJSON = `{"id":"g1","clientId":"sp-object","resourceId":"graph","consentType":"AllPrincipals","scope":" Directory.Read.All  User.Read "}`
)

// TestPicture: one request, all parts addressed by client id; parts come in any order, and absent objects are nil.
func TestPicture(t *testing.T) {
	s := newScript(t, wiretest.OK(answers(
		partOK(4, microJSON), `{"id":"5","status":404,"body":{"error":{"code":"Request_ResourceNotFound"}}}`,
		partOK(3, `{"value":[`+grantJSON+`]}`), partOK(2, `{"value":[`+roleJSON+`]}`), partOK(1, spJSON), partOK(0, appJSON),
	)))
	c, _ := s.client()
	got, err := c.Picture(t.Context(), testApp, microApp, "absent")
	if err != nil {
		t.Fatal(err)
	}
	want := &Picture{
		Application:      &Application{ObjectID: "app-object", AppID: testApp, DisplayName: "ConfigMgr"},
		ServicePrincipal: &ServicePrincipal{ObjectID: "sp-object", AppID: testApp, Enabled: true},
		Assignments:      []Assignment{{"a1", testApp, testKey, testKey}},
		Grants:           []Grant{{"g1", "sp-object", "graph", "AllPrincipals", []string{"Directory.Read.All", "User.Read"}}},
		Resources: map[string]*ServicePrincipal{strings.ToLower(microApp): {
			ObjectID: "micro", AppID: strings.ToLower(microApp), Enabled: true, Permissions: []Permission{{testKey, "CmCollectionData.read", "Role"}},
		}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	requests := s.Done()
	if requests[0].Method != http.MethodPost || requests[0].URI != "/v1.0/$batch" {
		t.Errorf("sent %+v", requests[0])
	}
	checkParts(t, requests[0].Body, "/applications(appId='"+testApp+"')?", "/servicePrincipals(appId='"+testApp+"')?", "/servicePrincipals(appId='"+testApp+"')/appRoleAssignments",
		"/servicePrincipals(appId='"+testApp+"')/oauth2PermissionGrants", "/servicePrincipals(appId='"+microApp+"')?", "/servicePrincipals(appId='absent')?")
}

// checkParts checks that a $batch reads these addresses, which it names by their beginning, in this order.
func checkParts(t *testing.T, body string, want ...string) {
	t.Helper()
	var sent batchRequest
	if err := json.Unmarshal([]byte(body), &sent); err != nil || len(sent.Requests) != len(want) {
		t.Fatalf("sent %s (%v), want %d parts", body, err, len(want))
	}
	ids := map[string]bool{}
	for i, r := range sent.Requests {
		if ids[r.ID] = true; r.Method != http.MethodGet || !strings.HasPrefix(r.URL, want[i]) {
			t.Errorf("part %d: sent %+v, want %s", i, r, want[i])
		}
	}
	if len(ids) != len(want) {
		t.Errorf("the ids are not unique: %s", body)
	}
}

// TestBatchThrottled: only the parts that were throttled are asked for again, after the longest wait that one asks for.
func TestBatchThrottled(t *testing.T) {
	s := newScript(t,
		wiretest.OK(answers(partOK(0, appJSON), throttledPart(1, `"3"`), throttledPart(2, `11`), partOK(3, `{"value":[]}`))),
		wiretest.OK(answers(partOK(0, spJSON), `{"id":"1","status":503,"body":"PGh0bWw+"}`)),
		wiretest.OK(answers(partOK(0, `{"value":[`+roleJSON+`]}`))),
	)
	c, clock := s.client()
	p, err := c.Picture(t.Context(), testApp)
	if err != nil || p.Application == nil || p.ServicePrincipal == nil || len(p.Assignments) != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	requests := s.Done()
	checkParts(t, requests[1].Body, "/servicePrincipals(appId='"+testApp+"')?", "/servicePrincipals(appId='"+testApp+"')/appRoleAssignments")
	checkParts(t, requests[2].Body, "/servicePrincipals(appId='"+testApp+"')/appRoleAssignments")
	if waits := clock.Waited(); len(waits) != 2 || waits[0] != 11*time.Second || waits[1] > 2*time.Second {
		t.Errorf("waited %v", waits)
	}
}

// TestBatchSplit: a $batch takes 20 requests at most.
func TestBatchSplit(t *testing.T) {
	s := newScript(t, wiretest.OK(parts(`{"id":"%d","status":404}`, 20)), wiretest.OK(parts(`{"id":"%d","status":404}`, 5)))
	c, _ := s.client()
	resources := make([]string, 21)
	for i := range resources {
		resources[i] = fmt.Sprint(i)
	}
	if _, err := c.Picture(t.Context(), testApp, resources...); err != nil {
		t.Error(err)
	}
	for i, want := range []int{20, 5} {
		if got := strings.Count(s.Done()[i].Body, `"method":"GET"`); got != want {
			t.Errorf("batch %d has %d parts, want %d", i, got, want)
		}
	}
}

// TestBatchPages: a list in a part may be its first page only.
func TestBatchPages(t *testing.T) {
	s := newScript(t)
	s.Add(
		wiretest.OK(answers(partOK(0, appJSON), partOK(1, spJSON), partOK(2, `{"value":[`+roleJSON+`],"@odata.nextLink":"`+s.URL+"/v1.0/more?page=2"+`"}`), partOK(3, `{"value":[]}`))),
		wiretest.List(roleJSON),
	)
	c, _ := s.client()
	p, err := c.Picture(t.Context(), testApp)
	if err != nil || len(p.Assignments) != 2 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := s.Done()[1]; got.Method != http.MethodGet || got.URI != "/v1.0/more?page=2" {
		t.Errorf("sent %+v", got)
	}
}

// TestBatchErrors: what cannot be taken as an answer is an error, never an absent object.
func TestBatchErrors(t *testing.T) {
	rest := `,` + strings.Join([]string{partOK(1, spJSON), partOK(2, `{"value":[]}`), partOK(3, `{"value":[]}`)}, ",") + `]}`
	with := func(first string) string { return `{"responses":[` + first + rest }
	forbidden := `{"id":"1","status":403,"headers":{"request-id":"from-header","Retry-After":null},"body":{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}}`
	tests := map[string]struct{ body, says string }{
		"forbidden part":    {answers(partOK(0, appJSON), forbidden, partOK(2, `{}`), partOK(3, `{}`)), "Application.Read.All"},
		"missing part":      {answers(partOK(0, appJSON)), "lacks this part"},
		"no part":           {`{}`, "lacks this part"},
		"no answer at all":  {``, "not what Microsoft Graph answers"},
		"page of a proxy":   {`<html>`, "not what Microsoft Graph answers"},
		"part is no object": {with(partOK(0, `"text"`)), "not what Microsoft Graph answers"},
		"part is empty":     {with(partOK(0, `{}`)), "id is missing"},
		"part has no body":  {with(`{"id":"0","status":200}`), "read the application"},
		"odd status":        {answers(`{"id":"0","status":424,"body":{}}`), "424"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, wiretest.OK(tt.body))
			c, _ := s.client()
			_, err := c.Picture(t.Context(), testApp)
			if err == nil || !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), testTenant) {
				t.Errorf("got %v", err)
			}
			var e *Error
			if name == "forbidden part" && (!errors.As(err, &e) || !IsForbidden(err) || e.RequestID != "from-header" || e.Path != "/v1.0/servicePrincipals(appId='"+testApp+"')") {
				t.Errorf("got %+v", e)
			}
			s.Done()
		})
	}
}
