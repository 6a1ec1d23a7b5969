package endpoint

import (
	"cmp"
	"slices"
)

// Filter chooses entries; what is empty does not restrict.
type Filter struct {
	// Purposes are those of which an entry must have one.
	Purposes []Purpose
	// Connectors are those of which an entry must have one.
	Connectors []Connector
	// RequiredOnly leaves out what is only recommended.
	RequiredOnly bool
}

// Select returns the entries that a filter lets through, in their order.
func Select(entries []Entry, f Filter) []Entry {
	out := []Entry{}
	for _, e := range entries {
		if f.admits(e) {
			out = append(out, e.clone())
		}
	}
	return out
}

func (f Filter) admits(e Entry) bool {
	if f.RequiredOnly && !e.Required {
		return false
	}
	if len(f.Purposes) > 0 && !slices.Contains(f.Purposes, e.Purpose) {
		return false
	}
	return len(f.Connectors) == 0 || slices.ContainsFunc(e.Connectors, func(c Connector) bool { return slices.Contains(f.Connectors, c) })
}

// HostOnly is what a product can enforce that sees scheme, host and port of https, but not its path, which TLS encrypts:
// the same entries, without the paths of https. It allows more than the entries do.
func HostOnly(entries []Entry) []Entry {
	out := []Entry{}
	for _, e := range entries {
		e = e.clone()
		if e.Scheme == HTTPS {
			e.Path, e.Exact = "", false
		}
		out = append(out, e)
	}
	return out
}

// Group are the entries of one scheme and port: one rule in products whose rules give those for all of their hosts.
type Group struct {
	Scheme  string
	Port    int
	Entries []Entry
}

// Groups splits entries by scheme and port, https first, then by port.
func Groups(entries []Entry) []Group {
	groups := []Group{}
	for _, e := range entries {
		same := func(g Group) bool { return g.Scheme == e.Scheme && g.Port == e.Port }
		i := slices.IndexFunc(groups, same)
		if i < 0 {
			groups, i = append(groups, Group{Scheme: e.Scheme, Port: e.Port}), len(groups)
		}
		groups[i].Entries = append(groups[i].Entries, e.clone())
	}
	slices.SortFunc(groups, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Scheme, a.Scheme), cmp.Compare(a.Port, b.Port))
	})
	return groups
}

func byID(a, b Entry) int { return cmp.Compare(a.ID, b.ID) }
