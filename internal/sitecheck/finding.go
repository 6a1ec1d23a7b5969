package sitecheck

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
	StateOK       = "ok"
	StateWarning  = "warning"
	StateError    = "error"
	StateCritical = "critical"
)

// Finding is one status message, read.
type Finding struct {
	Time      time.Time
	MessageID int64
	State     string
	Severity  string
	Component string
	Server    string
	SiteCode  string
	Endpoints []Named
	Texts     []string
	// Unread says why the texts could not be read; empty if they were.
	Unread string
}

// Named is an endpoint that a message names, with the id of the entry of the catalogue, if it is one.
type Named struct{ Address, ID string }

// State is what was last said of an endpoint.
type State struct {
	Named
	State     string
	Time      time.Time
	MessageID int64
}

func stateOf(messageID int64) string {
	switch messageID {
	case adminservice.MessageChecksPassed:
		return StateOK
	case adminservice.MessageChecksWarned:
		return StateWarning
	case adminservice.MessageChecksFailed:
		return StateError
	default:
		return StateCritical
	}
}

// Badness orders states: a larger one is worse.
func Badness(state string) int {
	return slices.Index([]string{StateOK, StateWarning, StateError, StateCritical}, state)
}

func findingsOf(messages []adminservice.StatusMessage, entries []endpoint.Entry) []Finding {
	out := []Finding{}
	for _, m := range messages {
		out = append(out, Finding{
			Time: m.Time, MessageID: m.MessageID, State: stateOf(m.MessageID), Severity: adminservice.SeverityName(m.Severity), Component: m.Component,
			Server: m.Machine, SiteCode: m.SiteCode, Endpoints: endpointsIn(m.Texts, entries), Texts: slices.Clone(m.Texts), Unread: m.Unread,
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
func endpointsIn(texts []string, entries []endpoint.Entry) []Named {
	out := []Named{}
	add := func(n Named) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, text := range texts {
		for _, address := range urlPattern.FindAllString(text, -1) {
			address = strings.TrimRight(address, ".:]")
			entry, _ := endpoint.Match(address, entries)
			add(Named{address, entry.ID})
		}
		for _, host := range hostPattern.FindAllString(urlPattern.ReplaceAllString(text, " "), -1) {
			for _, scheme := range []string{endpoint.HTTPS, endpoint.HTTP} {
				// The path is not known here, so entries are compared without one.
				if entry, ok := endpoint.Match(scheme+"://"+host, withoutPaths(entries)); ok {
					add(Named{scheme + "://" + strings.ToLower(host), entry.ID})
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
func statesOf(findings []Finding) []State {
	last := map[string]State{}
	for _, f := range slices.Backward(findings) { // oldest first
		if f.State == StateOK && len(f.Endpoints) == 0 {
			for address, s := range last {
				s.State, s.Time, s.MessageID = f.State, f.Time, f.MessageID
				last[address] = s
			}
		}
		for _, n := range f.Endpoints {
			last[n.Address] = State{n, f.State, f.Time, f.MessageID}
		}
	}
	out := []State{}
	for _, s := range last {
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b State) int { return cmp.Compare(a.Address, b.Address) })
	return out
}
