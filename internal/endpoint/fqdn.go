package endpoint

import (
	"fmt"
	"slices"
	"strings"
)

// The targets of lists of names.
const (
	TargetPlain                    = "plain"
	TargetPaloAlto                 = "palo_alto"
	TargetFortiGate                = "fortigate"
	TargetAzureFirewallTarget      = "azure_firewall_target_fqdns"
	TargetAzureFirewallDestination = "azure_firewall_destination_fqdns"
	TargetZscaler                  = "zscaler"
)

// Target is a product that takes a list of names, and what it means by them.
type Target struct {
	// Name chooses it.
	Name string
	// Product and Place are where the list goes.
	Product, Place string
	// Wildcard is what the product means by its form of *.example.com.
	Wildcard string
	// Exact is what it means by a name.
	Exact string
	// Form is how *.example.com is written.
	Form string
	// Comment begins a comment; empty where none is known to be possible.
	Comment string
	// Paths says that the product compares paths, on https if it decrypts.
	Paths bool
	// Source is where that stands, and Grade how sure it is.
	Source string
	Grade  Grade
}

// Targets are all targets.
func Targets() []Target {
	return []Target{
		{
			Name: TargetPlain, Product: "none in particular", Place: "for reading", Form: "*.example.com", Comment: "#",
			Wildcard: "one or more labels below example.com, not example.com itself", Exact: "that name",
			Source: "this catalogue", Grade: Documented,
		},
		{
			Name: TargetPaloAlto, Product: "Palo Alto Networks", Place: "external dynamic list of type URL List", Form: "*.example.com/", Paths: true,
			Wildcard: "one or more labels below example.com, not example.com itself; the slash at the end keeps the firewall from matching example.com.other.test",
			Exact:    "that name, with every path; with a path and a slash, what is below it",
			Source:   "Palo Alto Networks, guidelines for URL category exceptions", Grade: Documented,
		},
		{
			Name: TargetFortiGate, Product: "FortiGate", Place: "external connector of type FortiGuard Category (URL list), not Domain Name", Form: "*.example.com", Paths: true,
			Wildcard: "any text before .example.com, so any depth and not example.com itself",
			Exact:    "that name; some inspection modes of static filters also match names below it",
			Source:   "Fortinet, external resources, which names wildcards without defining them; the meaning is that of FortiMail's feeds of the same format", Grade: Inferred,
		},
		{
			Name: TargetAzureFirewallTarget, Product: "Azure Firewall", Place: "target_fqdns of an application rule", Form: "*.example.com", Comment: "#",
			Wildcard: "anything before .example.com, at any depth; not example.com itself",
			Exact:    "that name",
			Source:   "Azure Firewall FAQ, wildcards in target URLs and target FQDNs", Grade: Documented,
		},
		{
			Name: TargetAzureFirewallDestination, Product: "Azure Firewall", Place: "destination_fqdns of a network rule", Form: "none", Comment: "#",
			Wildcard: "not possible, by design: use an application rule",
			Exact:    "the addresses that the name resolves to, with whatever else is served there",
			Source:   "Azure Firewall, FQDN filtering in network rules", Grade: Documented,
		},
		{
			Name: TargetZscaler, Product: "Zscaler Internet Access", Place: "URLs of a custom URL category", Form: ".example.com", Paths: true,
			Wildcard: "example.com itself and up to five labels below it",
			Exact:    "that name, with every port and path; with a path and a slash, what is below it",
			Source:   "Zscaler, URL format guidelines", Grade: Documented,
		},
	}
}

// FQDNOptions say for what a list of names is.
type FQDNOptions struct {
	// Cloud is the cloud that the entries are for; it is named in the comments.
	Cloud string
	// Target is the name of one of Targets; empty means plain.
	Target string
	// Decrypts says that the product decrypts TLS, and so sees the paths of https.
	Decrypts bool
}

