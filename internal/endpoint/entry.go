// Package endpoint is what tenant attach, and this provider, must reach on the internet: the catalogue of Microsoft's
// endpoints per cloud, what users add to it or leave out, one meaning of what a list of endpoints allows (Match), and
// that list in the words of the proxies and firewalls that people have. It holds data and functions, and does no I/O.
//
// A renderer never allows more than an entry does, unless its product cannot say it more narrowly. Then its output says
// so, in a comment or, where the format has none, in the notes that go with it.
package endpoint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// Schemes of an entry.
const (
	HTTPS = "https"
	HTTP  = "http"
)

// Connector is who opens the connection.
type Connector string

// The connectors.
const (
	ServiceConnectionPoint Connector = "service_connection_point"
	Browser                Connector = "browser" // of an administrator; the console's sign-in is one, too
	Provider               Connector = "provider"
)

// Connectors are all connectors.
func Connectors() []Connector { return []Connector{ServiceConnectionPoint, Browser, Provider} }

// Grade says how sure it is that an entry is needed.
type Grade string

// The grades of evidence. Configured is for what users have added.
const (
	Documented Grade = "documented"
	Observed   Grade = "observed"
	Inferred   Grade = "inferred"
	Configured Grade = "configured"
)

// Entry is one endpoint that must be reachable.
type Entry struct {
	// ID names the entry, in snake_case. It stays when the host changes, and is unique within one cloud.
	ID string
	// Scheme is https or http.
	Scheme string
	// Host is a DNS name in lower case and punycode, or an IPv4 address. One leading "*." stands for one or more labels.
	Host string
	// Port is the TCP port.
	Port int
	// Path is empty for any path. Otherwise it stands for itself and what is below it; if it ends in a slash, only for
	// what is below it.
	Path string
	// Exact means that Path stands for itself only.
	Exact bool
	// Purpose is what the endpoint is for.
	Purpose Purpose
	// Connectors are who opens the connection.
	Connectors []Connector
	// Required is false for what is only recommended.
	Required bool
	// Since is the release of Configuration Manager that needs the entry, such as 2107; empty for all.
	Since string
	// IdleTimeout is for how long a proxy must leave an idle connection open, at least; zero if nothing is said.
	IdleTimeout time.Duration
	// Clouds are the names of the national clouds of which the entry is part.
	Clouds []string
	// Source is where it stands.
	Source string
	// Grade is how sure it is.
	Grade Grade
}

// URL writes the entry as a URL, with "*." for a wildcard, and the port if it is not the scheme's own.
func (e Entry) URL() string {
	port := ""
	if e.Port != defaultPort(e.Scheme) {
		port = ":" + strconv.Itoa(e.Port)
	}
	return e.Scheme + "://" + e.Host + port + e.Path
}

// wildcard reports whether the host stands for names below it.
func (e Entry) wildcard() bool { return strings.HasPrefix(e.Host, "*.") }

// base is the host without the wildcard.
func (e Entry) base() string { return strings.TrimPrefix(e.Host, "*.") }

// clone makes a copy that shares nothing.
func (e Entry) clone() Entry {
	e.Connectors, e.Clouds = slices.Clone(e.Connectors), slices.Clone(e.Clouds)
	return e
}

func defaultPort(scheme string) int {
	switch scheme {
	case HTTPS:
		return 443
	case HTTP:
		return 80
	default:
		return 0
	}
}

// Validate reports what is wrong with a list of entries, whoever made it: renderers write nothing for such a list. An
// ID that is there twice is wrong, too.
func Validate(entries []Entry) error {
	seen := map[string]bool{}
	for _, e := range entries {
		if err := e.validate(); err != nil {
			return err
		}
		if seen[e.ID] {
			return fmt.Errorf("there are two endpoints with the id %q", e.ID)
		}
		seen[e.ID] = true
	}
	return nil
}

func (e Entry) validate() error {
	switch {
	case !validID(e.ID):
		return fmt.Errorf("the id %q of an endpoint is not in snake_case", e.ID)
	case defaultPort(e.Scheme) == 0:
		return fmt.Errorf("%s: the scheme %q is neither https nor http", e.ID, e.Scheme)
	case !validPattern(e.Host):
		return fmt.Errorf("%s: %q is no host name in lower case, nor one after \"*.\"", e.ID, e.Host)
	case e.Port < 1 || e.Port > 65535:
		return fmt.Errorf("%s: there is no port %d", e.ID, e.Port)
	case !validPath(e.Path):
		return fmt.Errorf("%s: the path %q is not in its normal form", e.ID, e.Path)
	case e.Exact && e.Path == "":
		return fmt.Errorf("%s: an exact path is asked for, but there is none", e.ID)
	}
	return e.validateWords()
}

// validateWords checks what renderers copy into their comments.
func (e Entry) validateWords() error {
	for _, c := range e.Clouds {
		if known, err := cloud.Parse(c); err != nil || known.Name != c {
			return fmt.Errorf("%s: %q is no name of a cloud", e.ID, c)
		}
	}
	for _, c := range e.Connectors {
		if !slices.Contains(Connectors(), c) {
			return fmt.Errorf("%s: %q is no connector", e.ID, c)
		}
	}
	if _, known := e.Purpose.Info(); !known {
		return fmt.Errorf("%s: %q is no purpose", e.ID, e.Purpose)
	}
	return nil
}

// validID reports whether an ID is in snake_case, and short enough for the names that renderers make of it.
func validID(id string) bool {
	if id == "" || len(id) > 64 || id[0] < 'a' || id[0] > 'z' {
		return false
	}
	return !strings.ContainsFunc(id, func(r rune) bool { return !isLower(r) && !isDigit(r) && r != '_' })
}

func isLower(r rune) bool { return 'a' <= r && r <= 'z' }
func isDigit(r rune) bool { return '0' <= r && r <= '9' }
