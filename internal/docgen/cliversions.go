package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"

	tenantattach "github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
)

// cliFeatures are what of the provider needs a CLI of its own age.
func cliFeatures() [][]string {
	return [][]string{
		{"resources, data sources, `import` blocks with an `id`, `plan -generate-config-out`", "1.5", "1.6"},
		{"functions", "1.8", "1.7"},
		{"`client_secret` of `tenantattach_onboarding`, which is write-only", "1.11", "1.11"},
		{"`import` blocks with an `identity`", "1.12", "no"},
		{"lists (`terraform query`) and actions", "1.14", "no"},
	}
}

// cliVersions is the page about what an older CLI can do, and about the identities of resources, which tfplugindocs shows with
// a newer CLI only. examples is the directory of the examples.
func cliVersions(ctx context.Context, examples string) (string, error) {
	var b strings.Builder
	b.WriteString(front("Command line versions", "What of the provider needs which version of Terraform or OpenTofu, and what to do with an older one."))
	b.WriteString("The provider is tested with Terraform 1.11. What needs a newer one is tested at the level of the protocol, and with a newer command line where there is one: seen with Terraform 1.14.0 and, as far as it goes there, with OpenTofu 1.12.6, both built from their sources.\n\n")
	b.WriteString(table([]string{"What", "Terraform", "OpenTofu"}, cliFeatures()))
	b.WriteString(`## Without write-only arguments

No argument of a resource that holds a secret is ever stored: it is write-only, or an argument of the provider block. There is one, ` + "`client_secret`" + ` of ` + "`tenantattach_onboarding`" + `, for a secret of your own. A command line that does not know write-only arguments refuses it with *Write-only Attribute Not Allowed*; there is no way to give it then, on purpose: it would end up in plan and state.

- Leave ` + "`client_secret`, `client_secret_version` and `client_secret_expiry`" + ` out: the provider makes the secret, hands it over and forgets it. Nothing of that needs a newer command line.
- Or use ` + "`handoff = \"console\"`" + `, where the secret is typed into the wizard.
- When you upgrade, add the three arguments: the next apply hands your secret over and removes the one that the provider made. When you go back, remove them first, with the newer command line.

## Without import by identity

Give the ` + "`id`" + ` instead; the page of each resource says which. Where the tenant has a key in ` + "`tenants`" + `, put it before the id: ` + "`\"contoso/…\"`" + `. States of older versions of the provider get their identities by the next refresh.

## Without lists

Write the ` + "`import`" + ` blocks by hand, with plain ids, and let ` + "`terraform plan -generate-config-out=found.tf`" + ` write the configuration. ` + "`tenantattach_status`" + ` says what is attached.

## Identities

An identity names the object itself: its tenant by the GUID, and its id. The key in ` + "`tenants`" + ` is no part of it; an import finds it by the GUID, and takes the provider block's own tenant where that is the one. When the same tenant stands in the provider configuration with different hierarchies, an identity does not say which is meant: the import is refused, and an ` + "`id`" + ` with the key before it does. ` + "`tenantattach_endpoint_allowlist`" + ` is nothing but its configuration, so it has no identity and no import.

`)
	for _, factory := range tenantattach.New("docs")().Resources(ctx) {
		text, err := identity(ctx, factory(), examples)
		if err != nil {
			return "", err
		}
		b.WriteString(text)
	}
	return strings.TrimRight(b.String(), "\n") + "\n", nil
}

// identity is what the page says of one resource; nothing of one that has none.
func identity(ctx context.Context, r resource.Resource, examples string) (string, error) {
	identified, ok := r.(resource.ResourceWithIdentity)
	if !ok {
		return "", nil
	}
	var meta resource.MetadataResponse
	r.Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
	var resp resource.IdentitySchemaResponse
	identified.IdentitySchema(ctx, resource.IdentitySchemaRequest{}, &resp)
	example, err := os.ReadFile(filepath.Join(examples, "identities", meta.TypeName, "import.tf"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n", meta.TypeName)
	for _, name := range slices.Sorted(maps.Keys(resp.IdentitySchema.Attributes)) {
		if a, ok := resp.IdentitySchema.Attributes[name].(identityschema.StringAttribute); ok {
			fmt.Fprintf(&b, "- `%s`: %s\n", name, a.Description)
		}
	}
	fmt.Fprintf(&b, "\n```terraform\n%s\n```\n\n", strings.TrimSpace(string(example)))
	return b.String(), nil
}
