package graph

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestErrorAnswers: what is taken from an answer that is not a success, and what is left out.
func TestErrorAnswers(t *testing.T) {
	page := "<html><body>token=hush</body></html>"
	tests := map[string]struct {
		reply reply
		want  Error
		says  string
	}{
		"ids in the headers": {
			reply{Status: 404, Header: map[string]string{"request-id": "r", "client-request-id": "c"}, Body: `{"error":{"code":"Request_ResourceNotFound","message":"It is gone."}}`},
			Error{Status: 404, Code: "Request_ResourceNotFound", Message: "It is gone.", RequestID: "r", ClientRequestID: "c"},
			"answered 404 Not Found, code Request_ResourceNotFound: It is gone (request id r)",
		},
		"ids in innerError": {
			reply{Status: 400, Body: `{"error":{"code":"x","message":"m","innerError":{"request-id":"r","client-request-id":"c"}}}`},
			Error{Status: 400, Code: "x", Message: "m", RequestID: "r", ClientRequestID: "c"}, "(request id r)",
		},
		"ids in innererror": {
			reply{Status: 400, Body: `{"error":{"code":"x","message":"m","innererror":{"request-id":"r","client-request-id":"c"}}}`},
			Error{Status: 400, Code: "x", Message: "m", RequestID: "r", ClientRequestID: "c"}, "(request id r)",
		},
		"headers win": {
			reply{Status: 400, Header: map[string]string{"request-id": "h"}, Body: `{"error":{"code":"x","innerError":{"request-id":"r"}}}`},
			Error{Status: 400, Code: "x", RequestID: "h"}, "(request id h)",
		},
		"empty code": {
			reply{Status: 403, Body: `{"error":{"code":"","message":"Forbidden"}}`},
			Error{Status: 403, Message: "Forbidden"}, "answered 403 Forbidden: Forbidden. The identity seems to lack a permission. Any of these application permissions of Microsoft Graph, with admin consent, is documented to allow it: Application.Read.All",
		},
		"token of another cloud": {reply{Status: 401, Body: `{"error":{"code":"InvalidAuthenticationToken","message":"m"}}`}, Error{Status: 401, Code: "InvalidAuthenticationToken", Message: "m"}, "is the cloud of the tenant"},
		"page of a proxy":        {reply{Status: 407, Body: page}, Error{Status: 407, Message: "the answer is not one of Microsoft Graph; a proxy or firewall may have sent it"}, "a proxy or firewall"},
		"JSON of something else": {reply{Status: 400, Body: `{"oops":true}`}, Error{Status: 400, Message: "the answer is not one of Microsoft Graph; a proxy or firewall may have sent it"}, "a proxy or firewall"},
		"no body":                {reply{Status: 500}, Error{Status: 500}, "answered 500 Internal Server Error"},
		"body cut off":           {reply{Status: 500, Body: `{"error":`, Cut: true}, Error{Status: 500}, "answered 500 Internal Server Error"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.reply)
			c, _ := s.client()
			_, err := c.Application(t.Context(), "app-object")
			got, isError := err.(*Error) //nolint:errorlint // nothing is to be wrapped around it
			if !isError {
				t.Fatalf("got %T: %v", err, err)
			}
			same := got.Status == tt.want.Status && got.Code == tt.want.Code && got.Message == tt.want.Message && got.RequestID == tt.want.RequestID && got.ClientRequestID == tt.want.ClientRequestID
			if !same || got.Method != http.MethodGet || got.Path != "/v1.0/applications/app-object" || got.TenantID != testTenant || got.Op != "read the application" {
				t.Errorf("got %+v", got)
			}
			text := err.Error()
			if !strings.HasPrefix(text, "could not read the application in tenant "+testTenant+": GET /v1.0/applications/app-object answered") || !strings.Contains(text, tt.says) {
				t.Errorf("says %s", text)
			}
			if strings.Contains(text, "hush") || strings.Contains(text, "select") {
				t.Errorf("says too much: %s", text)
			}
			s.Done()
		})
	}
	if text := (&Error{Status: http.StatusForbidden}).Error(); !strings.Contains(text, "could not call Microsoft Graph") || !strings.Contains(text, "lack a permission of Microsoft Graph") {
		t.Errorf("without an operation: %s", text)
	}
	if text := (&Error{Status: http.StatusTooManyRequests}).Error(); !strings.Contains(text, "throttling") {
		t.Errorf("throttled: %s", text)
	}
}

