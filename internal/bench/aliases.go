package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
)

const (
	// lessMemory and lessTime are the budgets: how many times as much an alias for each tenant takes. The time is that of starting
	// so many processes of a provider that starts in a tenth of a second; Terraform's own work for each resource is in both.
	lessMemory, lessTime = 8, 3
)

// refreshed is what a refresh took.
type refreshed struct {
	spent
	memory usage
}

// measureAliases refreshes the same tenants by one provider and by one alias for each, as other providers need it, at no
// latency.
func measureAliases(ctx context.Context, b *bench) (err error) {
	l, err := b.startLab(ctx, seedOf(b.aliases))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.stop()) }()
	one, err := b.newStack(ctx, l, full, l.Tenants)
	if err != nil {
		return err
	}
	if _, err := one.apply(ctx); err != nil {
		return err
	}
	together, err := b.refreshOf(ctx, one)
	if err != nil {
		return err
	}
	many, err := b.newAliases(ctx, l, one)
	if err != nil {
		return err
	}
	apart, err := b.refreshOf(ctx, many)
	if err != nil {
		return fmt.Errorf("by %d aliases, each a process of its own (-aliases takes fewer): %w", b.aliases, err)
	}
	b.reportAliases(together, apart)
	return nil
}

// refreshOf takes the time of one refresh and the memory of another, so that looking at memory costs no time.
func (b *bench) refreshOf(ctx context.Context, s *stack) (r refreshed, err error) {
	if r.spent, err = s.refresh(ctx); err != nil {
		return r, err
	}
	r.memory, err = watch(ctx, b.provider, func(ctx context.Context) error {
		_, err := s.refresh(ctx)
		return err
	})
	return r, err
}

func (b *bench) reportAliases(together, apart refreshed) {
	for _, r := range []struct {
		what string
		refreshed
	}{{fmt.Sprintf("one provider, %d tenants", b.aliases), together}, {fmt.Sprintf("%d aliases", b.aliases), apart}} {
		b.table.note(r.what, fmt.Sprintf("%d process(es), %.0f MB, %s", r.memory.processes, megabytes(r.memory.pss), r.spent))
	}
	b.table.least("memory of aliases, against one provider", lessMemory, float64(apart.memory.pss)/float64(together.memory.pss), " ×")
	b.table.least("wall time of aliases, against one provider", lessTime, apart.wall.Seconds()/together.wall.Seconds(), " ×")
}

// newAliases lays out the same tenants as another stack has, with an alias for each, and with its state.
func (b *bench) newAliases(ctx context.Context, l *labProcess, of *stack) (*stack, error) {
	s, err := b.layOut(l, full)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(s.cli.Dir, "main.tf"), []byte(aliases(l.Tenants)), 0o600); err != nil {
		return nil, err
	}
	state, err := aliasedState(b.states.load(of.cli.Dir))
	if err != nil {
		return nil, err
	}
	b.states.save(s.cli.Dir, state)
	return s, s.init(ctx)
}

// aliases is a configuration with an alias and a module for each tenant.
func aliases(tenants []lab.DescribedEndpoint) string {
	var out strings.Builder
	out.WriteString("terraform {\n  backend \"http\" {}\n\n  required_providers {\n    tenantattach = { source = \"tenantattach/tenantattach\" }\n  }\n}\n")
	for _, t := range tenants {
		fmt.Fprintf(&out, `
provider "tenantattach" {
  alias          = %[1]q
  tenant_id      = %[2]q
  authority_host = %[3]q
  graph_endpoint = %[4]q
  admin_service  = { url = %[5]q, scope = %[6]q }
}

module %[1]q {
  source    = "./tenant"
  providers = { tenantattach = tenantattach.%[1]s }
}
`, t.Name, t.TenantID, t.AuthorityHost, t.GraphEndpoint, t.AdminServiceURL, t.AdminServiceScope)
	}
	return out.String()
}

// aliasedState makes of the state of a stack by one provider that of one by aliases: the same objects under other addresses,
// and without the key of the tenant.
func aliasedState(data []byte) ([]byte, error) {
	var state map[string]any
	if err := json.Unmarshal(data, &state); err != nil {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	resources, _ := state["resources"].([]any)
	for _, r := range resources {
		resource, _ := r.(map[string]any)
		module, _ := resource["module"].(string)
		key := strings.TrimSuffix(strings.TrimPrefix(module, `module.tenant["`), `"]`)
		if key == module {
			return nil, fmt.Errorf("the state has a resource that is not of a tenant: %v in %q", resource["type"], module)
		}
		resource["module"], resource["provider"] = "module."+key, fmt.Sprint(resource["provider"], ".", key)
		instances, _ := resource["instances"].([]any)
		for _, i := range instances {
			instance, _ := i.(map[string]any)
			attributes, ok := instance["attributes"].(map[string]any)
			if !ok {
				return nil, fmt.Errorf("the state has nothing of %v in %q", resource["type"], module)
			}
			attributes["tenant"] = nil
			delete(instance, "dependencies")
		}
	}
	return json.Marshal(state)
}
