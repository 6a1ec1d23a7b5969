package endpoint

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// rule is what a product is told: entries that allow the same are one.
type rule struct {
	Entry
	ids []string
}

// rules checks entries and makes rules of them, in an order that depends on nothing but them: https first, then by host.
func rules(entries []Entry) ([]rule, error) {
	if err := Validate(entries); err != nil {
		return nil, err
	}
	out := []rule{}
	for _, e := range entries {
		i := slices.IndexFunc(out, func(r rule) bool { return r.sameAs(e) })
		if i < 0 {
			out = append(out, rule{Entry: e.clone(), ids: []string{e.ID}})
			continue
		}
		out[i].ids = append(out[i].ids, e.ID)
		out[i].IdleTimeout = max(out[i].IdleTimeout, e.IdleTimeout)
	}
	for _, r := range out {
		slices.Sort(r.ids)
	}
	slices.SortFunc(out, func(a, b rule) int {
		return cmp.Or(cmp.Compare(b.Scheme, a.Scheme), cmp.Compare(a.base(), b.base()), cmp.Compare(a.Host, b.Host),
			cmp.Compare(a.Port, b.Port), cmp.Compare(a.Path, b.Path), cmp.Compare(a.ids[0], b.ids[0]))
	})
	return out, nil
}

func (e Entry) sameAs(other Entry) bool {
	return e.Scheme == other.Scheme && e.Host == other.Host && e.Port == other.Port && e.Path == other.Path && e.Exact == other.Exact
}

// title names a rule in a comment.
func (r rule) title() string {
	text := strings.Join(r.ids, ", ") + ": " + r.URL()
	if r.Exact {
		text += " (that path only)"
	}
	if r.IdleTimeout > 0 {
		text += " (leave idle connections open for " + idle(r.Entry) + " at least)"
	}
	return text
}

// Note says how what a product is told differs from an entry, and what was done about it.
type Note struct {
	// IDs are the entries; none if it is about all.
	IDs []string
	// Text is a sentence for people.
	Text string
}

func (n Note) String() string {
	if len(n.IDs) == 0 {
		return n.Text
	}
	return strings.Join(n.IDs, ", ") + ": " + n.Text
}

// heading is what stands first in every output: of which catalogue and cloud, and for which entries it was made.
func heading(cloudName string, entries []Entry) ([]string, error) {
	name := "not given"
	if cloudName != "" {
		c, err := cloud.Parse(cloudName)
		if err != nil {
			return nil, err
		}
		name = c.Name
	}
	return []string{
		fmt.Sprintf("Endpoints of Configuration Manager's tenant attach, catalogue %s, cloud: %s.", Version, name),
		fmt.Sprintf("%d endpoints, SHA-256 %s.", len(entries), Hash(entries)),
	}, nil
}

// comment writes lines as comments. A comment is plain ASCII on one line, whatever is in it.
func comment(b *strings.Builder, prefix string, lines ...string) {
	for _, line := range lines {
		b.WriteString(strings.TrimRight(prefix+" "+printable(line), " ") + "\n")
	}
}

func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, text)
}

// validIdentifier is the error for what cannot be the name of an ACL or a variable, or its beginning.
func validIdentifier(name string) error {
	if !validID(name) || len(name) > 32 {
		return fmt.Errorf("%q cannot be the name or prefix of something: use at most 32 lower-case letters, digits and underscores", shorten(name))
	}
	return nil
}

// The regular expressions below mean the same to Go, to PCRE, to JavaScript and, without a path, to POSIX.
const (
	labelsRegex  = `([a-z0-9_-]{1,63}\.)+`
	encodedRegex = `%(2[0-46-9A-Da-d]|[346][0-9A-Fa-f]|5[0-9ABD-Fabd-f]|7[0-9A-Ea-e])`
	startRegex   = `([A-Za-z0-9_~!$&'()*+,;=:@-]|` + encodedRegex + `)`
	insideRegex  = `([A-Za-z0-9._~!$&'()*+,;=:@-]|` + encodedRegex + `)`
	segmentRegex = `(` + startRegex + insideRegex + `*)?`
	anythingElse = `[^\x00-\x20\x7f]*$`
	queryRegex   = `([?]` + `[^\x00-\x20\x7f]*)?$`
)

// hostRegex matches the hosts of an entry in lower case, without anchors.
func hostRegex(e Entry) string {
	if e.wildcard() {
		return labelsRegex + regexp.QuoteMeta(e.base())
	}
	return regexp.QuoteMeta(e.Host)
}

// pathRegex matches what may follow the port, as it is sent: path and query. It takes paths in their normal form only, and is
// anchored at its end.
func pathRegex(e Entry) string {
	switch {
	case e.Path == "":
		return "/" + anythingElse
	case e.Exact:
		return regexp.QuoteMeta(e.Path) + queryRegex
	case strings.HasSuffix(e.Path, "/"):
		return regexp.QuoteMeta(e.Path) + segmentRegex + `(/` + segmentRegex + `)*` + queryRegex
	default:
		return regexp.QuoteMeta(e.Path) + `(/` + segmentRegex + `)*` + queryRegex
	}
}

// urlRegex matches scheme, host in lower case, port and path of a URL in which the port is always given.
func urlRegex(e Entry) string {
	return "^" + e.Scheme + "://" + hostRegex(e) + ":" + strconv.Itoa(e.Port) + pathRegex(e)
}
