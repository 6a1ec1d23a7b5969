package acceptance

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/jonboulle/clockwork"
)

// protocol is the provider in this process, spoken to as a newer CLI than the one of this machine does.
type protocol struct {
	t          *testing.T
	ctx        context.Context // of all calls
	server     tfprotov6.ProviderServer
	schemas    *tfprotov6.GetProviderSchemaResponse
	identities map[string]*tfprotov6.ResourceIdentitySchema
}

// instance is one object of a state: its attributes, its identity and its private state.
type instance struct {
	kind            string
	state, identity tftypes.Value
	private         []byte
}

// Protocol serves the provider, configured like Provider.
func (e *Env) Protocol(client string, changes ...map[string]any) *protocol {
	e.t.Helper()
	return e.protocolAt(clockwork.NewRealClock(), client, changes...)
}

// protocolAt is Protocol for a provider that waits by this clock.
func (e *Env) protocolAt(clock clockwork.Clock, client string, changes ...map[string]any) *protocol {
	e.t.Helper()
	p, config := e.unconfigured(clock), e.configuration(client)
	for _, change := range changes {
		maps.Copy(config, change)
	}
	resp, err := p.server.ConfigureProvider(e.t.Context(), &tfprotov6.ConfigureProviderRequest{Config: p.dynamic(valueOf(p.schemas.Provider.ValueType(), config))})
	if err != nil {
		e.t.Fatal(err)
	}
	p.require(resp.Diagnostics)
	return p
}

// unconfigured is a provider that nobody has told yet where it is.
func (e *Env) unconfigured(clock clockwork.Clock) *protocol {
	e.t.Helper()
	server, err := factoriesAt(clock)["tenantattach"]()
	if err != nil {
		e.t.Fatal(err)
	}
	p := &protocol{t: e.t, ctx: e.t.Context(), server: server}
	if p.schemas, err = server.GetProviderSchema(e.t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		e.t.Fatal(err)
	}
	p.require(p.schemas.Diagnostics)
	identities, err := server.GetResourceIdentitySchemas(e.t.Context(), &tfprotov6.GetResourceIdentitySchemasRequest{})
	if err != nil {
		e.t.Fatal(err)
	}
	p.require(identities.Diagnostics)
	p.identities = identities.IdentitySchemas
	return p
}

// configuration is that of the provider for both tenants of the lab.
func (e *Env) configuration(client string) map[string]any {
	e.t.Helper()
	where := func(name string) map[string]any {
		at := e.Lab.Endpoints(name)
		return map[string]any{
			"tenant_id": at.TenantID, "environment": at.Cloud, "authority_host": at.AuthorityHost, "graph_endpoint": at.GraphEndpoint,
			"admin_service": map[string]any{"url": at.AdminServiceURL, "scope": at.AdminServiceScope},
		}
	}
	config, c := where("contoso"), e.Client(client)
	maps.Copy(config, map[string]any{
		"client_id": c.ClientID, "client_secret": c.Secret, "ca_certificate_path": e.Lab.CAFile(),
		"tenants": map[string]any{"contoso": where("contoso"), "fabrikam": where("fabrikam")},
	})
	return config
}

// require ends the test at an error of the provider.
func (p *protocol) require(diags []*tfprotov6.Diagnostic) {
	p.t.Helper()
	if text := failures(diags); text != "" {
		p.t.Fatal(text)
	}
}

// failures are the errors of diagnostics as a text.
func failures(diags []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diags {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			b.WriteString(d.Summary + ": " + d.Detail)
			if d.Attribute != nil { // which Terraform shows with the line of the configuration
				b.WriteString(" (" + d.Attribute.String() + ")")
			}
			b.WriteString("\n")
		}
	}
	return b.String()
}

func (p *protocol) dynamic(v tftypes.Value) *tfprotov6.DynamicValue {
	p.t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		p.t.Fatal(err)
	}
	return &d
}

func (p *protocol) static(d *tfprotov6.DynamicValue, typ tftypes.Type) tftypes.Value {
	p.t.Helper()
	if d == nil {
		return tftypes.NewValue(typ, nil)
	}
	v, err := d.Unmarshal(typ)
	if err != nil {
		p.t.Fatal(err)
	}
	return v
}

func (p *protocol) resource(kind string) *tfprotov6.Schema {
	return p.schemas.ResourceSchemas["tenantattach_"+kind]
}

func (p *protocol) identity(kind string, d *tfprotov6.ResourceIdentityData) tftypes.Value {
	p.t.Helper()
	typ := p.identities["tenantattach_"+kind].ValueType()
	if d == nil {
		return tftypes.NewValue(typ, nil)
	}
	return p.static(d.IdentityData, typ)
}

