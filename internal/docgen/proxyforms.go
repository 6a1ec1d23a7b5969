package main

import (
	"fmt"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/realproxies"
)

// proxyForms is the page about what the forms of the list of endpoints mean, and which of them a real product has read.
func proxyForms() string {
	var b strings.Builder
	b.WriteString(front("Proxy forms", "In which forms the list of endpoints is written, what each product means by a wildcard, and which forms a real product was asked about."))
	b.WriteString(`The tests start the real product, let it read what the provider has written, and ask it about every endpoint of each cloud and about many URLs that are nearly one: look-alike hosts, other ports and schemes, other names of Microsoft's, other paths. It must decide as the provider's own ` + "`matches`" + ` does, as far as the product can see the URL: a path of https is hidden from whoever does not end TLS.

**not checked** means that no test asks the product itself, since it cannot be run with them: then the form rests on what its vendor has written.

`)
	rows := [][]string{}
	for _, f := range realproxies.Forms() {
		checked := "not checked"
		if f.Engine != "" {
			checked = fmt.Sprintf("%s %s", f.Engine.Product(), f.Version)
		}
		rows = append(rows, []string{code(f.Name), f.Product, code("*.example.com") + ": " + f.Wildcard, checked})
	}
	b.WriteString(table([]string{"Form", "For", "What a wildcard means", "Checked against"}, rows))
	return strings.TrimRight(b.String(), "\n") + "\n"
}
