package acceptance

import (
	"context"
	"fmt"
	"math/big"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// hostile are values that somebody may give any argument of a type.
func hostile(typ tftypes.Type) map[string]any {
	switch {
	case typ.Is(tftypes.String):
		return map[string]any{
			"empty": "", "blank": " \t", "1 MB": strings.Repeat("x", 1<<20), "NUL": "a\x00b", "a new header": "x\r\nX-Injected: 1", "escape codes": "\x1b[2J\x07",
			"the other way": "a\u202eb\u2066", "combining": "e" + strings.Repeat("\u0301", 500), "no character": "\ufffd\uffff\ufdd0", "a quote": "O'Brien",
			"two quotes": "''", "an injected filter": "x' or 1 eq 1 or Name eq '", "up": "../../../me", "dots": "..", "up, encoded": "%2e%2e%2f%2e%2e", "backslashes": `..\..\x`,
			"a query": "x?$filter=id ne null&$top=1", "a fragment": "x#y", "a parenthesis": "SMS00001')/x('", "a template": "${x} %{if true} {+y}", "JSON": `{"x":1}`,
			"NaN": "NaN", "a number": "-1e308", "a GUID in braces": "{0123abcd-0000-4000-8000-000000000001}", "markup": "<script>alert(1)</script>",
		}
	case typ.Is(tftypes.Number):
		huge, _, _ := big.ParseFloat("1e4000", 10, 64, big.ToNearestEven)
		return map[string]any{"negative": -1, "zero": 0, "a fraction": 0.5, "beyond 64 bits": huge, "the largest": big.NewFloat(9.3e18), "the smallest": big.NewFloat(-9.3e18)}
	case typ.Is(tftypes.Bool):
		return map[string]any{"true": true, "false": false}
	default:
		return nil
	}
}

// hostileValues are those of a type, as values; of what holds others, with each of theirs in it.
func hostileValues(typ tftypes.Type) map[string]tftypes.Value {
	all := map[string]tftypes.Value{"null": tftypes.NewValue(typ, nil), "not known": tftypes.NewValue(typ, tftypes.UnknownValue)}
	for name, v := range hostile(typ) {
		all[name] = tftypes.NewValue(typ, v)
	}
	wrap := func(element tftypes.Type, make func(tftypes.Value) any) {
		for name, v := range hostileValues(element) {
			all["with "+name] = tftypes.NewValue(typ, make(v))
		}
	}
	switch typ := typ.(type) {
	case tftypes.Set:
		all["empty"] = tftypes.NewValue(typ, []tftypes.Value{})
		wrap(typ.ElementType, func(v tftypes.Value) any { return []tftypes.Value{v} })
	case tftypes.List:
		all["empty"] = tftypes.NewValue(typ, []tftypes.Value{})
		wrap(typ.ElementType, func(v tftypes.Value) any { return []tftypes.Value{v, v} })
	case tftypes.Map:
		all["empty"] = tftypes.NewValue(typ, map[string]tftypes.Value{})
		wrap(typ.ElementType, func(v tftypes.Value) any { return map[string]tftypes.Value{"x' or 1 eq 1/../": v} })
	case tftypes.Object:
		for attribute, of := range typ.AttributeTypes {
			for name, v := range hostileValues(of) {
				object := map[string]tftypes.Value{}
				for other, of := range typ.AttributeTypes {
					object[other] = tftypes.NewValue(of, nil)
				}
				object[attribute] = v
				all[attribute+" "+name] = tftypes.NewValue(typ, object)
			}
		}
	}
	return all
}

// with are the hostile configurations of a schema: a good one with one argument changed, for each argument and value.
func with(schema *tfprotov6.Schema, base map[string]any, use func(argument, what string, config tftypes.Value)) {
	good := attributes(valueOf(schema.ValueType(), base))
	for _, a := range schema.Block.Attributes {
		if !a.Required && !a.Optional {
			continue
		}
		for what, v := range hostileValues(a.ValueType()) {
			changed := map[string]tftypes.Value{}
			for name, was := range good {
				changed[name] = was
			}
			changed[a.Name] = v
			use(a.Name, what, tftypes.NewValue(schema.ValueType(), changed))
		}
	}
}

// TestHostileArguments: each argument of each resource and data source, with each hostile value, on top of a good
// configuration. It is refused, or applied and read back as the same; no request goes where it should not.
func TestHostileArguments(t *testing.T) {
	t.Parallel()
	e := NewWith(t, lab.Options{}, func(s *world.Seed) { s.Lag = 0 })
	admin := e.Protocol("admin")
	admin.attached()
	start := e.Lab.World().Save()
	all := []func(){}
	for _, kind := range kinds(admin.schemas.ResourceSchemas) {
		base, ok := resourceConfigs()[kind]
		if !ok {
			t.Errorf("there is no configuration for %s", kind)
			continue
		}
		base["tenant"] = "fabrikam"
		if refused := admin.validate(kind, valueOf(admin.resource(kind).ValueType(), base)); refused != "" {
			t.Errorf("the configuration for %s is refused as it is: %s", kind, refused)
		}
		with(admin.resource(kind), base, func(argument, what string, config tftypes.Value) {
			all = append(all, func() {
				e.hostile(kind+"."+argument+" "+what, start, func(p *protocol) string { return p.hostileLife(kind, argument, config) })
			})
		})
	}
	for _, kind := range kinds(admin.schemas.DataSourceSchemas) {
		base, ok := e.dataConfigs()[kind]
		if !ok {
			t.Errorf("there is no configuration for %s", kind)
			continue
		}
		schema := admin.schemas.DataSourceSchemas["tenantattach_"+kind]
		if refused := admin.validateData(kind, valueOf(schema.ValueType(), base)); refused != "" {
			t.Errorf("the configuration for data %s is refused as it is: %s", kind, refused)
		}
		with(schema, base, func(argument, what string, config tftypes.Value) {
			if kind+argument+what == "connectivityprobetrue" { // it would ask Microsoft
				return
			}
			all = append(all, func() {
				e.hostile("data "+kind+"."+argument+" "+what, start, func(p *protocol) string { return p.hostileData(kind, argument, config) })
			})
		})
	}
	try(t, all, 30)
}

// hostile runs one case, which says what is wrong.
func (e *Env) hostile(name string, start map[string]world.Saved, run func(*protocol) string) {
	e.t.Helper()
	e.Lab.World().Restore(start)
	e.Lab.Recorder().ClearJournal()
	e.hostileTo(name, e.protocolAt(wiretest.NewClock(), "admin"), run)
}

// hostileTo is hostile for a provider that is there.
func (e *Env) hostileTo(name string, p *protocol, run func(*protocol) string) {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), answersTime)
	defer cancel()
	p.ctx = ctx
	begin := time.Now()
	if wrong := run(p); wrong != "" {
		e.t.Errorf("%s: %s", name, wrong)
	}
	if ctx.Err() != nil {
		e.t.Errorf("%s: it took %s", name, time.Since(begin))
	}
	for _, entry := range e.Lab.Recorder().Journal() {
		if wrong := astray(entry.Sent, entry.Query); wrong != "" {
			e.t.Errorf("%s: %s %s?%s %s", name, entry.Method, entry.Sent, entry.Query, wrong)
		}
	}
}