// FQDNs are the lines of a list of names for a product, sorted and each once, and the notes on what they do not say. Scheme and
// port are never in a list: make one for each of Groups, for a rule of its own.
func FQDNs(entries []Entry, o FQDNOptions) ([]string, []Note, error) {
	t, err := o.target()
	if err != nil {
		return nil, nil, err
	}
	list, err := rules(entries)
	if err != nil {
		return nil, nil, err
	}
	lines := []string{}
	notes := []Note{
		{Text: fmt.Sprintf("For %s: %s. A wildcard means: %s. A name means: %s (%s; %s).", t.Product, t.Place, t.Wildcard, t.Exact, t.Source, t.Grade)},
		{Text: portsNote(entries)},
	}
	for _, r := range list {
		line, text := t.line(r.Entry, o.Decrypts)
		if line != "" {
			lines = append(lines, line)
		}
		if text != "" {
			notes = append(notes, Note{r.ids, text})
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines), notes, nil
}

// FQDNList is the same as text, one name in a line, with the notes as comments where the product takes comments. Where it
// does not the list has none, and FQDNs tells the notes.
func FQDNList(entries []Entry, o FQDNOptions) (string, error) {
	names, notes, err := FQDNs(entries, o)
	if err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	t, err := o.target()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if t.Comment != "" {
		for _, n := range notes {
			lines = append(lines, n.String())
		}
		comment(&b, t.Comment, lines...)
	}
	for _, name := range names {
		b.WriteString(name + "\n")
	}
	return b.String(), nil
}

func (o FQDNOptions) target() (Target, error) {
	names := []string{}
	for _, t := range Targets() {
		if t.Name == o.Target || o.Target == "" && t.Name == TargetPlain {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Target{}, fmt.Errorf("there is no list of names for %q: use one of %s", shorten(o.Target), strings.Join(names, ", "))
}

// portsNote says what schemes and ports the list is for.
func portsNote(entries []Entry) string {
	groups := []string{}
	for _, g := range Groups(entries) {
		groups = append(groups, fmt.Sprintf("%s on port %d", g.Scheme, g.Port))
	}
	text := "A list of names has neither scheme nor port: the rule that uses it must allow nothing but " + strings.Join(groups, " and ") + "."
	switch len(groups) {
	case 0:
		return "The list is empty."
	case 1:
		return text
	default:
		return text + " It then allows each name all of that: to be exact, make a list and a rule for each."
	}
}

// line writes an entry for a target, and says what that does not say. An entry that a target cannot express has no line.
func (t Target) line(e Entry, decrypts bool) (line, note string) {
	name := e.Host
	switch {
	case !e.wildcard():
	case t.Name == TargetAzureFirewallDestination:
		return "", fmt.Sprintf("%s is left out: network rules know no wildcards. Put it into target_fqdns of an application rule.", e.Host)
	case t.Name == TargetZscaler:
		name = "." + e.base()
		note = fmt.Sprintf("%s also allows %s itself, and nothing deeper than five labels below it.", name, e.base())
	}
	path, pathNote := t.path(e, decrypts)
	return name + path, strings.TrimSpace(note + " " + pathNote)
}

// path is what follows the name.
func (t Target) path(e Entry, decrypts bool) (path, note string) {
	slash := ""
	if t.Name == TargetPaloAlto {
		slash = "/"
	}
	switch {
	case e.Path == "":
		return slash, ""
	case !t.Paths:
		return slash, fmt.Sprintf("The path %s cannot be said: every path of the host is allowed instead.", e.Path)
	case e.Scheme == HTTPS && !decrypts:
		return slash, fmt.Sprintf("The path %s is hidden in TLS, which the product is not said to decrypt: every path of the host is allowed instead.", e.Path)
	case e.Exact:
		return e.Path, fmt.Sprintf("Whether the product also takes longer paths that begin with %s is not documented.", e.Path)
	case t.Name == TargetFortiGate:
		return strings.TrimSuffix(e.Path, "/") + "/*", ""
	default:
		return strings.TrimSuffix(e.Path, "/") + "/", ""
	}
}
