package provider

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// TestIdentities: every resource has an identity, which names its tenant by the GUID and has nothing that is configuration;
// and every identity imports. The exception are those that are nowhere but in the configuration.
func TestIdentities(t *testing.T) {
	ctx := t.Context()
	server := served(t)
	for _, factory := range New("test")().Resources(ctx) {
		r := factory()
		var meta resource.MetadataResponse
		r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		identified, ok := r.(resource.ResourceWithIdentity)
		if exempt := slices.Contains(withoutImport(), meta.TypeName); ok == exempt {
			t.Errorf("%s: has an identity: %t, is exempt: %t", meta.TypeName, ok, exempt)
		}
		if !ok {
			continue
		}
		var schema resource.SchemaResponse
		r.Schema(ctx, resource.SchemaRequest{}, &schema)
		var identity resource.IdentitySchemaResponse
		identified.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &identity)
		if d := identity.IdentitySchema.ValidateImplementation(ctx); d.HasError() {
			t.Errorf("%s: %v", meta.TypeName, d)
		}
		if identity.IdentitySchema.Attributes["tenant_id"] == nil {
			t.Errorf("%s: the identity does not name the tenant", meta.TypeName)
		}
		values := map[string]tftypes.Value{}
		for name, a := range identity.IdentitySchema.Attributes {
			text, ok := a.(identityschema.StringAttribute)
			if own := schema.Schema.Attributes[name]; own == nil || own.IsOptional() || own.IsRequired() || !ok || !text.RequiredForImport || text.Description == "" {
				t.Errorf("%s.%s: is no computed attribute of the resource, or not required for an import, or not described", meta.TypeName, name)
			}
			values[name] = tftypes.NewValue(tftypes.String, "of-"+name)
		}
		values["tenant_id"] = tftypes.NewValue(tftypes.String, strings.ToUpper(tenantOfTests))
		state := importBy(t, server, meta.TypeName, tftypes.NewValue(identity.IdentitySchema.Type().TerraformType(ctx), values), schema.Schema.Type().TerraformType(ctx))
		wanted := map[string]string{"id": "of-id", "tenant_id": tenantOfTests, "tenant": "named"}
		if identity.IdentitySchema.Attributes["id"] == nil {
			wanted["id"] = tenantOfTests
		}
		for name, want := range wanted {
			if !state[name].Equal(tftypes.NewValue(tftypes.String, want)) {
				t.Errorf("%s: an import by identity begins with %s = %s, want %s", meta.TypeName, name, state[name], want)
			}
		}
	}
}

const tenantOfTests = "aaaaaaaa-0000-4000-8000-00000000000a"

// served is the provider with one tenant, named, whose GUID the tests know. Nothing is contacted.
func served(t *testing.T) tfprotov6.ProviderServer {
	t.Helper()
	t.Setenv("ARM_TENANT_ID", "")
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schemas.Diagnostics) > 0 {
		t.Fatalf("%v, %v", err, schemas)
	}
	config := null(schemas.Provider.ValueType(), "tenants", func(typ tftypes.Type) tftypes.Value {
		entry := typ.(tftypes.Map).ElementType
		named := null(entry, "tenant_id", func(tftypes.Type) tftypes.Value { return tftypes.NewValue(tftypes.String, tenantOfTests) })
		return tftypes.NewValue(typ, map[string]tftypes.Value{"named": named})
	})
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, config)})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("%v, %v", err, resp)
	}
	return server
}

// null is an object of nulls but for one attribute.
func null(typ tftypes.Type, but string, value func(tftypes.Type) tftypes.Value) tftypes.Value {
	all := map[string]tftypes.Value{}
	for name, of := range typ.(tftypes.Object).AttributeTypes {
		all[name] = tftypes.NewValue(of, nil)
		if name == but {
			all[name] = value(of)
		}
	}
	return tftypes.NewValue(typ, all)
}

func dynamic(t *testing.T, v tftypes.Value) *tfprotov6.DynamicValue {
	t.Helper()
	d, err := tfprotov6.NewDynamicValue(v.Type(), v)
	if err != nil {
		t.Fatal(err)
	}
	return &d
}

// importBy begins an import by an identity and returns the attributes of the state that it begins with.
func importBy(t *testing.T, server tfprotov6.ProviderServer, typeName string, identity tftypes.Value, typ tftypes.Type) map[string]tftypes.Value {
	t.Helper()
	resp, err := server.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{TypeName: typeName, Identity: &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, identity)}})
	if err != nil || len(resp.Diagnostics) > 0 || len(resp.ImportedResources) != 1 {
		t.Fatalf("%s: %v, %+v", typeName, err, resp)
	}
	state, err := resp.ImportedResources[0].State.Unmarshal(typ)
	all := map[string]tftypes.Value{}
	if err == nil {
		err = state.As(&all)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// aboutSecrets are attributes whose names speak of secrets, and that hold none.
func aboutSecrets() []string {
	return []string{"client_secret_version", "client_secret_expiry", "secret_expiry", "secret_status", "secret_validity", "secret_days_left", "key_id"}
}

// TestNoSecretIsStored: what is sensitive, or called like a secret, is write-only, at any depth of any schema but the
// provider's own. Only resources can have what is write-only, so nothing else has any.
func TestNoSecretIsStored(t *testing.T) {
	server, err := providerserver.NewProtocol6WithError(New("test")())()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	blocks, writeOnly := map[string]*tfprotov6.SchemaBlock{}, 0
	for kind, all := range map[string]map[string]*tfprotov6.Schema{
		"resource": schemas.ResourceSchemas, "data": schemas.DataSourceSchemas, "ephemeral": schemas.EphemeralResourceSchemas, "list": schemas.ListResourceSchemas,
	} {
		for name, s := range all {
			blocks[kind+"."+name] = s.Block
		}
	}
	for name, a := range schemas.ActionSchemas {
		blocks["action."+name] = a.Schema.Block
	}
	for name, block := range blocks {
		if len(block.BlockTypes) > 0 {
			t.Errorf("%s has blocks, which this test does not look into", name)
		}
		everyAttribute(block.Attributes, name, func(path string, a *tfprotov6.SchemaAttribute) {
			if a.WriteOnly {
				writeOnly++
				return
			}
			if a.Sensitive || calledSecret.MatchString(a.Name) && !slices.Contains(aboutSecrets(), a.Name) {
				t.Errorf("%s would be stored: make it write-only, or an argument of the provider", path)
			}
		})
	}
	if writeOnly == 0 || len(blocks) < 20 {
		t.Errorf("%d write-only attributes in %d schemas: this test shows nothing", writeOnly, len(blocks))
	}
}

var calledSecret = regexp.MustCompile(`secret|passw|token|credential|private|(^|_)key($|_)|pfx|keytab`)

// everyAttribute visits attributes at any depth.
func everyAttribute(attributes []*tfprotov6.SchemaAttribute, at string, visit func(string, *tfprotov6.SchemaAttribute)) {
	for _, a := range attributes {
		visit(at+"."+a.Name, a)
		if a.NestedType != nil {
			everyAttribute(a.NestedType.Attributes, at+"."+a.Name, visit)
		}
	}
}