// astray says what is wrong with where a request went, by its path as it was sent. What a segment holds may be anything.
func astray(path, query string) string {
	for segment := range strings.SplitSeq(path, "/") {
		if text, err := url.PathUnescape(segment); err != nil || text == ".." || text == "." {
			return "leaves its collection"
		} else if strings.Contains(text, "('") && strings.Count(text, "'")%2 != 0 {
			return "has an open quote"
		}
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return "has no query that can be read: " + err.Error()
	}
	for name, v := range values {
		if !strings.HasPrefix(name, "$") && name != "clientrequestid" {
			return "has the parameter " + name
		}
		if len(v) != 1 || strings.Count(v[0], "'")%2 != 0 {
			return "has " + name + " twice, or with an open quote"
		}
	}
	return ""
}

// hostileLife validates, plans, applies, reads and plans again. It says what is wrong; a refusal is not.
func (p *protocol) hostileLife(kind, argument string, config tftypes.Value) string {
	if refused := p.validate(kind, config); refused != "" {
		return unnamed(argument, refused)
	}
	plan, failed := p.tryPlan(kind, p.none(kind), config)
	if failed != "" || !config.IsFullyKnown() {
		return ""
	}
	resp, err := p.server.ApplyResourceChange(p.ctx, &tfprotov6.ApplyResourceChangeRequest{
		TypeName: "tenantattach_" + kind, Config: p.dynamic(config), PriorState: p.dynamic(p.none(kind).state),
		PlannedState: plan.PlannedState, PlannedPrivate: plan.PlannedPrivate, PlannedIdentity: plan.PlannedIdentity,
	})
	if err != nil {
		return err.Error()
	}
	if failures(resp.Diagnostics) != "" {
		return ""
	}
	made := instance{kind, p.static(resp.NewState, config.Type()), p.identity(kind, resp.NewIdentity), resp.Private}
	got, failed := p.read(kind, &tfprotov6.ReadResourceRequest{TypeName: "tenantattach_" + kind, CurrentState: p.dynamic(made.state), Private: made.private})
	switch {
	case failed != "":
		return "it was applied, and cannot be read: " + failed
	case !got.state.Equal(made.state):
		return "what was applied is read back with other values:\n" + differences(made.state, got.state)
	}
	again, failed := p.tryPlan(kind, got, config)
	if failed != "" {
		return "it was applied, and cannot be planned again: " + failed
	}
	if planned := p.static(again.PlannedState, config.Type()); !planned.Equal(got.state) {
		return "the plan of what was applied is not empty:\n" + differences(got.state, planned)
	}
	return ""
}

