package endpoint

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cloud"
)

// maxText is the longest text of an entry that is read, in bytes.
const maxText = 2048

// ParseEntry reads an endpoint that a user adds: a URL with https or http, or a host alone, which means https. The host may
// begin with "*."; a path stands for itself and for what is below it. Names are turned into punycode. Refused are user
// information, a query, a fragment, white space and control characters, a wildcard anywhere else or over a whole registry
// such as "*.com", IPv6 addresses, addresses written unusually, and names of one label. The error is a sentence for people.
func ParseEntry(text string) (Entry, error) {
	e, err := parseEntry(text)
	if err != nil {
		return Entry{}, fmt.Errorf("%q is no endpoint: %w", shorten(text), err)
	}
	if err := e.validate(); err != nil { // what the parser lets through, renderers must take
		return Entry{}, fmt.Errorf("%q is no endpoint: %w", shorten(text), err)
	}
	return e, nil
}

func parseEntry(text string) (Entry, error) {
	scheme, authority, path, err := splitEntry(text)
	if err != nil {
		return Entry{}, err
	}
	host, port, err := parseAuthority(authority, scheme)
	if err != nil {
		return Entry{}, err
	}
	pattern, err := parseHost(host, false)
	if err != nil {
		return Entry{}, err
	}
	if path == "/" {
		path = ""
	}
	if !validPath(path) {
		return Entry{}, errors.New("its path has a dot segment, an empty segment, or a character that means something else to some products: use letters, digits and -._~ only")
	}
	e := Entry{
		Scheme: scheme, Host: pattern, Port: port, Path: path, Purpose: PurposeAdded, Connectors: Connectors(),
		Clouds: []string{cloud.Public, cloud.USGovernment, cloud.DoD, cloud.China}, Source: "your configuration", Grade: Configured,
	}
	e.ID = addedID(e)
	return e, nil
}

// splitEntry takes a text apart, and refuses what an endpoint cannot have.
func splitEntry(text string) (scheme, authority, path string, err error) {
	switch {
	case text == "":
		return "", "", "", errors.New("it is empty")
	case len(text) > maxText:
		return "", "", "", fmt.Errorf("it is longer than %d characters", maxText)
	case !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }):
		return "", "", "", errors.New("it has white space, a control character, or is not UTF-8")
	case strings.Contains(text, "\\"):
		return "", "", "", errors.New("it has a backslash")
	case strings.ContainsAny(text, "?#"):
		return "", "", "", errors.New("it has a query or a fragment, which no list of endpoints can restrict: leave it out")
	}
	scheme, rest, given := strings.Cut(text, "://")
	if !given {
		scheme, rest = HTTPS, text
	}
	scheme = asciiLower(scheme)
	if defaultPort(scheme) == 0 {
		return "", "", "", fmt.Errorf("the scheme %q is neither https nor http", scheme)
	}
	authority, path, slash := strings.Cut(rest, "/")
	if slash {
		path = "/" + path
	}
	if !given && strings.Contains(authority, ":") {
		return "", "", "", errors.New("it has a port, but no scheme: write https:// or http:// before it")
	}
	return scheme, authority, path, nil
}

func parseAuthority(authority, scheme string) (host string, port int, err error) {
	if strings.Contains(authority, "@") {
		return "", 0, errors.New("it has user information before the host")
	}
	if strings.ContainsAny(authority, "[]") || strings.Count(authority, ":") > 1 {
		return "", 0, errors.New("IPv6 addresses are not supported: use a name")
	}
	host, text, given := strings.Cut(authority, ":")
	if !given {
		return host, defaultPort(scheme), nil
	}
	port, ok := parsePort(text)
	if !ok {
		return "", 0, fmt.Errorf("the port %q is no number from 1 to 65535", text)
	}
	return host, port, nil
}

// parseHost brings a host, or a pattern, into its normal form. An internal one may be a single label, or all that is below
// one, as long as that is no registry.
func parseHost(host string, internal bool) (string, error) {
	name, wild := strings.CutPrefix(host, "*.")
	switch {
	case host == "" || name == "":
		return "", errors.New("it has no host")
	case strings.Contains(name, "*"):
		return "", errors.New("a wildcard can only be the first label, as in *.example.com")
	case strings.Contains(name, "%"):
		return "", errors.New("its host has a percent sign")
	}
	ascii, err := idnaProfile().ToASCII(strings.TrimSuffix(name, "."))
	if err != nil {
		return "", fmt.Errorf("%q is no host name: %w", name, err)
	}
	if !isASCII(name) && !strings.Contains(ascii, "xn--") {
		return "", fmt.Errorf("its host has characters that only look like %q: write that", ascii)
	}
	return checkHost(ascii, wild, internal)
}

// checkHost refuses names that stand for too much, or for nothing.
func checkHost(name string, wild, internal bool) (string, error) {
	if numericEnd(name) {
		address, err := netip.ParseAddr(name)
		if err != nil || !address.Is4() {
			return "", errors.New("its host looks like an IP address, but is none in the usual form")
		}
		if wild {
			return "", errors.New("there are no wildcards for IP addresses")
		}
		return name, nil
	}
	if suffix, icann := publicsuffix.PublicSuffix(name); wild && icann && suffix == name {
		return "", fmt.Errorf("*.%s stands for every name of a registry", name)
	}
	if !internal && !strings.Contains(name, ".") {
		return "", errors.New("its host has one label only: give the full name")
	}
	if wild {
		return "*." + name, nil
	}
	return name, nil
}

// idnaProfile is that of a browser, but stricter: no underscores, hyphens where they belong, lengths as the DNS has them.
func idnaProfile() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.ValidateLabels(true),
		idna.CheckHyphens(true), idna.CheckJoiners(true), idna.VerifyDNSLength(true), idna.Transitional(false))
}

// addedID makes an ID that people recognise and that stays the same for the same endpoint.
func addedID(e Entry) string {
	sum := sha256.Sum256([]byte(e.URL()))
	slug := strings.Map(func(r rune) rune {
		if isLower(r) || isDigit(r) {
			return r
		}
		return '_'
	}, e.base())
	if len(slug) > 40 {
		slug = slug[:40]
	}
	return "added_" + slug + "_" + hex.EncodeToString(sum[:4])
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// shorten keeps messages readable.
func shorten(text string) string {
	if len(text) <= 100 {
		return text
	}
	return text[:100] + "…"
}