// allCalls are the calls of the client by what they say they do; a read-only client may make the reads.
func allCalls() map[string]struct {
	do   func(context.Context, *Client) error
	read bool
} {
	type call = struct {
		do   func(context.Context, *Client) error
		read bool
	}
	second := func(_ any, err error) error { return err }
	third := func(_, _ any, err error) error { return err }
	out := map[string]call{}
	add := func(o operation, read bool, do func(context.Context, *Client) error) { out[o.text] = call{do, read} }
	add(readApplication(), true, func(ctx context.Context, c *Client) error { return second(c.ApplicationByAppID(ctx, testApp)) })
	add(readPrincipal(), true, func(ctx context.Context, c *Client) error { return second(c.ServicePrincipalByAppID(ctx, testApp)) })
	add(listDeleted(), true, func(ctx context.Context, c *Client) error { return second(c.DeletedApplications(ctx, "n")) })
	add(readAssignments(), true, func(ctx context.Context, c *Client) error { return second(c.AssignedTo(ctx, "r")) })
	add(readGrants(), true, func(ctx context.Context, c *Client) error { return c.SetGrant(ctx, "c", "r", nil) })
	add(readOrganization(), true, func(ctx context.Context, c *Client) error { return second(c.TenantName(ctx)) })
	add(upsertApplication(), false, func(ctx context.Context, c *Client) error {
		return third(c.UpsertApplication(ctx, "n", ApplicationSpec{}))
	})
	add(updateApplication(), false, calls()["PATCH"].do)
	add(deleteApplication(), false, calls()["DELETE"].do)
	add(restoreDeleted(), false, func(ctx context.Context, c *Client) error { return c.RestoreApplication(ctx, "i") })
	add(purgeDeleted(), false, func(ctx context.Context, c *Client) error { return c.Purge(ctx, "i") })
	add(addPassword(), false, calls()["POST"].do)
	add(removePassword(), false, func(ctx context.Context, c *Client) error { return c.RemovePassword(ctx, "i", testKey) })
	add(readFederated(), true, func(ctx context.Context, c *Client) error { return second(c.FederatedCredentials(ctx, "i")) })
	add(deleteFederated(), false, func(ctx context.Context, c *Client) error { return c.RemoveFederated(ctx, "i", "f") })
	add(updatePrincipal(), false, func(ctx context.Context, c *Client) error { return c.SetServicePrincipalEnabled(ctx, "i", true) })
	add(deletePrincipal(), false, func(ctx context.Context, c *Client) error { return c.DeleteServicePrincipal(ctx, "i") })
	add(createPrincipal(true), false, func(ctx context.Context, c *Client) error {
		return third(c.UpsertServicePrincipal(ctx, testApp, true))
	})
	add(createPrincipal(false), false, func(ctx context.Context, c *Client) error {
		return third(c.UpsertServicePrincipal(ctx, testApp, false))
	})
	add(assignRole(), false, func(ctx context.Context, c *Client) error { return c.Assign(ctx, testApp, testApp, testApp) })
	add(readAudits(), true, func(ctx context.Context, c *Client) error {
		return second(c.DirectoryAudits(ctx, time.Now(), anyAudit, "i"))
	})
	add(readIntuneAudits(), true, func(ctx context.Context, c *Client) error { return second(c.IntuneAudits(ctx, time.Now(), anyAudit)) })
	add(readFiltering(), true, func(ctx context.Context, c *Client) error { return second(c.FilteringPolicies(ctx)) })
	add(writeFiltering(), false, func(ctx context.Context, c *Client) error { return c.DeleteFilteringPolicy(ctx, "i") })
	add(readHeld(), true, func(ctx context.Context, c *Client) error { return second(c.HeldPermissions(ctx, testApp)) })
	add(readDirectoryRoles(), true, func(ctx context.Context, c *Client) error { return second(c.DirectoryRoles(ctx, "p")) })
	add(readUserRoles(), true, func(ctx context.Context, c *Client) error { return second(c.UserDirectoryRoles(ctx, "u")) })
	add(readGroups(), true, func(ctx context.Context, c *Client) error { return second(c.GroupsOf(ctx, "u")) })
	add(readUser(), true, func(ctx context.Context, c *Client) error { return second(c.LicensedPlans(ctx, "u")) })
	add(readPlans(), true, func(ctx context.Context, c *Client) error { return second(c.SubscribedPlans(ctx)) })
	add(readAppPolicy(), true, func(ctx context.Context, c *Client) error { return second(c.AppManagementPolicy(ctx)) })
	add(readConditionalAccess(), true, func(ctx context.Context, c *Client) error { return second(c.ConditionalAccessPolicies(ctx)) })
	add(readIntuneRoles(), true, func(ctx context.Context, c *Client) error { return second(c.IntuneRoles(ctx)) })
	add(readIntuneRBAC(), true, func(ctx context.Context, c *Client) error { return second(c.IntuneRBAC(ctx)) })
	add(writeIntuneRBAC(), false, func(ctx context.Context, c *Client) error { return c.SetIntuneRBAC(ctx, true) })
	add(readManagerCollections(), true, func(ctx context.Context, c *Client) error { return second(c.ManagerCollections(ctx)) })
	add(readDeviceSummary(), true, func(ctx context.Context, c *Client) error { return second(c.DeviceSummary(ctx)) })
	add(unassignRole(), false, func(ctx context.Context, c *Client) error { return c.Unassign(ctx, "p", "a") })
	return out
}

