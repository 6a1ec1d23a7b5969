package acceptance

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// functionLocals are lists of endpoints as users make them: a catalogue, with a choice of it, and with what they add. There is
// no provider block: functions work where the provider is not configured.
const functionLocals = `
locals {
  all  = provider::tenantattach::endpoints("public")
  site = [for e in local.all : e if contains(e.connectors, "service_connection_point")]
  mine = concat(local.site, [
    provider::tenantattach::endpoint("https://Updates.Contoso.com:8443/files"),
    merge(provider::tenantattach::endpoint("*.contoso.net"), { id = "contoso_net", required = true, path = null, since = null }),
  ])
}
resource "terraform_data" "url" {
  input = "https://fef.manage.microsoft.com/x"
}
`

// call is an expression that calls a function of the provider.
func call(expression string) string { return "provider::tenantattach::" + expression }

func siteEntries(t *testing.T) []endpoint.Entry {
	t.Helper()
	all, err := endpoint.For("public")
	if err != nil {
		t.Fatal(err)
	}
	return endpoint.Select(all, endpoint.Filter{Connectors: []endpoint.Connector{endpoint.ServiceConnectionPoint}})
}

// mineEntries are those of local.mine.
func mineEntries(t *testing.T) []endpoint.Entry {
	t.Helper()
	files, err := endpoint.ParseEntry("https://updates.contoso.com:8443/files")
	if err != nil {
		t.Fatal(err)
	}
	wild, err := endpoint.ParseEntry("*.contoso.net")
	if err != nil {
		t.Fatal(err)
	}
	wild.ID, wild.Required = "contoso_net", true
	return append(siteEntries(t), files, wild)
}

// rendered is what a renderer of the package writes.
func rendered(t *testing.T) func(string, error) knownvalue.Check {
	return func(text string, err error) knownvalue.Check {
		t.Helper()
		if err != nil || text == "" {
			t.Fatalf("the package writes %q, %v", text, err)
		}
		return knownvalue.StringExact(text)
	}
}

// TestEndpointFunctions holds every function, through the real CLI, to what the package says for the same endpoints.
func TestEndpointFunctions(t *testing.T) {
	t.Parallel()
	mine, is := mineEntries(t), rendered(t)
	tests := map[string]struct {
		expression string
		want       knownvalue.Check
	}{
		"catalogue":    {"local.all[*].id", stringsExact(ids(t, "public"))},
		"china":        {call(`endpoints("CHINA")`) + "[*].id", stringsExact(ids(t, "china"))},
		"path":         {`[for e in local.all : "${e.path} ${e.exact} ${e.port} ${e.url}" if e.id == "tenant_attach_discovery"]`, stringsExact([]string{"/configmgrgateway true 443 https://aka.ms/configmgrgateway"})},
		"idle":         {"[for e in local.all : e.idle_timeout_seconds if e.idle_timeout_seconds > 0]", knownvalue.ListExact([]knownvalue.Check{knownvalue.Int64Exact(180)})},
		"added":        {call(`endpoint("Bücher.example/a")`) + ".url", knownvalue.StringExact("https://xn--bcher-kva.example/a")},
		"yes":          {call(`matches("https://x.contoso.net/y", local.mine)`), knownvalue.Bool(true)},
		"no":           {call(`matches("https://contoso.net/y", local.mine)`), knownvalue.Bool(false)},
		"later":        {call(`matches(terraform_data.url.output, local.mine)`), knownvalue.Bool(true)},
		"later_option": {call(`squid_acl(local.mine, { clients = terraform_data.url.output == "" ? ["10.0.0.0/8"] : [] })`), is(endpoint.Squid(mine, endpoint.SquidOptions{}))},
		"squid":        {call(`squid_acl(local.mine)`), is(endpoint.Squid(mine, endpoint.SquidOptions{}))},
		"squid_null":   {call(`squid_acl(local.mine, null)`), is(endpoint.Squid(mine, endpoint.SquidOptions{}))},
		"squid_all": {
			call(`squid_acl(local.mine, { prefix = "scp", clients = toset(["10.0.0.7", "fd00::/8"]), cloud = "gcc" })`),
			is(endpoint.Squid(mine, endpoint.SquidOptions{Prefix: "scp", Clients: []string{"10.0.0.7", "fd00::/8"}, Cloud: "public"})),
		},
		"pac": {call(`pac_file(local.mine, ["proxy.contoso.com:8080"])`), is(endpoint.PAC(mine, endpoint.PACOptions{Proxies: []string{"proxy.contoso.com:8080"}}))},
		"pac_all": {
			call(`pac_file(local.mine, ["p1:80", "p2:80"], { fallback = true, inverse = true, bypass = ["<local>", "*.corp.example"], cloud = null })`),
			is(endpoint.PAC(mine, endpoint.PACOptions{Proxies: []string{"p1:80", "p2:80"}, Fallback: true, Inverse: true, Internal: endpoint.Internal{Local: true, Names: []string{"*.corp.example"}}})),
		},
		"nginx":        {call(`nginx_map(local.mine)`), is(endpoint.Nginx(mine, endpoint.NginxOptions{}))},
		"nginx_stream": {call(`nginx_map(local.mine, tomap({ variable = "ok", context = "stream" }))`), is(endpoint.Nginx(mine, endpoint.NginxOptions{Variable: "ok", Stream: true}))},
		"winhttp":      {call(`winhttp_proxy_command(local.mine, "proxy:80")`), is(endpoint.WinHTTPCommand(mine, endpoint.WinHTTPOptions{Proxy: "proxy:80", Internal: endpoint.Internal{Local: true}}))},
		"winhttp_all": {
			call(`winhttp_proxy_command(local.mine, "proxy:80", { bypass = [], shell = "powershell", cloud = "public" })`),
			is(endpoint.WinHTTPCommand(mine, endpoint.WinHTTPOptions{Proxy: "proxy:80", PowerShell: true, Cloud: "public"})),
		},
		"winhttp_bare": {
			call(`winhttp_proxy_command(local.mine, "proxy:80", { bypass = ["*.corp.example"], comments = false })`),
			knownvalue.StringExact(`netsh winhttp set proxy proxy-server="proxy:80" bypass-list="*.corp.example"`),
		},
		"bypass":        {call(`windows_proxy_bypass(local.mine, ["<local>", "*.corp.example"])`), texts(map[string]any{"text": "<local>;*.corp.example", "notes": []string{}})},
		"bypass_direct": {call(`windows_proxy_bypass(local.mine, [], { direct = true })`), bypassDirect(t, mine)},
	}
	for _, target := range endpoint.Targets() {
		tests["fqdn_"+target.Name] = struct {
			expression string
			want       knownvalue.Check
		}{call(`fqdn_list(local.mine, "` + target.Name + `", { decrypts = true, cloud = "public" })`), fqdnsOf(t, mine, endpoint.FQDNOptions{Target: target.Name, Decrypts: true, Cloud: "public"})}
	}
	config, checks := functionLocals, []statecheck.StateCheck{}
	for name, tt := range tests {
		config += Block(`output "`+name+`"`, Attrs{"value": tt.expression})
		checks = append(checks, statecheck.ExpectKnownOutputValue(name, tt.want))
	}
	runSteps(t, resource.TestStep{Config: config, ConfigStateChecks: checks})
}

