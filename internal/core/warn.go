package core

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/audit"
)

// Warn adds a warning. about names the tenant and the object, such as its GUID and a collection: it stands in the summary,
// since Terraform shows one warning of those with the same summary, and of many tenants each is to be seen.
func Warn(diags *diag.Diagnostics, about, summary, detail string) {
	diags.AddWarning(warned(about, summary), detail)
}

// WarnAt is Warn for an attribute.
func WarnAt(diags *diag.Diagnostics, at path.Path, about, summary, detail string) {
	diags.AddAttributeWarning(at, warned(about, summary), detail)
}

func warned(about, summary string) string { return summary + " (" + audit.Clean(about) + ")" }