// plan plans from a state, which is null for a create, to a configuration.
func (p *protocol) plan(kind string, from instance, config tftypes.Value) *tfprotov6.PlanResourceChangeResponse {
	p.t.Helper()
	resp, failed := p.tryPlan(kind, from, config)
	if failed != "" {
		p.t.Fatal(failed)
	}
	return resp
}

// tryPlan is plan for one that may fail.
func (p *protocol) tryPlan(kind string, from instance, config tftypes.Value) (*tfprotov6.PlanResourceChangeResponse, string) {
	p.t.Helper()
	schema := p.resource(kind)
	req := &tfprotov6.PlanResourceChangeRequest{
		TypeName: "tenantattach_" + kind, Config: p.dynamic(config), PriorPrivate: from.private,
		PriorState: p.dynamic(from.state), ProposedNewState: p.dynamic(proposed(schema, from.state, config)),
	}
	if !from.identity.IsNull() {
		req.PriorIdentity = &tfprotov6.ResourceIdentityData{IdentityData: p.dynamic(from.identity)}
	}
	resp, err := p.server.PlanResourceChange(p.ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	return resp, failures(resp.Diagnostics)
}

// none is an object that is not there.
func (p *protocol) none(kind string) instance {
	return instance{kind: kind, state: tftypes.NewValue(p.resource(kind).ValueType(), nil)}
}

// proposed is what Terraform proposes for a plan: what is configured, and else what was there of what is computed.
func proposed(schema *tfprotov6.Schema, prior, config tftypes.Value) tftypes.Value {
	if config.IsNull() {
		return config
	}
	before, now := attributes(prior), attributes(config)
	for _, a := range schema.Block.Attributes {
		if was, ok := before[a.Name]; ok && a.Computed && now[a.Name].IsNull() {
			now[a.Name] = was
		}
	}
	return tftypes.NewValue(config.Type(), now)
}

// create makes an object.
func (p *protocol) create(kind string, attributes map[string]any) instance {
	p.t.Helper()
	return p.apply(p.none(kind), valueOf(p.resource(kind).ValueType(), attributes))
}

// apply brings an object to a configuration; a null one destroys it.
func (p *protocol) apply(from instance, config tftypes.Value) instance {
	p.t.Helper()
	plan := p.plan(from.kind, from, config)
	resp, err := p.server.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "tenantattach_" + from.kind, Config: p.dynamic(config), PriorState: p.dynamic(from.state),
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	p.require(resp.Diagnostics)
	return instance{from.kind, p.static(resp.NewState, from.state.Type()), p.identity(from.kind, resp.NewIdentity), resp.Private}
}

func (p *protocol) destroy(i instance) {
	p.t.Helper()
	p.apply(i, tftypes.NewValue(i.state.Type(), nil))
}

// importBy imports by an identity or, if that is null, by an id, and reads what was imported.
func (p *protocol) importBy(kind, id string, identity tftypes.Value) (instance, string) {
	p.t.Helper()
	req := &tfprotov6.ImportResourceStateRequest{TypeName: "tenantattach_" + kind, ID: id}
	if id == "" {
		req.Identity = &tfprotov6.ResourceIdentityData{IdentityData: p.dynamic(identity)}
	}
	resp, err := p.server.ImportResourceState(p.ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	if text := failures(resp.Diagnostics); text != "" {
		return instance{}, text
	}
	one := resp.ImportedResources[0]
	return p.read(kind, &tfprotov6.ReadResourceRequest{TypeName: one.TypeName, CurrentState: one.State, CurrentIdentity: one.Identity, Private: one.Private})
}

// refresh reads an object anew, as in a state that has no identity yet.
func (p *protocol) refresh(i instance) instance {
	p.t.Helper()
	got, failed := p.read(i.kind, &tfprotov6.ReadResourceRequest{TypeName: "tenantattach_" + i.kind, CurrentState: p.dynamic(i.state), Private: i.private})
	if failed != "" {
		p.t.Fatal(failed)
	}
	return got
}

func (p *protocol) read(kind string, req *tfprotov6.ReadResourceRequest) (instance, string) {
	p.t.Helper()
	resp, err := p.server.ReadResource(p.ctx, req)
	if err != nil {
		p.t.Fatal(err)
	}
	return instance{kind, p.static(resp.NewState, p.resource(kind).ValueType()), p.identity(kind, resp.NewIdentity), resp.Private}, failures(resp.Diagnostics)
}

// data reads a data source.
func (p *protocol) data(kind string, config map[string]any) (tftypes.Value, string) {
	p.t.Helper()
	typ := p.schemas.DataSourceSchemas["tenantattach_"+kind].ValueType()
	if config == nil {
		config = map[string]any{}
	}
	resp, err := p.server.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "tenantattach_" + kind, Config: p.dynamic(valueOf(typ, config))})
	if err != nil {
		p.t.Fatal(err)
	}
	return p.static(resp.State, typ), failures(resp.Diagnostics)
}

