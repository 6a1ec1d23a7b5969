package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/credential"
)

// given are the sources of the values that a block or an entry has itself. An empty text is none.
func (m *settingsModel) given(origin string) map[string]string {
	sources := map[string]string{}
	for _, a := range arguments() {
		if a.text != nil && (a.text(m).IsUnknown() || a.text(m).ValueString() != "") || a.flag != nil && !a.flag(m).IsNull() {
			sources[a.name] = origin
		}
	}
	return sources
}

// from takes down that a value came from an environment variable, or is the default when no variable is set.
func (m *settingsModel) from(argument, variable string) {
	m.sources[argument] = credential.ByDefault
	if variable != "" {
		m.sources[argument] = credential.FromEnvironment(variable)
	}
}

// fillFromPod takes the ids that AKS sets in a pod with a workload identity, as azuread does.
func (m *settingsModel) fillFromPod(getenv func(string) string) {
	if !m.UseAKSWorkloadIdentity.ValueBool() {
		return
	}
	fill := func(id *types.String, argument, variable string) {
		if value := getenv(variable); id.IsNull() && value != "" {
			*id = types.StringValue(value)
			m.from(argument, variable)
		}
	}
	fill(&m.TenantID, "tenant_id", "AZURE_TENANT_ID")
	if m.ClientIDFilePath.IsNull() {
		fill(&m.ClientID, "client_id", "AZURE_CLIENT_ID")
	}
}
