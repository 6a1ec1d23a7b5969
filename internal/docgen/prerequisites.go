package main

import (
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/prerequisite"
)

// prerequisites is the page about what is checked before a hierarchy is attached, and for which line of Microsoft's list.
func prerequisites() string {
	var b strings.Builder
	b.WriteString(front("Prerequisites", "What must be so before a hierarchy is attached, how the provider checks it, and what serves each line of Microsoft's list."))
	b.WriteString(`The data source ` + "`tenantattach_prerequisites`" + ` does the checks below, and so does a plan that begins to attach a hierarchy, as ` + "`preflight`" + ` of ` + "`tenantattach_onboarding`" + ` says. They only read. Each gives a status: **pass**, **warn**, **fail**, or **unknown** with the permission that was missing; what is not known is never taken for either of the others.

Two ways to use them: a ` + "`check`" + ` block or a precondition on ` + "`data.tenantattach_prerequisites`" + `, which also knows the administrator, the accounts for device actions and the country; or ` + "`preflight = \"enforce\"`" + `, which refuses the plan before anything is changed and lists all that is not met at once.

## Checks

In the public cloud. In the others only the endpoints differ.

`)
	checks, err := prerequisite.Checks(cloud.Public)
	if err != nil {
		panic(err) // the catalogue has the public cloud
	}
	rows := [][]string{}
	for _, c := range checks {
		rows = append(rows, []string{code(c.ID), fmt.Sprintf("[%s](%s)", strings.ReplaceAll(c.Title, "*", `\*`), c.Link), strings.ReplaceAll(c.Serves, "*", `\*`)})
	}
	b.WriteString(table([]string{"Check", "What must be so", "Stands for"}, rows))
	b.WriteString(`## The rest of Microsoft's list

| Line | What serves it |
| --- | --- |
| One admin center for both products: upload devices, take actions | ` + "`tenantattach_onboarding`, `tenantattach_collection_upload`" + ` |
| The sign-in of the onboarding | ` + "`handoff`" + ` of ` + "`tenantattach_onboarding`" + `: by the provider, or by somebody at the console |
| The third-party application and the first-party service principal | ` + "`tenantattach_application`" + ` |
| The Azure cloud environment | ` + "`tenantattach_cloud_environment`" + ` |
| Internet endpoints, CRL and OCSP | ` + "`tenantattach_endpoints`, `tenantattach_endpoint_allowlist`" + `, and the functions that render them for proxies |
| The system's proxy, with a bypass list | ` + "`tenantattach_service_connection_point_proxy`, `winhttp_proxy_command`" + ` |
| The service connection point validates endpoints | ` + "`tenantattach_connectivity`" + ` |
| Devices of Configuration Manager are not in Microsoft Graph | ` + "`tenantattach_devices`" + `, which reads them from the site |
`)
	return b.String()
}