// ids are those of a catalogue.
func ids(t *testing.T, cloud string) []string {
	t.Helper()
	entries, err := endpoint.For(cloud)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		out = append(out, e.ID)
	}
	return out
}

func stringsExact(values []string) knownvalue.Check {
	list := []knownvalue.Check{}
	for _, v := range values {
		list = append(list, knownvalue.StringExact(v))
	}
	return knownvalue.ListExact(list)
}

// texts is an object of texts and lists of texts.
func texts(values map[string]any) knownvalue.Check {
	object := map[string]knownvalue.Check{}
	for name, v := range values {
		switch v := v.(type) {
		case string:
			object[name] = knownvalue.StringExact(v)
		case []string:
			object[name] = stringsExact(v)
		}
	}
	return knownvalue.ObjectExact(object)
}

func notes(list []endpoint.Note) []string {
	out := []string{}
	for _, n := range list {
		out = append(out, n.String())
	}
	return out
}

func fqdnsOf(t *testing.T, entries []endpoint.Entry, o endpoint.FQDNOptions) knownvalue.Check {
	t.Helper()
	names, said, err := endpoint.FQDNs(entries, o)
	if err != nil {
		t.Fatal(err)
	}
	text, err := endpoint.FQDNList(entries, o)
	if err != nil {
		t.Fatal(err)
	}
	return texts(map[string]any{"names": names, "text": text, "notes": notes(said)})
}

func bypassDirect(t *testing.T, entries []endpoint.Entry) knownvalue.Check {
	t.Helper()
	o := endpoint.WindowsBypassOptions{Endpoints: true}
	text, err := endpoint.WindowsBypass(entries, o)
	if err != nil {
		t.Fatal(err)
	}
	said, err := endpoint.WindowsBypassNotes(entries, o)
	if err != nil {
		t.Fatal(err)
	}
	return texts(map[string]any{"text": text, "notes": notes(said)})
}

