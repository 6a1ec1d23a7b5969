package adminservice

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
)

// DeviceFilter takes some of the members of a collection. Upper and lower case are the same. The site filters, as far as it
// can, and every row is checked again here: a part of a name may be a pattern to the site, as texts are in WQL (inferred).
type DeviceFilter struct {
	// Clients takes only devices that have the client.
	Clients bool
	// NamePrefix, NameContains, Domain, SiteCode and VersionPrefix are texts; empty for any.
	NamePrefix, NameContains, Domain, SiteCode, VersionPrefix string
	// Name is checked here alone; nil for any.
	Name *regexp.Regexp
	// Active and Obsolete take devices of which the site says so, or does not say so; nil for any.
	Active, Obsolete *bool
}

// textRule is a condition on a text: what it is to the site, and what it is here.
type textRule struct {
	property, want string
	write          func(property, literal string) string
	holds          func(have, want string) bool // of lower case
	of             func(Device) *string
}

func (f DeviceFilter) textRules() []textRule {
	all := []textRule{
		{"Name", f.NamePrefix, startsWith, strings.HasPrefix, nameOf},
		{"Name", f.NameContains, contains, strings.Contains, nameOf},
		{"Domain", f.Domain, equals, same, func(d Device) *string { return d.Domain }},
		{"SiteCode", f.SiteCode, equals, same, func(d Device) *string { return d.SiteCode }},
		{"ClientVersion", f.VersionPrefix, startsWith, strings.HasPrefix, func(d Device) *string { return d.ClientVersion }},
	}
	out := all[:0]
	for _, r := range all {
		if r.want != "" {
			out = append(out, r)
		}
	}
	return out
}

func nameOf(d Device) *string { return &d.Name }

func same(have, want string) bool { return have == want }

// How conditions are written that were seen to work (AdminService notes §1.2).
func equals(property, literal string) string { return property + " eq " + literal }
func startsWith(property, literal string) string {
	return "startswith(" + property + "," + literal + ")"
}
func endsWith(property, literal string) string { return "endswith(" + property + "," + literal + ")" }
func contains(property, literal string) string { return "contains(" + property + "," + literal + ")" }

// flagRule is a condition on a flag.
type flagRule struct {
	property string
	want     *bool
	of       func(Device) *bool
}

func (f DeviceFilter) flagRules() []flagRule {
	clients := &f.Clients
	if !f.Clients {
		clients = nil
	}
	all := []flagRule{
		{"IsClient", clients, func(d Device) *bool { return d.Client }},
		{"IsActive", f.Active, func(d Device) *bool { return d.Active }},
		{"IsObsolete", f.Obsolete, func(d Device) *bool { return d.Obsolete }},
	}
	out := all[:0]
	for _, r := range all {
		if r.want != nil {
			out = append(out, r)
		}
	}
	return out
}

// properties are those that the conditions are about.
func (f DeviceFilter) properties() []string {
	out := []string{}
	for _, r := range f.textRules() {
		out = append(out, r.property)
	}
	for _, r := range f.flagRules() {
		out = append(out, r.property)
	}
	return out
}

// atSite are the conditions that the site is asked for. A flag that must not be set is none of them: where the site has no
// value, it is not false to a database.
func (f DeviceFilter) atSite() []string {
	out := []string{}
	for _, r := range f.flagRules() {
		if *r.want {
			out = append(out, equals(r.property, "true"))
		}
	}
	for _, r := range f.textRules() {
		out = append(out, r.write(r.property, literal(r.want)))
	}
	return out
}

// exact reports whether what the site is asked for is all of the filter, and cannot be taken for more.
func (f DeviceFilter) exact() bool {
	if f.Name != nil {
		return false
	}
	for _, r := range f.flagRules() {
		if !*r.want {
			return false
		}
	}
	for _, r := range f.textRules() {
		if strings.ContainsAny(r.want, "%_[]^") { // what may be a pattern in WQL
			return false
		}
	}
	return true
}

// takes checks one device by all conditions.
func (f DeviceFilter) takes() func(Device) bool {
	texts, flags := f.textRules(), f.flagRules()
	for i := range texts {
		texts[i].want = strings.ToLower(texts[i].want)
	}
	return func(d Device) bool {
		for _, r := range flags {
			if have := r.of(d); (have != nil && *have) != *r.want {
				return false
			}
		}
		for _, r := range texts {
			if have := r.of(d); have == nil || !r.holds(strings.ToLower(*have), r.want) {
				return false
			}
		}
		return f.Name == nil || f.Name.MatchString(d.Name)
	}
}

// check refuses what no name has, and what would break the line of a log at the site.
func (f DeviceFilter) check() error {
	for _, r := range f.textRules() {
		if control(r.want) {
			return errors.New("the filter for " + r.property + " has a control character")
		}
	}
	return nil
}

func control(s string) bool { return strings.ContainsFunc(s, unicode.IsControl) }
