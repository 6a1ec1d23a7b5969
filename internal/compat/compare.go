package compat

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Break is a change that makes a configuration fail, or mean something else.
type Break struct {
	// Name is what the changelog must name, such as tenantattach_site.site_code.
	Name string
	// What has changed.
	What string
}

// Compare lists what breaks from one snapshot to the next, by name.
func Compare(before, after Snapshot) []Break {
	breaks := []Break{}
	for _, thing := range slices.Sorted(maps.Keys(before)) {
		now, ok := after[thing]
		if !ok {
			breaks = append(breaks, Break{thing, "is gone"})
			continue
		}
		for _, path := range slices.Sorted(maps.Keys(before[thing])) {
			member, ok := now[path]
			if what := changed(before[thing][path], member, ok); what != "" {
				breaks = append(breaks, Break{thing + "." + path, what})
			}
		}
		breaks = append(breaks, demanded(thing, before[thing], now)...)
	}
	return breaks
}

// changed says how a member breaks a configuration that uses it; empty for not at all.
func changed(before, after Member, there bool) string {
	switch {
	case !there:
		return "is gone"
	case before.Type != after.Type:
		return fmt.Sprintf("was %s and is %s", before.Type, after.Type)
	case after.is(required) && !before.is(required):
		return "has become required"
	case before.configurable() && !after.configurable():
		return "can no longer be set"
	case before.is(computed) && !after.is(computed):
		return "is no longer computed"
	case after.is(writeOnly) && !before.is(writeOnly):
		return "has become write-only"
	case after.is(sensitive) && !before.is(sensitive):
		return "has become sensitive: an output that shows it is refused"
	default:
		return ""
	}
}

// demanded are the new required arguments of what was there before.
func demanded(thing string, before, after map[string]Member) []Break {
	breaks := []Break{}
	for _, path := range slices.Sorted(maps.Keys(after)) {
		parent := ""
		if i := strings.LastIndex(path, "."); i >= 0 {
			parent = path[:i]
		}
		_, old := before[path]
		_, oldParent := before[parent]
		if !old && after[path].is(required) && (parent == "" || oldParent) {
			breaks = append(breaks, Break{thing + "." + path, "is new and required"})
		}
	}
	return breaks
}

// Unannounced are the breaks that the changelog does not announce: its newest section names each, or what it belongs to,
// in backticks, in the list after the line "Breaking changes:".
func Unannounced(breaks []Break, changelog string) []Break {
	announced := announcements(changelog)
	return slices.DeleteFunc(slices.Clone(breaks), func(b Break) bool {
		for name := b.Name; ; name = name[:strings.LastIndex(name, ".")] {
			if slices.Contains(announced, name) {
				return true
			}
			if !strings.Contains(name, ".") {
				return false
			}
		}
	})
}

var quoted = regexp.MustCompile("`([^`]+)`")

// announcements are the names in the list of breaking changes of the newest section.
func announcements(changelog string) []string {
	_, newest, _ := strings.Cut("\n"+changelog, "\n## ")
	newest, _, _ = strings.Cut(newest, "\n## ")
	_, list, _ := strings.Cut(newest, "\nBreaking changes:\n")
	names := []string{}
	for line := range strings.Lines(list) {
		if strings.TrimSpace(line) != "" && !strings.HasPrefix(line, "- ") {
			break
		}
		for _, name := range quoted.FindAllStringSubmatch(line, -1) {
			names = append(names, name[1])
		}
	}
	return names
}
