package restless_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/restless"
)

// TestAttributes: what stands in the table is a computed attribute of a resource, which nobody can configure.
func TestAttributes(t *testing.T) {
	schemas := map[string]resource.SchemaResponse{}
	for _, factory := range provider.New("test")().Resources(t.Context()) {
		one, name, schema := factory(), resource.MetadataResponse{}, resource.SchemaResponse{}
		one.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &name)
		one.Schema(t.Context(), resource.SchemaRequest{}, &schema)
		schemas[name.TypeName] = schema
	}
	for kind, names := range restless.Attributes() {
		for _, name := range names {
			a, ok := schemas[kind].Schema.Attributes[name]
			if !ok || !a.IsComputed() || a.IsOptional() {
				t.Errorf("%s has no computed attribute %s", kind, name)
			}
		}
	}
}