// listed is a result of a list.
type listed struct {
	name            string
	state, identity tftypes.Value
}

// list looks for objects of a kind, with all of their attributes.
func (p *protocol) list(kind string, config map[string]any) (found []listed, failed string) {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ListResourceServer)
	if !ok {
		p.t.Fatal("the provider lists nothing")
	}
	stream, err := server.ListResource(p.ctx, &tfprotov6.ListResourceRequest{
		TypeName: "tenantattach_" + kind, Limit: 100, IncludeResource: true,
		Config: p.dynamic(valueOf(p.schemas.ListResourceSchemas["tenantattach_"+kind].ValueType(), config)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	for result := range stream.Results {
		if failed += failures(result.Diagnostics); failures(result.Diagnostics) == "" {
			found = append(found, listed{result.DisplayName, p.static(result.Resource, p.resource(kind).ValueType()), p.identity(kind, result.Identity)})
		}
	}
	return found, failed
}

// invoke plans an action and runs it. It returns what it said meanwhile, and its errors.
func (p *protocol) invoke(ctx context.Context, kind string, config map[string]any) (said []string, failed string) {
	p.t.Helper()
	server, ok := p.server.(tfprotov6.ActionServer)
	if !ok {
		p.t.Fatal("the provider has no actions")
	}
	value := p.dynamic(valueOf(p.schemas.ActionSchemas["tenantattach_"+kind].Schema.ValueType(), config))
	plan, err := server.PlanAction(ctx, &tfprotov6.PlanActionRequest{ActionType: "tenantattach_" + kind, Config: value})
	if err != nil {
		p.t.Fatal(err)
	}
	if failed = failures(plan.Diagnostics); failed != "" {
		return nil, failed
	}
	stream, err := server.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{ActionType: "tenantattach_" + kind, Config: value})
	if err != nil {
		p.t.Fatal(err)
	}
	for event := range stream.Events {
		switch event := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			said = append(said, event.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			failed = failures(event.Diagnostics)
		}
	}
	return said, failed
}

// valueOf is a value of a type; what a map does not name is null.
func valueOf(typ tftypes.Type, v any) tftypes.Value {
	if v == nil {
		return tftypes.NewValue(typ, nil)
	}
	switch typ := typ.(type) {
	case tftypes.Object:
		given, out := v.(map[string]any), map[string]tftypes.Value{}
		for name, of := range typ.AttributeTypes {
			out[name] = valueOf(of, given[name])
		}
		return tftypes.NewValue(typ, out)
	case tftypes.Map:
		out := map[string]tftypes.Value{}
		for name, element := range v.(map[string]any) {
			out[name] = valueOf(typ.ElementType, element)
		}
		return tftypes.NewValue(typ, out)
	case tftypes.Set:
		return tftypes.NewValue(typ, elements(typ.ElementType, v.([]any)))
	case tftypes.List:
		return tftypes.NewValue(typ, elements(typ.ElementType, v.([]any)))
	default:
		return tftypes.NewValue(typ, v)
	}
}

func elements(typ tftypes.Type, of []any) []tftypes.Value {
	out := []tftypes.Value{}
	for _, element := range of {
		out = append(out, valueOf(typ, element))
	}
	return out
}

// attributes are those of an object, in a map of their own; of null there are none.
func attributes(object tftypes.Value) map[string]tftypes.Value {
	all := map[string]tftypes.Value{}
	if !object.IsNull() {
		_ = object.As(&all) // it is an object
	}
	return maps.Clone(all)
}

// text is an attribute of an object as a text; empty for null.
func text(t *testing.T, object tftypes.Value, name string) string {
	t.Helper()
	s := new(string)
	if err := attributes(object)[name].As(&s); err != nil {
		t.Fatal(err)
	}
	if s == nil {
		return ""
	}
	return *s
}

// generated is the configuration that Terraform generates for an object: all that can be configured.
func generated(schema *tfprotov6.Schema, state tftypes.Value) tftypes.Value {
	all := attributes(state)
	for _, a := range schema.Block.Attributes {
		if !a.Required && !a.Optional || a.WriteOnly {
			all[a.Name] = tftypes.NewValue(a.ValueType(), nil)
		}
	}
	return tftypes.NewValue(state.Type(), all)
}

// kinds are the types of resources in a map, without the provider's prefix.
func kinds[V any](of map[string]V) []string {
	out := []string{}
	for name := range of {
		out = append(out, strings.TrimPrefix(name, "tenantattach_"))
	}
	slices.Sort(out)
	return out
}
