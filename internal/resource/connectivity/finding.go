package connectivity

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// What a message says.
const (
	stateOK       = "ok"
	stateWarning  = "warning"
	stateError    = "error"
	stateCritical = "critical"
)

// finding is one status message, read.
type finding struct {
	time      time.Time
	messageID int64
	state     string
	severity  string
	component string
	server    string
	siteCode  string
	endpoints []named
	texts     []string
	unread    string
}

// named is an endpoint that a message names, with the id of the entry of the catalogue, if it is one.
type named struct{ address, id string }

// state is what was last said of an endpoint.
type state struct {
	named
	state     string
	time      time.Time
	messageID int64
}

func stateOf(messageID int64) string {
	switch messageID {
	case adminservice.MessageChecksPassed:
		return stateOK
	case adminservice.MessageChecksWarned:
		return stateWarning
	case adminservice.MessageChecksFailed:
		return stateError
	default:
		return stateCritical
	}
}

// badness orders states.
func badness(state string) int {
	return slices.Index([]string{stateOK, stateWarning, stateError, stateCritical}, state)
}

func findingsOf(messages []adminservice.StatusMessage, entries []endpoint.Entry) []finding {
	out := []finding{}
	for _, m := range messages {
		out = append(out, finding{
			time: m.Time, messageID: m.MessageID, state: stateOf(m.MessageID), severity: adminservice.SeverityName(m.Severity), component: m.Component,
			server: m.Machine, siteCode: m.SiteCode, endpoints: endpointsIn(m.Texts, entries), texts: slices.Clone(m.Texts), unread: m.Unread,
		})
	}
	return out
}

var (
	urlPattern  = regexp.MustCompile(`(?i)https?://[^\s"'<>,;()|]+`)
	hostPattern = regexp.MustCompile(`(?i)(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}`)
)

// endpointsIn are the endpoints that texts name. What the texts of these messages hold is not published, so this is
// inferred: a URL is one, and so is a bare name of a host that the catalogue has.
func endpointsIn(texts []string, entries []endpoint.Entry) []named {
	out := []named{}
	add := func(n named) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, text := range texts {
		for _, address := range urlPattern.FindAllString(text, -1) {
			address = strings.TrimRight(address, ".:]")
			entry, _ := endpoint.Match(address, entries)
			add(named{address, entry.ID})
		}
		for _, host := range hostPattern.FindAllString(urlPattern.ReplaceAllString(text, " "), -1) {
			for _, scheme := range []string{endpoint.HTTPS, endpoint.HTTP} {
				// The path is not known here, so entries are compared without one.
				if entry, ok := endpoint.Match(scheme+"://"+host, withoutPaths(entries)); ok {
					add(named{scheme + "://" + strings.ToLower(host), entry.ID})
					break
				}
			}
		}
	}
	return out
}

func withoutPaths(entries []endpoint.Entry) []endpoint.Entry {
	out := slices.Clone(entries)
	for i := range out {
		out[i].Path, out[i].Exact = "", false
	}
	return out
}

// statesOf is what was last said of each endpoint, by address. A round in which all checks were successful (11410) that
// names no endpoint speaks for all that were named before.
func statesOf(findings []finding) []state {
	last := map[string]state{}
	for _, f := range slices.Backward(findings) { // oldest first
		if f.state == stateOK && len(f.endpoints) == 0 {
			for address, s := range last {
				s.state, s.time, s.messageID = f.state, f.time, f.messageID
				last[address] = s
			}
		}
		for _, n := range f.endpoints {
			last[n.address] = state{n, f.state, f.time, f.messageID}
		}
	}
	out := []state{}
	for _, s := range last {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b state) int { return cmp.Compare(a.address, b.address) })
	return out
}
