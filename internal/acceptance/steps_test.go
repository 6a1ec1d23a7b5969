package acceptance

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	tfjson "github.com/hashicorp/terraform-json"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// Run runs the steps and then destroys. The lab must then hold exactly what it held at first: that is how a destroy is
// verified here. A test that leaves something on purpose says so with RunLeaving. The life of a resource as a whole is run by
// Life, which looks closer.
func (e *Env) Run(steps ...resource.TestStep) {
	e.t.Helper()
	e.RunLeaving(e.RequireInitial, steps...)
}

// RunLeaving is Run for a test that leaves something in the lab on purpose, which left checks.
func (e *Env) RunLeaving(left func() error, steps ...resource.TestStep) {
	e.t.Helper()
	runSteps(e.t, steps...)
	if err := left(); err != nil {
		e.t.Error(err)
	}
}

// runSteps is Run for what needs no lab.
func runSteps(t *testing.T, all ...resource.TestStep) {
	t.Helper()
	s := newSteps(t)
	for _, step := range all {
		s.run(step)
	}
	s.destroy()
}

// steps is a working directory of the CLI with the provider inside the test process, so that the race detector sees it. It
// runs steps of terraform-plugin-testing with few commands: one that applies, one that plans, which must find nothing to do,
// and one that shows the state to those who look at it.
type steps struct {
	cli.CLI
	t *testing.T
}

func newSteps(t *testing.T) *steps {
	t.Helper()
	s := &steps{CLI: cli.CLI{Terraform: terraformPath(t), Dir: t.TempDir()}, t: t}
	s.write("providers.tf", requiredProviders)
	return s
}

// run runs one step. What fails ends the test, unless the step expects it.
func (s *steps) run(step resource.TestStep) {
	s.t.Helper()
	requireKnown(s.t, step)
	if step.PreConfig != nil {
		step.PreConfig()
	}
	s.write("main.tf", step.Config)
	err := s.try(step)
	switch want := step.ExpectError; {
	case want == nil && err != nil:
		s.t.Fatal(err)
	case want != nil && err == nil:
		s.t.Fatalf("there is no error, want %s", want)
	case want != nil && !want.MatchString(err.Error()):
		s.t.Fatalf("the error is not %s:\n%s", want, err)
	}
}

func (s *steps) write(file, text string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.Dir, file), []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
}

// requireKnown requires that the step says nothing that would be passed over in silence.
func requireKnown(t *testing.T, step resource.TestStep) {
	t.Helper()
	for _, f := range []any{
		&step.PreConfig, &step.Config, &step.Check, &step.ConfigStateChecks, &step.ConfigPlanChecks.PreApply,
		&step.ExpectError, &step.ExpectNonEmptyPlan, &step.PlanOnly, &step.Destroy,
	} {
		reflect.ValueOf(f).Elem().SetZero()
	}
	if !reflect.ValueOf(step).IsZero() {
		t.Fatal("the step says something that only Life knows")
	}
}

// try is the error of a step, whose configuration is in place.
func (s *steps) try(step resource.TestStep) error {
	if step.PlanOnly {
		return s.planned(step.ExpectNonEmptyPlan)
	}
	if err := s.apply(step.Destroy, step.ConfigPlanChecks.PreApply); err != nil {
		return err
	}
	if step.Check != nil {
		if err := step.Check(s.state().texts()); err != nil {
			return err
		}
	}
	if err := s.checkState(step.ConfigStateChecks); err != nil {
		return err
	}
	if step.Destroy || !step.ExpectNonEmptyPlan && !s.state().holds() {
		return nil // a plan can find nothing to do
	}
	return s.planned(step.ExpectNonEmptyPlan)
}

// apply applies, by way of a plan file if somebody looks at the plan.
func (s *steps) apply(destroy bool, checks []plancheck.PlanCheck) error {
	how := fmt.Sprintf("-destroy=%t", destroy)
	if len(checks) == 0 {
		_, _, err := s.terraform("apply", "-auto-approve", how)
		return err
	}
	if _, _, err := s.terraform("plan", "-out=step.plan", how); err != nil {
		return err
	}
	var plan tfjson.Plan
	plan.UseJSONNumber(true)
	if err := s.show(&plan, "step.plan"); err != nil {
		return err
	}
	for _, check := range checks {
		var resp plancheck.CheckPlanResponse
		if check.CheckPlan(context.Background(), plancheck.CheckPlanRequest{Plan: &plan}, &resp); resp.Error != nil {
			return resp.Error
		}
	}
	_, _, err := s.terraform("apply", "step.plan")
	return err
}

// planned plans, and there must be something to do or not.
func (s *steps) planned(something bool) error {
	exit, out, err := s.terraform("plan", "-detailed-exitcode")
	if err == nil && exit == changes != something {
		return fmt.Errorf("the plan has something to do: %t, want %t\n%s", !something, something, out)
	}
	return err
}

func (s *steps) checkState(checks []statecheck.StateCheck) error {
	if len(checks) == 0 {
		return nil
	}
	var state tfjson.State
	state.UseJSONNumber(true)
	if err := s.show(&state); err != nil {
		return err
	}
	var failed []error
	for _, check := range checks {
		var resp statecheck.CheckStateResponse
		check.CheckState(context.Background(), statecheck.CheckStateRequest{State: &state}, &resp)
		failed = append(failed, resp.Error)
	}
	return errors.Join(failed...)
}

// show reads the state, or a plan file.
func (s *steps) show(into any, file ...string) error {
	_, out, err := s.terraform("show", append([]string{"-json"}, file...)...)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(out), into)
}

// destroy destroys what the state holds, without a look at it, as nothing else could be known of what is gone.
func (s *steps) destroy() {
	s.t.Helper()
	if !s.state().holds() {
		return
	}
	if _, _, err := s.terraform("destroy", "-auto-approve", "-refresh=false"); err != nil {
		s.t.Fatal(err)
	}
}
