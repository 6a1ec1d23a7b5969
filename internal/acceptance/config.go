package acceptance

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Attrs are the arguments of a block, as HCL expressions by name. An empty expression leaves the argument out.
type Attrs map[string]string

// With is a copy with other arguments on top.
func (a Attrs) With(other ...Attrs) Attrs {
	out := maps.Clone(a)
	for _, o := range other {
		maps.Copy(out, o)
	}
	return out
}

// Q quotes a text for HCL.
func Q(text string) string { return fmt.Sprintf("%q", text) }

// Block is a block of HCL, such as Block("resource", `"x" "y"`, …).
func Block(head string, attrs Attrs) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s {\n", head)
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		if attrs[name] != "" {
			fmt.Fprintf(&b, "  %s = %s\n", name, attrs[name])
		}
	}
	b.WriteString("}\n")
	return b.String()
}

// Resource is a resource block with the name "this"; kind is its type without the provider's prefix.
func Resource(kind string, attrs ...Attrs) string {
	return Block(fmt.Sprintf("resource %q \"this\"", "tenantattach_"+kind), Attrs{}.With(attrs...))
}

// Data is a data block with the name "this".
func Data(kind string, attrs ...Attrs) string {
	return Block(fmt.Sprintf("data %q \"this\"", "tenantattach_"+kind), Attrs{}.With(attrs...))
}

// ApplicationAttrs are those of an application that a destroy leaves no trace of.
func ApplicationAttrs() Attrs {
	return Attrs{"unique_name": Q("attach"), "display_name": Q("ConfigMgr attach"), "purge_on_destroy": "true"}
}

// CloudEnvironmentAttrs are those of the tenant's registration.
func CloudEnvironmentAttrs() Attrs {
	return Attrs{"name": Q("Contoso"), "environment": Q("AzurePublicCloud")}
}

// CollectionUploadAttrs limit the upload to the pilot collection.
func CollectionUploadAttrs() Attrs {
	return Attrs{"scope": Q("P0100014"), "depends_on": "[tenantattach_cloud_environment.this]"}
}

// OnboardingAttrs hand the application over through the administration service.
func OnboardingAttrs() Attrs {
	return Attrs{
		"handoff": Q("admin_service"), "client_id": "tenantattach_application.this.client_id", "application_name": "tenantattach_application.this.display_name",
		"identifier_uri": "tenantattach_application.this.identifier_uri", "depends_on": "[tenantattach_collection_upload.this]",
	}
}

// ServiceConnectionPointProxyAttrs are those of a proxy with an account.
func ServiceConnectionPointProxyAttrs() Attrs {
	return Attrs{"proxy_server": Q("proxy.example"), "proxy_port": "8080", "proxy_access_account": Q(`CORP\svc-proxy`)}
}

// Stack is the whole onboarding of one tenant; changes are by kind of resource.
func Stack(changes map[string]Attrs) string {
	return Resource("application", ApplicationAttrs(), changes["application"]) +
		Resource("cloud_environment", CloudEnvironmentAttrs(), changes["cloud_environment"]) +
		Resource("collection_upload", CollectionUploadAttrs(), changes["collection_upload"]) +
		Resource("onboarding", OnboardingAttrs(), changes["onboarding"])
}

// SignIn are the arguments that sign in as a seeded client with its secret.
func (e *Env) SignIn(client string) Attrs {
	c := e.Client(client)
	return Attrs{"client_id": Q(c.ClientID), "client_secret": Q(c.Secret)}
}

// Where are the arguments that say where a tenant of the lab is.
func (e *Env) Where(tenant string) Attrs {
	at := e.Lab.Endpoints(tenant)
	return Attrs{
		"tenant_id": Q(at.TenantID), "environment": Q(at.Cloud), "authority_host": Q(at.AuthorityHost), "graph_endpoint": Q(at.GraphEndpoint),
		"admin_service": fmt.Sprintf("{ url = %q, scope = %q }", at.AdminServiceURL, at.AdminServiceScope),
	}
}

// Provider is a provider block with contoso as the default tenant and both tenants of the lab under `tenants`, signed in
// as a seeded client. changes are put on top.
func (e *Env) Provider(client string, changes ...Attrs) string {
	var entries strings.Builder
	for _, t := range e.Lab.World().Tenants() {
		fmt.Fprintf(&entries, "    %s = %s\n", t.Name, object(e.Where(t.Name)))
	}
	return Block(`provider "tenantattach"`, e.SignIn(client).With(e.Where("contoso"), Attrs{
		"ca_certificate_path": Q(e.Lab.CAFile()), "tenants": "{\n" + entries.String() + "  }",
	}).With(changes...))
}

// object is an object of HCL.
func object(attrs Attrs) string {
	var b strings.Builder
	b.WriteString("{\n")
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		fmt.Fprintf(&b, "      %s = %s\n", name, attrs[name])
	}
	b.WriteString("    }")
	return b.String()
}