// TestForbidden: each call names on 403 what it does and the permissions that it needs, as the documentation lists them.
func TestForbidden(t *testing.T) {
	documented := Operations()
	all := allCalls()
	for op, permissions := range documented {
		call, known := all[op]
		if !known && op != writeGrant().text { // that one is in TestSetGrant
			t.Errorf("no test calls %q", op)
		}
		if !known {
			continue
		}
		t.Run(op, func(t *testing.T) {
			s := newScript(t, refusal(403, "Authorization_RequestDenied", "Insufficient privileges"))
			c, _ := s.client()
			err := call.do(t.Context(), c)
			if !IsForbidden(err) || IsNotFound(err) || len(permissions) == 0 || !slices.Equal(MissingPermission(err), permissions) {
				t.Fatalf("got %v", err)
			}
			for _, part := range append([]string{"could not " + op + " in tenant " + testTenant, "(request id from-body)"}, permissions...) {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q is not in: %v", part, err)
				}
			}
			s.Done()
		})
	}
}

// TestNoSecretInErrors: the text of a secret is in no error, whatever the service answers.
func TestNoSecretInErrors(t *testing.T) {
	for name, r := range map[string]reply{
		"half an answer": {Status: 200, Body: `{"secretText":"hush`},
		"wrong type":     {Status: 200, Body: `{"keyId":"hush","secretText":"hush"}`},
		"cut off":        {Status: 200, Body: `{"secretText":"hush"`, Cut: true},
		"no text":        {Status: 200, Body: `{"keyId":"` + testKey + `","hint":"hush"}`},
		"no body":        {Status: 204},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, r)
			c, _ := s.client()
			_, secret, err := c.AddPassword(t.Context(), "app-object", "n", time.Now())
			if err == nil || strings.Contains(err.Error(), "hush") || secret.Reveal() != "" {
				t.Errorf("got %v, %v", secret, err)
			}
			s.Done()
		})
	}
}

// TestNotJSON: a success with something else than JSON, as a captive portal sends it, is an error that says what was asked
// for, whatever it calls itself, and is not asked for again.
func TestNotJSON(t *testing.T) {
	for kind, call := range calls() {
		for _, contentType := range []string{"text/html", "application/json"} {
			t.Run(kind+" as "+contentType, func(t *testing.T) {
				s := newScript(t, reply{Status: 200, Header: map[string]string{"Content-Type": contentType}, Body: "<title>hush</title>"})
				c, clock := s.client()
				err := call.do(t.Context(), c)
				if err == nil {
					t.Fatal("it was taken for an answer")
				}
				text := err.Error()
				for _, want := range []string{"could not ", testTenant, " /v1.0/", "the answer (200) is not what Microsoft Graph answers: it is not JSON"} {
					if !strings.Contains(text, want) {
						t.Errorf("%q does not say %q", text, want)
					}
				}
				if s.Done(); strings.Contains(text, "hush") || len(clock.Waited()) != 0 {
					t.Errorf("%q, waited %v", text, clock.Waited())
				}
			})
		}
	}
}
