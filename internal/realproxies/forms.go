package realproxies

import (
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// Engine is a product that the tests run.
type Engine string

// The engines.
const (
	SquidEngine       Engine = "Squid"
	NginxHTTPEngine   Engine = "nginx, context http"
	NginxStreamEngine Engine = "nginx, context stream"
	PacparserEngine   Engine = "pacparser"
)

// Product is the name of the engine without the part of it that is asked.
func (e Engine) Product() string {
	product, _, _ := strings.Cut(string(e), ",")
	return product
}

// Form is one form in which the list of endpoints is written.
type Form struct {
	// Name is what the provider calls it.
	Name string
	// Product is for what it is.
	Product string
	// Wildcard is what the product means by the form's *.example.com.
	Wildcard string
	// Engine is what the tests ask about it; empty when there is none that could be asked.
	Engine Engine
	// Version is that of the engine with which it was checked, without the parts that only repairs change.
	Version string
}

const (
	windowsWildcard = "names below example.com, at any depth; at the left end only"
	anchored        = "an anchored regular expression: one or more labels below example.com, not example.com itself"
	squidChecked    = "5.7"
	nginxChecked    = "1.22"
	pacChecked      = "1.3"
)

// Forms are all forms. The tests ask the engine of each, so that a form without one has not been checked.
func Forms() []Form {
	all := []Form{
		{Name: "squid_acl", Product: "Squid", Wildcard: anchored, Engine: SquidEngine, Version: squidChecked},
		{Name: "nginx_map", Product: "nginx, context http", Wildcard: anchored, Engine: NginxHTTPEngine, Version: nginxChecked},
		{Name: "nginx_map, stream", Product: "nginx, context stream with ssl_preread", Wildcard: anchored, Engine: NginxStreamEngine, Version: nginxChecked},
		{Name: "pac_file", Product: "browsers, WinHTTP, and whatever reads PAC files", Wildcard: "code of the file's own: one or more labels below example.com, not example.com itself", Engine: PacparserEngine, Version: pacChecked},
		{Name: "winhttp_proxy_command", Product: "Windows (netsh winhttp)", Wildcard: windowsWildcard},
		{Name: "windows_proxy_bypass", Product: "Windows (WinHTTP, Internet options)", Wildcard: windowsWildcard},
	}
	for _, t := range endpoint.Targets() {
		all = append(all, Form{Name: "fqdn_list, " + t.Name, Product: t.Product + ": " + t.Place, Wildcard: t.Wildcard})
	}
	return all
}
