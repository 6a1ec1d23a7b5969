package compat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Member is an argument, an attribute, or the signature of a function.
type Member struct {
	Type string `json:"type"`
	Use  string `json:"use,omitempty"`
}

// The uses of an attribute; several are joined by a space.
const (
	required  = "required"
	optional  = "optional"
	computed  = "computed"
	sensitive = "sensitive"
	writeOnly = "write-only"
)

func (m Member) is(use string) bool { return strings.Contains(m.Use, use) }

func (m Member) configurable() bool { return m.is(required) || m.is(optional) }

// Snapshot is all that a provider offers, by the names that configurations use for it, such as tenantattach_site or
// data.tenantattach_site, and then by the path of a member.
type Snapshot map[string]map[string]Member

// Parse reads a snapshot that JSON has written.
func Parse(text []byte) (Snapshot, error) {
	var s Snapshot
	if err := json.Unmarshal(text, &s); err != nil {
		return nil, fmt.Errorf("reading the snapshot of the schemas: %w", err)
	}
	return s, nil
}

// JSON is the snapshot in the form in which it stands in the repository.
func (s Snapshot) JSON() ([]byte, error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the snapshot of the schemas: %w", err)
	}
	return append(text, '\n'), nil
}

// Take asks a provider for its schemas.
func Take(ctx context.Context, server tfprotov6.ProviderServer) (Snapshot, error) {
	all, err := server.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		return nil, fmt.Errorf("asking for the schemas: %w", err)
	}
	for _, d := range all.Diagnostics {
		return nil, fmt.Errorf("asking for the schemas: %s: %s", d.Summary, d.Detail)
	}
	s := Snapshot{"provider": members(all.Provider)}
	for _, kind := range []struct {
		prefix  string
		schemas map[string]*tfprotov6.Schema
	}{
		{"", all.ResourceSchemas}, {"data.", all.DataSourceSchemas}, {"ephemeral.", all.EphemeralResourceSchemas}, {"list.", all.ListResourceSchemas},
	} {
		for name, schema := range kind.schemas {
			s[kind.prefix+name] = members(schema)
		}
	}
	for name, action := range all.ActionSchemas {
		s["action."+name] = members(action.Schema)
	}
	for name, f := range all.Functions {
		s["provider::tenantattach::"+name] = map[string]Member{"()": {Type: signature(f)}}
	}
	return s, nil
}

// members are those of a schema. No schema of this provider has blocks: its arguments are attributes.
func members(schema *tfprotov6.Schema) map[string]Member {
	into := map[string]Member{}
	collect(into, "", schema.Block.Attributes)
	return into
}

func collect(into map[string]Member, prefix string, attributes []*tfprotov6.SchemaAttribute) {
	for _, a := range attributes {
		path := prefix + a.Name
		if a.NestedType == nil {
			into[path] = Member{Type: typeName(a.Type), Use: uses(a)}
			continue
		}
		into[path] = Member{Type: strings.ToLower(a.NestedType.Nesting.String()) + " of attributes", Use: uses(a)}
		collect(into, path+".", a.NestedType.Attributes)
	}
}

func uses(a *tfprotov6.SchemaAttribute) string {
	names := []string{}
	for _, use := range []struct {
		name string
		is   bool
	}{{required, a.Required}, {optional, a.Optional}, {computed, a.Computed}, {sensitive, a.Sensitive}, {writeOnly, a.WriteOnly}} {
		if use.is {
			names = append(names, use.name)
		}
	}
	return strings.Join(names, " ")
}

func signature(f *tfprotov6.Function) string {
	parameters := []string{}
	for _, p := range f.Parameters {
		parameters = append(parameters, typeName(p.Type))
	}
	if v := f.VariadicParameter; v != nil {
		parameters = append(parameters, "..."+typeName(v.Type))
	}
	return "(" + strings.Join(parameters, ", ") + ") " + typeName(f.Return.Type)
}

func typeName(t fmt.Stringer) string {
	return strings.ToLower(strings.ReplaceAll(t.String(), "tftypes.", ""))
}
