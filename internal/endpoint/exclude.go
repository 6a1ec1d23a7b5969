package endpoint

import (
	"fmt"
	"slices"
	"strings"
)

// Exclusion is what has become of a list of entries after some were left out.
type Exclusion struct {
	// Kept are the entries that are left.
	Kept []Entry
	// Removed are those that were left out. A required one among them has a consequence (see PurposeInfo.Without).
	Removed []Entry
	// Unused are the exclusions that left nothing out: misspelt, or of another version of the catalogue.
	Unused []string
}

// Exclude leaves entries out: by ID, by a URL that is that of the entry, or by a host or a pattern, which leaves out every
// entry for hosts that are all its own, whatever the scheme, port and path. It is an error to leave out what is only a part
// of an entry, such as one host of a wildcard: a list of what is allowed cannot say that.
func Exclude(entries []Entry, exclusions []string) (Exclusion, error) {
	out := Exclusion{Kept: []Entry{}, Removed: []Entry{}, Unused: []string{}}
	rules := []exclusionRule{}
	for _, text := range exclusions {
		rule, err := parseExclusion(text)
		if err != nil {
			return Exclusion{}, err
		}
		if err := rule.partOf(entries); err != nil {
			return Exclusion{}, err
		}
		if !slices.ContainsFunc(entries, rule.covers) {
			out.Unused = append(out.Unused, text)
		}
		rules = append(rules, rule)
	}
	for _, e := range entries {
		if slices.ContainsFunc(rules, func(r exclusionRule) bool { return r.covers(e) }) {
			out.Removed = append(out.Removed, e.clone())
		} else {
			out.Kept = append(out.Kept, e.clone())
		}
	}
	return out, nil
}

// exclusionRule is an exclusion that has been read: an ID, or an endpoint of which the host or the whole URL counts.
type exclusionRule struct {
	text, id string
	endpoint Entry
	whole    bool
}

func parseExclusion(text string) (exclusionRule, error) {
	if validID(text) {
		return exclusionRule{text: text, id: text}, nil
	}
	e, err := parseEntry(text)
	if err != nil {
		return exclusionRule{}, fmt.Errorf("%q excludes nothing: it is no id of an endpoint, and no host or URL: %w", shorten(text), err)
	}
	return exclusionRule{text: text, endpoint: e, whole: strings.Contains(text, "://") || e.Path != ""}, nil
}

func (r exclusionRule) covers(e Entry) bool {
	switch {
	case r.id != "":
		return e.ID == r.id
	case r.whole:
		return e.URL() == r.endpoint.URL()
	case e.Host == r.endpoint.Host:
		return true
	default:
		return r.endpoint.wildcard() && matchHost(r.endpoint.Host, e.base())
	}
}

// partOf is the error for an exclusion of a part of an entry that is not left out as a whole.
func (r exclusionRule) partOf(entries []Entry) error {
	if r.id != "" || slices.ContainsFunc(entries, r.covers) {
		return nil
	}
	for _, e := range entries {
		if e.wildcard() && matchHost(e.Host, r.endpoint.base()) {
			return fmt.Errorf("%q cannot be excluded: it is a part of %s (%s), and a list of what is allowed cannot leave a part out; exclude %s as a whole, or deny the host in the proxy", shorten(r.text), e.Host, e.ID, e.ID)
		}
	}
	return nil
}