func (p *protocol) hostileData(kind, argument string, config tftypes.Value) string {
	if refused := p.validateData(kind, config); refused != "" || !config.IsFullyKnown() {
		return unnamed(argument, refused)
	}
	if _, err := p.server.ReadDataSource(p.ctx, &tfprotov6.ReadDataSourceRequest{TypeName: "tenantattach_" + kind, Config: p.dynamic(config)}); err != nil {
		return fmt.Sprint(err)
	}
	return ""
}

// unnamed says that a refusal does not name the argument that it is about.
func unnamed(argument, refused string) string {
	if refused == "" || strings.Contains(refused, argument) {
		return ""
	}
	return "it is refused without a word of the argument: " + refused
}

// validate says why a configuration of a resource is refused; nothing if it is not.
func (p *protocol) validate(kind string, config tftypes.Value) string {
	p.t.Helper()
	valid, err := p.server.ValidateResourceConfig(p.ctx, &tfprotov6.ValidateResourceConfigRequest{TypeName: "tenantattach_" + kind, Config: p.dynamic(config), ClientCapabilities: &tfprotov6.ValidateResourceConfigClientCapabilities{WriteOnlyAttributesAllowed: true}})
	if err != nil {
		p.t.Fatal(err)
	}
	return failures(valid.Diagnostics)
}

// validateData is validate for a data source.
func (p *protocol) validateData(kind string, config tftypes.Value) string {
	p.t.Helper()
	valid, err := p.server.ValidateDataResourceConfig(p.ctx, &tfprotov6.ValidateDataResourceConfigRequest{TypeName: "tenantattach_" + kind, Config: p.dynamic(config)})
	if err != nil {
		p.t.Fatal(err)
	}
	return failures(valid.Diagnostics)
}
