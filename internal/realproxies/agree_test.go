package realproxies

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// oracle is an engine that has read the list of endpoints in its own form.
type oracle struct {
	// asks reports whether the engine can be asked about a case.
	asks func(endpoint.Case, parts) bool
	// sees is the list that the engine can enforce.
	sees []endpoint.Entry
	// tidies says that the engine decides about an odd URL as about the tidy one.
	tidies bool
	decide func(*testing.T, []string) map[string]bool
}

func render(t *testing.T, text string, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func anyCase(endpoint.Case, parts) bool { return true }

// oracles are all engines, started for a list: each must be asked for a form, and each form's engine is here.
func oracles(entries []endpoint.Entry, cloud string, cases []endpoint.Case) map[Engine]oracle {
	hosts := endpoint.HostOnly(entries)
	return map[Engine]oracle{
		SquidEngine: {asks: anyCase, sees: hosts, tidies: true, decide: func(t *testing.T, urls []string) map[string]bool {
			acl, err := endpoint.Squid(entries, endpoint.SquidOptions{Cloud: cloud})
			return StartSquid(t, SquidOptions{ACL: render(t, acl, err)}).Decide(t, urls)
		}},
		NginxHTTPEngine: {asks: hasPort, sees: entries, tidies: true, decide: func(t *testing.T, urls []string) map[string]bool {
			text, err := endpoint.Nginx(entries, endpoint.NginxOptions{Cloud: cloud})
			return StartNginx(t, NginxOptions{Map: render(t, text, err), HTTP: portsOf(cases, false), TLS: portsOf(cases, true)}).Decide(t, urls)
		}},
		NginxStreamEngine: {asks: hasName, sees: hosts, tidies: true, decide: func(t *testing.T, urls []string) map[string]bool {
			text, err := endpoint.Nginx(entries, endpoint.NginxOptions{Cloud: cloud, Stream: true})
			return StartNginx(t, NginxOptions{Stream: render(t, text, err), StreamPorts: portsOf(cases, true)}).DecideStream(t, urls)
		}},
		PacparserEngine: {asks: readable, sees: hosts, decide: func(t *testing.T, urls []string) map[string]bool {
			text, err := endpoint.PAC(entries, endpoint.PACOptions{Cloud: cloud, Proxies: []string{"proxy.contoso.test:8080"}})
			out := map[string]bool{}
			for url, answer := range AskPAC(t, render(t, text, err), urls) {
				out[url] = answer == "PROXY proxy.contoso.test:8080"
				if !out[url] && answer != "DIRECT" {
					t.Errorf("%q: %s", url, answer)
				}
			}
			return out
		}},
	}
}

func hasPort(_ endpoint.Case, p parts) bool { return 0 < p.port && p.port < 65536 }

// hasName: TLS has a name only if it is one.
func hasName(c endpoint.Case, p parts) bool {
	return p.https && hasPort(c, p) && c.Class == endpoint.Plain && p.host != ""
}

// readable: pacparser is given texts, without some characters, and takes the host out of them by itself.
func readable(c endpoint.Case, p parts) bool {
	return p.host != "" && !strings.ContainsFunc(c.URL, func(r rune) bool { return r <= ' ' || r > '~' || r == '\'' })
}

// portsOf are the ports of all cases that a client can connect to, with TLS or without.
func portsOf(cases []endpoint.Case, https bool) []int {
	ports := []int{}
	for _, c := range cases {
		if p, err := split(c.URL); err == nil && p.https == https && hasPort(c, p) {
			ports = append(ports, p.port)
		}
	}
	slices.Sort(ports)
	return slices.Compact(ports)
}

// asked are the cases that real engines can be asked about: the others are no URLs that a client sends.
func asked(entries []endpoint.Entry) []endpoint.Case {
	return slices.DeleteFunc(endpoint.Cases(entries), func(c endpoint.Case) bool {
		_, err := split(c.URL)
		return err != nil || c.Class != endpoint.Plain && c.Class != endpoint.Odd
	})
}

// TestEnginesAgree: all engines and Match decide alike on every URL, as far as each can see it.
func TestEnginesAgree(t *testing.T) {
	Require(t)
	for _, name := range clouds(t) {
		entries, err := endpoint.For(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cases := asked(entries)
			all := oracles(entries, name, cases)
			answers := map[Engine]map[string]bool{}
			for _, engine := range slices.Sorted(maps.Keys(all)) {
				answers[engine] = all[engine].decide(t, urlsFor(all[engine], cases))
				count(t, engine, answers[engine])
			}
			compare(t, cases, all, answers)
		})
	}
}

