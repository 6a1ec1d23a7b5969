package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	tfjson "github.com/hashicorp/terraform-json"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// step is one thing that the demo shows.
type step struct {
	title string
	do    func(context.Context) error
}

func (d *demo) steps() []step {
	return []step{
		{"a lab with three tenants, each with a Configuration Manager hierarchy", d.showLab},
		{"the configuration: examples/quickstart", d.showConfiguration},
		{"terraform init", d.terraform(0, "init", "-input=false", "-plugin-dir="+d.plugins)},
		{"a tenant that is not ready: its plan says all that is missing at once", d.refuseUnready},
		{"terraform plan: what would be done for the two that are", d.terraform(2, "plan", "-input=false", "-detailed-exitcode")},
		{"terraform apply", d.terraform(0, "apply", "-input=false", "-auto-approve")},
		{"what exists now, in Entra and at the sites", d.showAttached},
		{"terraform plan: nothing to do", d.terraform(0, "plan", "-input=false", "-detailed-exitcode")},
		{"three changes behind Terraform's back", d.driftAway},
		{"terraform plan: exactly these are seen, and who did them", d.planDrift},
		{"the same as a report, as a nightly pipeline writes it", d.report},
		{"terraform apply: repaired", d.terraform(0, "apply", "-input=false", "-auto-approve")},
		{"terraform plan: nothing to do", d.terraform(0, "plan", "-input=false", "-detailed-exitcode")},
		{"terraform destroy", d.terraform(0, "destroy", "-input=false", "-auto-approve")},
		{"the lab's state against the one that it began with", d.compare},
	}
}

// terraform is a step that runs a command, which must exit with this code.
func (d *demo) terraform(code int, args ...string) func(context.Context) error {
	return func(ctx context.Context) error {
		fmt.Printf("$ terraform %s\n", strings.Join(args, " "))
		_, err := d.run(ctx, d.cli, code, args...)
		return err
	}
}

func (d *demo) run(ctx context.Context, c cli.CLI, code int, args ...string) (string, error) {
	exit, out, err := c.Run(ctx, args...)
	if err == nil && exit != code {
		err = fmt.Errorf("terraform %s exited with %d, not %d", args[0], exit, code)
	}
	return out, err
}

func (d *demo) showConfiguration(context.Context) error {
	hcl, err := os.ReadFile(filepath.Join(d.cli.Dir, "main.tf"))
	fmt.Print(string(hcl))
	return err
}

// driftAway changes what three different people might change.
func (d *demo) driftAway(context.Context) error {
	contoso, fabrikam := d.lab.Endpoints("contoso"), "ConfigMgr tenant attach (fabrikam)"
	for _, change := range []struct {
		tenant, story string
		what          world.Change
	}{
		{"contoso", "at the console of contoso, alice uploads the servers instead of the pilot", world.Change{
			By: "alice", Object: "SMS_CoMgmtConfigs", Match: map[string]any{"TenantID": contoso.TenantID}, Set: map[string]any{"CollectionSiteID": "P0100020"},
		}},
		{"fabrikam", "in Entra of fabrikam, bob revokes the administrator's consent", world.Change{
			By: "bob", Object: "appRoleAssignment", Match: map[string]any{"principalDisplayName": fabrikam}, Delete: true,
		}},
		{"contoso", "in Entra of contoso, carol removes the client secret", world.Change{
			By: "carol", Object: "application", Match: map[string]any{"uniqueName": "tenant-attach-contoso"}, Set: map[string]any{"passwordCredentials": []any{}},
		}},
	} {
		t, ok := d.lab.World().Tenant(change.tenant)
		if !ok {
			return fmt.Errorf("the lab has no tenant %s", change.tenant)
		}
		n, err := t.Drift(change.what)
		if err != nil {
			return err
		}
		fmt.Printf("- %s (%s: %d changed)\n", change.story, change.what.Object, n)
	}
	return nil
}

// planDrift plans, and compares what the plan changes with what was changed.
func (d *demo) planDrift(ctx context.Context) error {
	fmt.Println("$ terraform plan -detailed-exitcode -out=drift.plan")
	shown, err := d.run(ctx, d.cli, 2, "plan", "-input=false", "-detailed-exitcode", "-out=drift.plan")
	if err != nil {
		return err
	}
	for _, who := range []string{`CORP\alice`, "bob@fabrikam.example", "carol@contoso.example"} {
		if !strings.Contains(shown, who) {
			return fmt.Errorf("the plan does not say that %s has changed something", who)
		}
	}
	out, err := d.show(ctx)
	if err != nil {
		return err
	}
	var plan tfjson.Plan
	if err := json.Unmarshal([]byte(out), &plan); err != nil {
		return fmt.Errorf("reading the plan: %w", err)
	}
	want := cli.Changes{
		`tenantattach_collection_upload.this["contoso"]`: {"collection_name", "device_count", "scope"},
		`tenantattach_application.this["fabrikam"]`:      {"admin_consent"},
		`tenantattach_onboarding.this["contoso"]`:        {"key_id", "secret_expiry", "secret_status"},
	}
	if got := cli.ChangesOf(&plan); !got.Equal(want) {
		return fmt.Errorf("the plan changes %v, not %v", got, want)
	}
	fmt.Println("\nThe plan changes these three resources, in these attributes, and nothing else; the warnings say who changed them.")
	return nil
}

// compare shows what is left of the demo in the lab: nothing.
func (d *demo) compare(context.Context) error {
	after, err := d.lab.World().Dump("")
	if err != nil {
		return err
	}
	if diff := udiff.Unified("at first", "now", string(d.before), string(after)); diff != "" {
		fmt.Println(diff)
		return fmt.Errorf("the lab's state is not the one that it began with")
	}
	fmt.Printf("No difference in %d lines: applications, service principals, consent, recycle bins, rows and upload scopes are as at the start.\n", bytes.Count(after, []byte("\n")))
	return nil
}
