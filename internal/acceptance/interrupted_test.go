package acceptance

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/poll"
)

// TestInterrupted: Ctrl-C while apply waits for somebody at the console ends it soon, says how to go on, and loses nothing: the
// application stays in the state, and the next apply goes on waiting.
func TestInterrupted(t *testing.T) {
	t.Parallel()
	e := New(t)
	p := e.Process(e.Provider("admin") + Stack(map[string]Attrs{"onboarding": {"handoff": Q("console"), "timeouts": `{ create = "1h", delete = "1h" }`}}))
	waits := func() bool {
		app, ok := e.attachApp()
		return ok && len(app.IdentifierURIs) == 1 && e.asks("SMS_AAD_Application_Ex", 6)
	}

	var out bytes.Buffer
	cmd := p.Command(context.Background(), "apply", "-no-color", "-input=false", "-auto-approve")
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	if err := poll.Until(ctx, poll.Options{Interval: 20 * time.Millisecond, Max: 100 * time.Millisecond, What: "Terraform to wait"}, func(context.Context) (bool, error) { return waits(), nil }); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var failed *exec.ExitError
	select {
	case err := <-ended:
		if !errors.As(err, &failed) || failed.ExitCode() != 1 {
			t.Fatalf("it ended with %v, not with an error:\n%s", err, &out)
		}
	case <-ctx.Done():
		t.Fatal("it goes on waiting")
	}
	e.sees(out.String(), "The run was interrupted. Apply again to go on from here", "Tenant ID: "+e.Tenant("contoso").ID)
	app, _ := e.attachApp()

	e.Lab.Recorder().ClearJournal()
	e.person("Terraform to wait again", func() bool { return e.asks("SMS_AAD_Application_Ex", 6) }, e.wizard)
	p.apply()
	p.plan(0)
	if again, ok := e.attachApp(); !ok || again.ID != app.ID {
		t.Errorf("the application is %s, not the one of the run that was interrupted, %s", again.ID, app.ID)
	}
	e.requireWorking()
	e.Lab.Recorder().ClearJournal()
	e.person("Terraform to wait for the off-boarding", func() bool { return e.asks("SMS_AAD_Application_Ex", 4) }, e.offboard)
	p.destroy()
	if err := e.RequireInitial(); err != nil {
		t.Error(err)
	}
}
