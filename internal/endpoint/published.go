package endpoint

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// MaxPublished is the longest answer of the endpoints web service that is read, in bytes: about ten times what it is.
const MaxPublished = 2 << 20

// ServiceAreaMEM is the service area of Intune in the endpoints web service.
const ServiceAreaMEM = "MEM"

// PublishedSet is one endpoint set of Microsoft's endpoints web service (endpoints.office.com; Microsoft 365, IP address and
// URL web service). Addresses are not kept: entries have none.
type PublishedSet struct {
	// ID is the set's immutable number.
	ID int
	// ServiceArea is such as MEM; it is compared without regard to case.
	ServiceArea string
	// URLs are host names and patterns, as published.
	URLs []string
	// Ports are the TCP ports.
	Ports []PortRange
	// Required is false for an optional set.
	Required bool
}

// PortRange are the ports from one to another, both included.
type PortRange struct{ From, To int }

// ParsePublished reads an answer of the web service. What it does not know it passes over; what is not of the format, or
// longer than MaxPublished, is an error.
func ParsePublished(data []byte) ([]PublishedSet, error) {
	if len(data) > MaxPublished {
		return nil, fmt.Errorf("the answer of the endpoints web service has %d bytes; more than %d are not read", len(data), MaxPublished)
	}
	var raw []*struct {
		ID          int      `json:"id"`
		ServiceArea string   `json:"serviceArea"`
		URLs        []string `json:"urls"`
		TCPPorts    string   `json:"tcpPorts"`
		Required    bool     `json:"required"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("the answer of the endpoints web service is not in its format: %w", err)
	}
	if raw == nil { // no list is not an empty one
		return nil, errors.New("the answer of the endpoints web service is not in its format: it is null")
	}
	out := []PublishedSet{}
	for _, r := range raw {
		if r == nil {
			return nil, errors.New("the answer of the endpoints web service is not in its format: a set of endpoints is null")
		}
		ports, err := parsePorts(r.TCPPorts)
		if err != nil {
			return nil, fmt.Errorf("endpoint set %d: %w", r.ID, err)
		}
		out = append(out, PublishedSet{r.ID, r.ServiceArea, r.URLs, ports, r.Required})
	}
	return out, nil
}

// parsePorts reads ports and ranges, separated by commas.
func parsePorts(text string) ([]PortRange, error) {
	if text == "" {
		return nil, nil
	}
	out := []PortRange{}
	for part := range strings.SplitSeq(text, ",") {
		first, last, ranged := strings.Cut(strings.TrimSpace(part), "-")
		if !ranged {
			last = first
		}
		from, okFrom := parsePort(first)
		to, okTo := parsePort(last)
		if !okFrom || !okTo || from > to {
			return nil, errors.New("its ports are " + strconv.Quote(shorten(text)))
		}
		out = append(out, PortRange{from, to})
	}
	return out, nil
}

// DifferenceKind is in what the published list and the catalogue differ.
type DifferenceKind string

// The kinds of difference.
const (
	// OnlyPublished is a name that the catalogue does not have, or not all of.
	OnlyPublished DifferenceKind = "only_published"
	// OnlyInCatalogue is an entry that is not published, or not all of it.
	OnlyInCatalogue DifferenceKind = "only_in_catalogue"
	// OtherPorts is an entry for a port that is not published for its host.
	OtherPorts DifferenceKind = "other_ports"
	// OtherRequirement is a required entry that is published as optional.
	OtherRequirement DifferenceKind = "other_requirement"
	// Unreadable is a published pattern that no entry could be, such as one with a wildcard in its middle.
	Unreadable DifferenceKind = "unreadable"
	// NothingPublished is an answer without a single name of the service area.
	NothingPublished DifferenceKind = "nothing_published"
)

// Difference is one thing in which the published list and the catalogue differ.
type Difference struct {
	Kind DifferenceKind
	// Published is the published pattern, and Set its endpoint set; empty and 0 if it is about an entry alone.
	Published string
	Set       int
	// ID is the entry; empty if it is about what is published alone.
	ID string
	// Text is a sentence for people.
	Text string
}

// Compare tells how entries differ from what is published for the service area MEM. It is a hint, and never replaces
// anything: the service area has all of Intune, of which tenant attach needs little, lacks the revocation lists, and Intune's own
// page says that the service no longer has accurate data for Intune (Intune, network endpoints).
func Compare(entries []Entry, sets []PublishedSet) []Difference {
	c := &comparison{entries: entries}
	for _, s := range sets {
		if !strings.EqualFold(s.ServiceArea, ServiceAreaMEM) {
			continue
		}
		for _, u := range s.URLs {
			c.published(s, u)
		}
	}
	if len(c.patterns) == 0 {
		c.add(Difference{Kind: NothingPublished, Text: "The answer has no name of the service area MEM."})
	} else {
		c.notPublished()
	}
	slices.SortFunc(c.out, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Published, b.Published), cmp.Compare(a.Set, b.Set))
	})
	return c.out
}

type comparison struct {
	entries  []Entry
	patterns []string
	out      []Difference
}

func (c *comparison) add(d Difference) {
	if !slices.Contains(c.out, d) {
		c.out = append(c.out, d)
	}
}

// published looks at one published pattern.
func (c *comparison) published(s PublishedSet, text string) {
	shown := printable(shorten(text))
	pattern := strings.TrimSuffix(asciiLower(text), ".")
	if !validPattern(pattern) {
		c.add(Difference{Kind: Unreadable, Published: shown, Set: s.ID, Text: fmt.Sprintf("%q is published, but no entry can say that.", shown)})
		return
	}
	c.patterns = append(c.patterns, pattern)
	if !slices.ContainsFunc(c.entries, func(e Entry) bool { return covers(e.Host, pattern) }) {
		c.add(Difference{Kind: OnlyPublished, Published: pattern, Set: s.ID, Text: fmt.Sprintf("%s is published; the catalogue does not have all of it.", pattern)})
	}
	for _, e := range c.entries {
		if overlaps(e.Host, pattern) {
			c.sameHost(s, pattern, e)
		}
	}
}

// sameHost compares the rest of an entry with a set that has its host.
func (c *comparison) sameHost(s PublishedSet, pattern string, e Entry) {
	d := Difference{Published: pattern, Set: s.ID, ID: e.ID}
	if len(s.Ports) > 0 && !slices.ContainsFunc(s.Ports, func(r PortRange) bool { return r.From <= e.Port && e.Port <= r.To }) {
		d.Kind, d.Text = OtherPorts, fmt.Sprintf("%s is published, but not for port %d, which %s needs.", pattern, e.Port, e.ID)
		c.add(d)
	}
	if e.Required && !s.Required {
		d.Kind, d.Text = OtherRequirement, fmt.Sprintf("%s is published as optional; %s is required.", pattern, e.ID)
		c.add(d)
	}
}

// notPublished looks for entries that are not published.
func (c *comparison) notPublished() {
	for _, e := range c.entries {
		if !slices.ContainsFunc(c.patterns, func(p string) bool { return covers(p, e.Host) }) {
			c.add(Difference{Kind: OnlyInCatalogue, ID: e.ID, Text: fmt.Sprintf("%s (%s) is not published, or not all of it.", e.ID, e.Host)})
		}
	}
}

// covers reports whether every host that the second pattern stands for is one that the first stands for.
func covers(a, b string) bool {
	return a == b || strings.HasPrefix(a, "*.") && matchHost(a, strings.TrimPrefix(b, "*."))
}
