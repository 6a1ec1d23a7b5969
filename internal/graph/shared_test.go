package graph

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/readcache"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const rbacOn, rbacOff = `{"enabled":true}`, `{"enabled":false}`

// pictured is the answer to the $batch of a picture, by addresses in the order in which a shared read sends them.
func pictured(name string) reply {
	return wiretest.OK(answers(
		partOK(0, `{"id":"app-object","appId":"`+testApp+`","displayName":"`+name+`"}`),
		partOK(1, `{"value":[]}`), partOK(2, `{"value":[]}`), partOK(3, spJSON),
	))
}

// TestSharedReads: what a picture has read answers the read of its application, until something is written, whatever came
// of that; who does not share asks each time.
func TestSharedReads(t *testing.T) {
	for name, write := range calls() {
		if name == "GET" || name == "$batch" {
			continue
		}
		for outcome, answer := range map[string]reply{"done": write.good, "refused": refusal(http.StatusForbidden, "Authorization_RequestDenied", "x")} {
			t.Run(name+" "+outcome, func(t *testing.T) {
				s := newScript(t, pictured("before"), answer, pictured("after"), wiretest.OK(appJSON))
				c, _ := s.client()
				shared := Shared(t.Context())
				read := func(want string) {
					t.Helper()
					for range 2 {
						if p, err := c.Picture(shared, testApp); err != nil || p.Application == nil || p.Application.DisplayName != want {
							t.Errorf("got %+v, %v, want %s", p, err, want)
						}
						if app, err := c.ApplicationByAppID(shared, testApp); err != nil || app.DisplayName != want {
							t.Errorf("got %+v, %v, want %s", app, err, want)
						}
					}
				}
				read("before")
				if err := write.do(shared, c); (err == nil) != (outcome == "done") {
					t.Errorf("the write: %v", err)
				}
				read("after")
				if app, err := c.ApplicationByAppID(t.Context(), testApp); err != nil || app.DisplayName != "ConfigMgr" {
					t.Errorf("who does not share got %+v, %v", app, err)
				}
				s.Done()
			})
		}
	}
}

// TestSharedPartly: of two pictures the second reads only what the first has not, and an application that is not there is
// known not to be there.
func TestSharedPartly(t *testing.T) {
	const other = "eeeeeeee-0000-0000-0000-000000000000"
	s := newScript(t,
		wiretest.OK(answers(partOK(0, appJSON), partOK(1, `{"value":[]}`), partOK(2, `{"value":[]}`), partOK(3, spJSON), partOK(4, microJSON))),
		wiretest.OK(parts(`{"id":"%d","status":404}`, 4)),
	)
	c, _ := s.client()
	shared := Shared(t.Context())
	for _, app := range []string{testApp, other} {
		p, err := c.Picture(shared, app, strings.ToLower(microApp))
		if err != nil || (p.Application != nil) != (app == testApp) || p.Resources[strings.ToLower(microApp)] == nil {
			t.Errorf("got %+v, %v", p, err)
		}
	}
	if app, err := c.ApplicationByAppID(shared, other); !IsNotFound(err) || !strings.Contains(err.Error(), "read the application") {
		t.Errorf("got %+v, %v", app, err)
	}
	checkParts(t, s.Done()[1].Body, "/applications(appId='"+other, "/servicePrincipals(appId='"+other+"')/appRoleAssignments", "/servicePrincipals(appId='"+other+"')/oauth2PermissionGrants", "/servicePrincipals(appId='"+other+"')?")
}

// TestSharedNotSteady: reads that must agree are asked of the service each time, and what one of them may have contradicted
// is not served any more.
func TestSharedNotSteady(t *testing.T) {
	s := newScript(t, wiretest.OK(rbacOff), wiretest.OK(rbacOn), wiretest.OK(rbacOn), wiretest.OK(rbacOn), wiretest.OK(rbacOn))
	c, _ := s.client()
	shared := Shared(t.Context())
	for range 2 {
		if on, err := c.IntuneRBAC(shared); on || err != nil {
			t.Errorf("got %v, %v", on, err)
		}
	}
	if on, err := Steady(shared, c, "the switch", c.IntuneRBAC); !on || err != nil {
		t.Errorf("got %v, %v", on, err)
	}
	if on, err := c.IntuneRBAC(shared); !on || err != nil {
		t.Errorf("got %v, %v", on, err)
	}
	s.Done()
}

// TestSharedByTenant: another client of the same tenant does not keep what this one has written over.
func TestSharedByTenant(t *testing.T) {
	s := newScript(t, wiretest.OK(rbacOff), reply{Status: http.StatusNoContent}, wiretest.OK(rbacOn))
	writes := &readcache.Writes{}
	reader, _ := s.client(func(o *Options) { o.Writes = writes })
	writer, _ := s.client(func(o *Options) { o.Writes = writes })
	shared := Shared(t.Context())
	if on, err := reader.IntuneRBAC(shared); on || err != nil {
		t.Errorf("got %v, %v", on, err)
	}
	if err := writer.SetIntuneRBAC(t.Context(), true); err != nil {
		t.Error(err)
	}
	if on, err := reader.IntuneRBAC(shared); !on || err != nil {
		t.Errorf("got %v, %v", on, err)
	}
	s.Done()
}

// TestSharedMemory: an answer that is too long to be kept is read again.
func TestSharedMemory(t *testing.T) {
	long := wiretest.OK(`{"enabled":true,"more":"` + strings.Repeat("x", maxKept) + `"}`)
	s := newScript(t, long, long)
	c, _ := s.client()
	for range 2 {
		if on, err := c.IntuneRBAC(Shared(t.Context())); !on || err != nil {
			t.Errorf("got %v, %v", on, err)
		}
	}
	s.Done()
}
