package acceptance

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestHostileConfiguration: each argument of the provider itself, with each hostile value. It is refused, or what is read with it
// goes where it should; nothing is contacted before anything is read.
func TestHostileConfiguration(t *testing.T) {
	t.Parallel()
	e := NewWith(t, lab.Options{}, func(s *world.Seed) { s.Lag = 0 })
	all := []func(){}
	with(e.unconfigured(wiretest.NewClock()).schemas.Provider, e.configuration("admin"), func(argument, what string, config tftypes.Value) {
		all = append(all, func() {
			e.Lab.Recorder().ClearJournal()
			e.hostileTo("provider."+argument+" "+what, e.unconfigured(wiretest.NewClock()), func(p *protocol) string {
				return e.hostileConfiguration(p, argument, config)
			})
		})
	})
	try(t, all, 30)
}

func (e *Env) hostileConfiguration(p *protocol, argument string, config tftypes.Value) string {
	valid, err := p.server.ValidateProviderConfig(p.ctx, &tfprotov6.ValidateProviderConfigRequest{Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	if failures(valid.Diagnostics) != "" {
		return ""
	}
	made, err := p.server.ConfigureProvider(p.ctx, &tfprotov6.ConfigureProviderRequest{Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	if n := len(e.Lab.Recorder().Journal()); n > 0 {
		return fmt.Sprintf("%d requests were made before anything is read", n)
	}
	// Without these, it would ask Microsoft.
	if failures(made.Diagnostics) != "" || slices.Contains([]string{"environment", "authority_host", "graph_endpoint"}, argument) {
		return ""
	}
	for _, kind := range []string{"site", "status"} {
		p.data(kind, nil) // an error is as good as an answer
	}
	return ""
}

// TestHostileCalls: what else somebody types: ids to import by, arguments of functions, of lists and of actions.
func TestHostileCalls(t *testing.T) {
	t.Parallel()
	e := NewWith(t, lab.Options{}, func(s *world.Seed) { s.Lag = 0 })
	p := e.Protocol("admin")
	p.attached()
	start := e.Lab.World().Save()
	all := []func(){}
	add := func(name string, run func(*protocol) string) {
		all = append(all, func() { e.hostile(name, start, run) })
	}
	for _, kind := range kinds(p.schemas.ResourceSchemas) {
		for what, id := range hostile(tftypes.String) {
			add("import "+kind+" "+what, func(p *protocol) string { return p.hostileImport(kind, fmt.Sprint(id)) })
			add("import "+kind+" of a tenant, "+what, func(p *protocol) string { return p.hostileImport(kind, "fabrikam/"+fmt.Sprint(id)) })
		}
	}
	for name, f := range p.schemas.Functions {
		for i, parameter := range append(slices.Clone(f.Parameters), variadic(f)...) {
			for what, v := range hostileValues(concrete(parameter.Type)) {
				if strings.Contains(what, "null") && !parameter.AllowNullValue || strings.Contains(what, "not known") {
					continue // Terraform itself answers for these
				}
				add(fmt.Sprintf("function %s, argument %d %s", name, i, what), func(p *protocol) string { return p.hostileFunction(name, f, i, v) })
			}
		}
	}
	for name, s := range p.schemas.ListResourceSchemas {
		with(s, map[string]any{}, func(argument, what string, config tftypes.Value) {
			add("list "+name+"."+argument+" "+what, func(p *protocol) string { return p.hostileList(name, config) })
		})
	}
	for name, s := range p.schemas.ActionSchemas {
		with(s.Schema, map[string]any{}, func(argument, what string, config tftypes.Value) {
			add("action "+name+"."+argument+" "+what, func(p *protocol) string { return p.hostileAction(name, config) })
		})
	}
	try(t, all, 40)
}

func (p *protocol) hostileImport(kind, id string) string {
	resp, err := p.server.ImportResourceState(p.ctx, &tfprotov6.ImportResourceStateRequest{TypeName: "tenantattach_" + kind, ID: id})
	if err != nil {
		return err.Error()
	}
	for _, one := range resp.ImportedResources {
		if _, err := p.server.ReadResource(p.ctx, &tfprotov6.ReadResourceRequest{TypeName: one.TypeName, CurrentState: one.State, CurrentIdentity: one.Identity, Private: one.Private}); err != nil {
			return err.Error()
		}
	}
	return ""
}

func variadic(f *tfprotov6.Function) []*tfprotov6.FunctionParameter {
	if f.VariadicParameter == nil {
		return nil
	}
	return []*tfprotov6.FunctionParameter{f.VariadicParameter}
}

// hostileFunction calls a function with one hostile argument, and empty ones beside it.
func (p *protocol) hostileFunction(name string, f *tfprotov6.Function, at int, v tftypes.Value) string {
	arguments := []*tfprotov6.DynamicValue{}
	for i, parameter := range append(slices.Clone(f.Parameters), variadic(f)...) {
		typ := concrete(parameter.Type)
		argument := tftypes.NewValue(typ, plainly(typ))
		if i == at {
			argument = v
		}
		encoded, err := tfprotov6.NewDynamicValue(parameter.Type, argument)
		if err != nil {
			return err.Error()
		}
		arguments = append(arguments, &encoded)
	}
	if _, err := p.server.CallFunction(p.ctx, &tfprotov6.CallFunctionRequest{Name: name, Arguments: arguments}); err != nil {
		return err.Error()
	}
	return ""
}

// concrete is a type that has values, for one that takes any: a list of texts.
func concrete(typ tftypes.Type) tftypes.Type {
	if typ.Is(tftypes.DynamicPseudoType) {
		return tftypes.List{ElementType: tftypes.String}
	}
	return typ
}

// plainly is an empty value of a type.
func plainly(typ tftypes.Type) any {
	switch {
	case typ.Is(tftypes.String):
		return ""
	case typ.Is(tftypes.Number):
		return 0
	case typ.Is(tftypes.Bool):
		return false
	case typ.Is(tftypes.Map{}):
		return map[string]tftypes.Value{}
	case typ.Is(tftypes.Object{}):
		return nil
	default:
		return []tftypes.Value{}
	}
}

func (p *protocol) hostileList(name string, config tftypes.Value) string {
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		return "the provider lists nothing"
	}
	valid, err := server.ValidateListResourceConfig(p.ctx, &tfprotov6.ValidateListResourceConfigRequest{TypeName: name, Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	if failures(valid.Diagnostics) != "" || !config.IsFullyKnown() {
		return ""
	}
	stream, err := server.ListResource(p.ctx, &tfprotov6.ListResourceRequest{TypeName: name, Config: p.dynamic(config), Limit: 100, IncludeResource: true})
	if err != nil {
		return err.Error()
	}
	for range stream.Results {
		continue
	}
	return ""
}

func (p *protocol) hostileAction(name string, config tftypes.Value) string {
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		return "the provider has no actions"
	}
	valid, err := server.ValidateActionConfig(p.ctx, &tfprotov6.ValidateActionConfigRequest{ActionType: name, Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	if failures(valid.Diagnostics) != "" {
		return ""
	}
	plan, err := server.PlanAction(p.ctx, &tfprotov6.PlanActionRequest{ActionType: name, Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	if failures(plan.Diagnostics) != "" || !config.IsFullyKnown() {
		return ""
	}
	short, cancel := context.WithTimeout(p.ctx, answersTime/2) // one that waits for the site is ended
	defer cancel()
	stream, err := server.InvokeAction(short, &tfprotov6.InvokeActionRequest{ActionType: name, Config: p.dynamic(config)})
	if err != nil {
		return err.Error()
	}
	for range stream.Events {
		continue
	}
	return ""
}
