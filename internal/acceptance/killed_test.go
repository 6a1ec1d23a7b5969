package acceptance

import (
	"context"
	"fmt"
	"os/exec"
	"sync/atomic"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// A write is a request with one of these methods and one of these paths: $batch and the read of the upload scope, which
// are sent by POST, are none.
const (
	writeMethods = "POST|PUT|PATCH|DELETE"
	writePaths   = `^/v1\.0/(applications|servicePrincipals|oauth2PermissionGrants)|/wmi/SMS_(AAD|Azure)|(Add|Remove)TenantCollectionMapping$`
)

// TestKilledApply kills Terraform and the provider at every write of an apply in turn: the write is done, but nobody
// gets to know. The next apply converges, the plan after it is empty, and a destroy leaves nothing behind.
func TestKilledApply(t *testing.T) {
	t.Parallel()
	for n := 0; ; n++ {
		killed := false
		ok := t.Run(fmt.Sprintf("at write %d", n+1), func(t *testing.T) { killed = killAt(t, n) })
		if !ok {
			return
		}
		if !killed {
			if n < 10 {
				t.Errorf("the apply has only %d writes", n)
			}
			return
		}
	}
}

// killAt kills an apply at one of its writes; false means that the apply has no such write.
func killAt(t *testing.T, n int) bool {
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(nil))
	var cmd atomic.Pointer[exec.Cmd]
	started := make(chan struct{})
	var struck atomic.Bool
	remove, err := e.Lab.Recorder().Inject(wire.Fault{Method: writeMethods, Path: writePaths, Skip: n, Times: 1, LoseAnswer: true, OnStrike: func() {
		<-started
		struck.Store(true)
		if err := cli.Kill(cmd.Load()); err != nil {
			t.Errorf("killing the apply: %v", err)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	run := p.Command(context.Background(), "apply", "-no-color", "-input=false", "-auto-approve")
	if err := run.Start(); err != nil {
		t.Fatal(err)
	}
	cmd.Store(run)
	close(started)
	if err := run.Wait(); (err != nil) != struck.Load() {
		t.Fatalf("killed: %t, apply: %v", struck.Load(), err)
	}
	remove()
	p.apply()
	p.plan(0)
	p.destroy()
	e.forgetMicroservice()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
	return struck.Load()
}

// forgetMicroservice removes Microsoft's service principal, if it is left: an apply that is killed cannot say that it was
// the one that made it, so a later destroy leaves it, as the documentation says.
func (e *Env) forgetMicroservice() {
	e.t.Helper()
	if _, left := e.Tenant("contoso").Directory.Head().ServicePrincipalByAppID(world.MicroserviceAppID); left {
		e.Drift(world.Change{Object: "servicePrincipal", Match: map[string]any{"appId": world.MicroserviceAppID}, Delete: true})
	}
}