// TestEndpointFunctionsRefuse holds the functions to words for what is wrong. Terraform shows one error of each output.
func TestEndpointFunctionsRefuse(t *testing.T) {
	t.Parallel()
	changed := func(changes string) string {
		return `matches("https://example.com", [merge(` + call(`endpoint("example.com")`) + `, { ` + changes + ` })])`
	}
	tests := map[string]struct{ expression, want string }{
		"cloud":            {`endpoints("mars")`, `Invalid value for "cloud" parameter: "mars" is no national cloud: use one of public`},
		"url":              {`endpoint("https://*.com")`, `Invalid value for "url" parameter: "https://*.com" is no endpoint: *.com stands for every name of a registry`},
		"null":             {`endpoint(null)`, "argument must not be null"},
		"host":             {changed(`host = "Example.com"`), `"Example.com" is no host name in lower case`},
		"missing":          {`matches("https://example.com", [{ id = "a", host = "example.com" }])`, "attributes"},
		"null attribute":   {changed(`host = null`), "endpoint 1 of the list: its attribute host is null"},
		"null connector":   {changed(`connectors = [null]`), "endpoint 1 of the list: its attribute connectors is null, or has a null in it"},
		"null endpoint":    {`squid_acl([local.all[0], null])`, "endpoint 2 of the list: it is null"},
		"half a port":      {changed(`port = 443.5`), "added_example_com_100680ad: there is no port 443.5"},
		"port":             {changed(`port = 0`), "there is no port 0"},
		"port far off":     {changed(`port = 4294967739`), "there is no port 4294967739"},
		"since":            {changed(`since = "2107\n"`), "no release such as 2107"},
		"idle":             {changed(`idle_timeout_seconds = -1`), "idle_timeout_seconds is -1: use 0 for none"},
		"grade":            {changed(`grade = "sure"`), `the grade "sure" is none of documented`},
		"purpose":          {changed(`purpose = "fun"`), `"fun" is no purpose`},
		"twice":            {`squid_acl(concat(local.all, local.all))`, `there are two endpoints with the id`},
		"unknown option":   {`squid_acl(local.all, { client = [] })`, `Invalid value for "options" parameter: there is no option "client": use prefix, clients, cloud`},
		"type of option":   {`squid_acl(local.all, { clients = "10.0.0.7" })`, "the option clients: it is no list of texts"},
		"no object":        {`squid_acl(local.all, "scp")`, "options must be an object"},
		"two objects":      {`squid_acl(local.all, {}, {})`, "there is one object with options at most"},
		"cloud option":     {`squid_acl(local.all, { cloud = "mars" })`, `the option cloud: "mars" is no national cloud`},
		"client":           {`squid_acl(local.all, { clients = ["everybody"] })`, `"everybody" is neither an IP address nor a network`},
		"prefix":           {`squid_acl(local.all, { prefix = "a b" })`, `"a b" cannot be the name or prefix of something`},
		"no proxy":         {`pac_file(local.all, [])`, `Invalid value for "proxies" parameter: a PAC file needs a proxy`},
		"idle bypass":      {`pac_file(local.all, ["p:80"], { bypass = ["x"] })`, "the option bypass means something with inverse only"},
		"context":          {`nginx_map(local.all, { context = "mail" })`, `the option context is "mail": use http or stream`},
		"target":           {`fqdn_list(local.all, "checkpoint")`, `Invalid value for "target" parameter: there is no list of names for "checkpoint": use one of plain`},
		"empty target":     {`fqdn_list(local.all, "")`, "use plain where no product is meant"},
		"proxy":            {`winhttp_proxy_command(local.all, "proxy")`, `Invalid value for "proxy" parameter: "proxy" is no proxy: write host:port`},
		"injection":        {`winhttp_proxy_command(local.all, "proxy:80", { bypass = ["a\" & calc"] })`, "is no internal name"},
		"past the proxy":   {`winhttp_proxy_command(local.all, "proxy:80", { bypass = ["*.microsoft.com"] })`, "the internal name *.microsoft.com lets"},
		"bypass of one":    {`windows_proxy_bypass(local.all, ["aka.ms"])`, `Invalid value for "bypass" parameter: the internal name aka.ms lets aka.ms`},
		"null in the list": {`windows_proxy_bypass(local.all, [null])`, "element 1 of the list is no text"},
	}
	blocks := map[string]refusal{}
	for name, tt := range tests {
		blocks[name] = refusal{"output", Attrs{"value": call(tt.expression)}, tt.want}
	}
	refuses(t, functionLocals, blocks)
}

// TestEndpointFunctionsKeepSecrets shows that what a sensitive value becomes part of is sensitive, too.
func TestEndpointFunctionsKeepSecrets(t *testing.T) {
	t.Parallel()
	config := strings.ReplaceAll(functionLocals, `"*.contoso.net"`, `sensitive("*.contoso.net")`) + Block(`output "this"`, Attrs{"value": call(`squid_acl(local.mine)`)})
	runSteps(t, resource.TestStep{Config: config, PlanOnly: true, ExpectError: said("Output refers to sensitive values")})
}
