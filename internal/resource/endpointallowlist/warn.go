package endpointallowlist

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// warn says what does not work with the list as it is agreed. It is said in every plan, for as long as it holds.
func (a agreement) warn(about string, w wishes, diags *diag.Diagnostics) {
	if lines := consequences(a.excluded); len(lines) > 0 {
		core.WarnAt(diags, path.Root("exclusions"), about, "Required endpoints are excluded", strings.Join(lines, "\n"))
	}
	if lines := consequences(a.revoked); len(lines) > 0 {
		core.WarnAt(diags, path.Root("crl_ocsp"), about, "The endpoints of certificate revocation are left out",
			strings.Join(lines, "\n")+"\n\nThat is right where another list lets them through, as for the proxy of the operating system.")
	}
	if offered, said, err := endpoint.Offered(w.cloud); err == nil && !offered {
		core.WarnAt(diags, path.Root("cloud"), about, "Tenant attach is not offered in this cloud", said)
	}
	if len(a.entries) == 0 {
		core.Warn(diags, about, "The list is empty", "Nothing is left of the catalogue for this cloud and these connectors, and nothing is added: whoever allows only what is on the list allows nothing.")
	}
}

// consequences are a line for each purpose of which something required is left out.
func consequences(removed []endpoint.Entry) []string {
	lines := []string{}
	for _, info := range endpoint.Purposes() {
		ids := []string{}
		for _, e := range removed {
			if e.Required && e.Purpose == info.Purpose {
				ids = append(ids, e.ID+" ("+e.URL()+")")
			}
		}
		slices.Sort(ids)
		if len(ids) > 0 {
			lines = append(lines, fmt.Sprintf("- %s: %s", strings.Join(ids, ", "), info.Without))
		}
	}
	return lines
}
