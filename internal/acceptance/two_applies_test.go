package acceptance

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// meeting is where two runs wait for each other, unless one of them has ended.
type meeting struct {
	mu    sync.Mutex
	here  int
	both  chan struct{}
	alone <-chan struct{}
}

func (m *meeting) wait() {
	m.mu.Lock()
	if m.here++; m.here == 2 {
		close(m.both)
	}
	m.mu.Unlock()
	select {
	case <-m.both:
	case <-m.alone:
	}
}

// TestTwoApplies: the same configuration is applied at the same time from two states, and both runs come to each creation
// before either has made anything. Nothing is there twice; the next apply of one of them repairs what they did to each other,
// and its destroy leaves nothing.
func TestTwoApplies(t *testing.T) {
	t.Parallel()
	e := New(t, shared, func(s *world.Seed) { s.Lag = 0 })
	alone := make(chan struct{})
	for _, creation := range []wire.Fault{
		{Kind: wire.KindGraph, Method: "PATCH", Path: "applications\\(uniqueName"},
		{Kind: wire.KindGraph, Method: "POST", Path: "/appRoleAssignments"},
		{Kind: wire.KindAdminService, Method: "POST", Path: "/SMS_AAD_Tenant_Ex$"},
		{Kind: wire.KindAdminService, Method: "POST", Path: "/SMS_AAD_Application_Ex$"},
		{Kind: wire.KindAdminService, Method: "POST", Path: "/SMS_Azure_CloudService$"},
	} {
		m := &meeting{both: make(chan struct{}), alone: alone}
		creation.Times, creation.OnStrike = 2, m.wait
		e.Fault(creation)
	}
	config := e.Provider("admin") + Stack(nil)
	one, other := e.Process(config), e.Process(config)
	var (
		runs sync.WaitGroup
		ends sync.Once
	)
	for _, p := range []*process{one, other} {
		runs.Go(func() {
			exit, out, err := p.Run(context.Background(), "apply", "-no-color", "-input=false", "-auto-approve")
			ends.Do(func() { close(alone) })
			if err != nil {
				t.Error(err)
			}
			t.Logf("one of the two ended with %d", exit)
			if exit != 0 && !strings.Contains(out, "Error: Cannot ") {
				t.Errorf("it does not say what it could not do:\n%s", out)
			}
		})
	}
	runs.Wait()
	e.requireOnce()
	one.apply()
	e.requireOnce()
	e.requireWorking()
	one.plan(0)
	one.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}

// requireOnce requires that nothing of the attachment is there twice.
func (e *Env) requireOnce() {
	e.t.Helper()
	head := e.Tenant("contoso").Directory.Head()
	there := map[string]int{}
	for _, app := range head.Applications {
		there["application "+app.DisplayName]++
	}
	for _, sp := range head.ServicePrincipals {
		there["service principal "+sp.DisplayName]++
	}
	for _, a := range head.Assignments {
		there[fmt.Sprintf("consent of %s to %s of %s", a.PrincipalID, a.AppRoleID, a.ResourceID)]++
	}
	e.Tenant("contoso").Hierarchy.View(func(tables *world.Tables) {
		for _, class := range []string{"SMS_AAD_Tenant_Ex", "SMS_AAD_Application_Ex", "SMS_Azure_CloudService"} {
			there[class] = len(tables.Rows[class])
		}
	})
	for what, n := range there {
		if n > 1 {
			e.t.Errorf("%s is there %d times", what, n)
		}
	}
}