// clouds are the names of all clouds, each once.
func clouds(t *testing.T) []string {
	names := []string{}
	for _, alias := range cloud.Names() {
		c, err := cloud.Parse(alias)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func urlsFor(o oracle, cases []endpoint.Case) []string {
	urls := []string{}
	for _, c := range cases {
		if p, err := split(c.URL); err == nil && o.asks(c, p) {
			urls = append(urls, c.URL)
		}
	}
	return urls
}

// count holds an engine to have let through something, and to have denied hundreds.
func count(t *testing.T, engine Engine, answers map[string]bool) {
	t.Helper()
	passed := 0
	for _, yes := range answers {
		if yes {
			passed++
		}
	}
	t.Logf("%s: %d URLs, %d passed", engine, len(answers), passed)
	if denied := len(answers) - passed; passed < 10 || denied < 100 {
		t.Errorf("%s: %d passed, %d were denied", engine, passed, denied)
	}
}

// compare shows the URLs about which an engine is wrong, with what each says.
func compare(t *testing.T, cases []endpoint.Case, all map[Engine]oracle, answers map[Engine]map[string]bool) {
	t.Helper()
	for _, c := range cases {
		wrong, row := false, []string{}
		for _, engine := range slices.Sorted(maps.Keys(all)) {
			got, known := answers[engine][c.URL]
			if !known {
				row = append(row, fmt.Sprintf("%s: not asked", engine))
				continue
			}
			want, right := judge(c, all[engine], got)
			wrong = wrong || !right
			row = append(row, fmt.Sprintf("%s: %t, want %t", engine, got, want))
		}
		if _, matched := endpoint.Match(c.URL, all[NginxHTTPEngine].sees); matched != c.Allowed {
			wrong, row = true, append(row, fmt.Sprintf("Match: %t, want %t", matched, c.Allowed))
		}
		if wrong {
			t.Errorf("%q (%s, %s)\n  %s", c.URL, c.Class, c.Why, strings.Join(row, "\n  "))
		}
	}
}

// judge says what an engine should answer, and whether its answer will do: an odd URL may be denied, and may be let through
// if what it is tidied up to may.
func judge(c endpoint.Case, o oracle, got bool) (want, right bool) {
	_, want = endpoint.Match(c.URL, o.sees)
	if got == want {
		return want, true
	}
	if c.Class != endpoint.Odd {
		return want, false
	}
	if !got {
		return want, true
	}
	_, tidied := endpoint.Match(c.As, o.sees)
	return want, o.tidies && c.As != "" && tidied
}

// TestForms: each engine is asked for the forms that name it, and each form that names one is asked.
func TestForms(t *testing.T) {
	all, named := oracles(nil, "", nil), map[Engine]bool{}
	for _, f := range Forms() {
		if f.Engine == "" {
			continue
		}
		named[f.Engine] = true
		if _, ok := all[f.Engine]; !ok || f.Version == "" {
			t.Errorf("%s is not asked about %s", f.Engine, f.Name)
		}
	}
	if len(named) != len(all) {
		t.Errorf("asked: %d engines, named: %d", len(all), len(named))
	}
}

// TestVersions: the versions that the forms name are those that run, or the ones before.
func TestVersions(t *testing.T) {
	Require(t)
	versions := map[Engine]func() (string, error){SquidEngine: SquidVersion, NginxHTTPEngine: NginxVersion, NginxStreamEngine: NginxVersion, PacparserEngine: PacparserVersion}
	for _, f := range Forms() {
		if f.Engine == "" {
			continue
		}
		got, err := versions[f.Engine]()
		if err != nil {
			t.Error(err)
		}
		if got != f.Version && !strings.HasPrefix(got, f.Version+".") {
			t.Logf("%s was checked with %s, here is %s", f.Name, f.Version, got)
		}
	}
}

// TestNothingElseDenies: without a list, everything that a client can ask for passes Squid. So what is denied with one is
// denied by it.
func TestNothingElseDenies(t *testing.T) {
	Require(t)
	t.Parallel()
	entries, err := endpoint.For(clouds(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	plain := []string{}
	for _, c := range asked(entries) {
		if c.Class == endpoint.Plain {
			plain = append(plain, c.URL)
		}
	}
	for url, passed := range StartSquid(t, SquidOptions{}).Decide(t, plain) {
		if !passed {
			t.Errorf("%q does not pass", url)
		}
	}
}
