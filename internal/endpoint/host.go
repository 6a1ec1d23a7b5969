package endpoint

import (
	"net/netip"
	"strconv"
	"strings"
)

// maxLabel is the longest label of a DNS name, in characters.
const maxLabel = 63

// validPattern reports whether a host of an entry is in its normal form: a DNS name of two labels or more in lower case, without
// a dot at the end, one such after "*.", or an IPv4 address.
func validPattern(pattern string) bool {
	name, wild := strings.CutPrefix(pattern, "*.")
	if len(name) > 253 || !strings.Contains(name, ".") || !validName(name) {
		return false
	}
	if !numericEnd(name) {
		return true
	}
	address, err := netip.ParseAddr(name)
	return !wild && err == nil && address.Is4() && address.String() == name
}

// validName reports whether a text consists of labels as they are in the DNS: letters, digits, hyphens and underscores
// in lower case, none empty, none longer than 63.
func validName(name string) bool {
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel || strings.ContainsFunc(label, notLabel) {
			return false
		}
	}
	return true
}

func notLabel(r rune) bool { return !isLower(r) && !isDigit(r) && r != '-' && r != '_' }

// numericEnd reports whether the last label looks like a number: browsers take such a name for an IPv4 address, however
// it is written.
func numericEnd(name string) bool {
	last := name[strings.LastIndexByte(name, '.')+1:]
	digits := strings.TrimPrefix(last, "0x")
	if digits != last {
		return !strings.ContainsFunc(digits, func(r rune) bool { return !isDigit(r) && (r < 'a' || r > 'f') })
	}
	return last != "" && !strings.ContainsFunc(last, func(r rune) bool { return !isDigit(r) })
}

// matchHost reports whether a host, in its normal form, is one that a pattern stands for. "*." stands for one or more
// labels: never for the name itself.
func matchHost(pattern, host string) bool {
	base, wild := strings.CutPrefix(pattern, "*.")
	if !wild {
		return host == pattern
	}
	below, ok := strings.CutSuffix(host, "."+base)
	return ok && validName(below)
}

// overlaps reports whether there is a host that both patterns stand for.
func overlaps(a, b string) bool {
	baseA, wildA := strings.CutPrefix(a, "*.")
	baseB, wildB := strings.CutPrefix(b, "*.")
	switch {
	case a == b:
		return true
	case wildA && wildB:
		return matchHost(a, baseB) || matchHost(b, baseA)
	case wildA:
		return matchHost(a, baseB)
	case wildB:
		return matchHost(b, baseA)
	default:
		return false
	}
}

// normalHost brings the host of a URL into its normal form: lower case, without one dot at the end. What is not a plain
// DNS name or IPv4 address has none.
func normalHost(host string) (string, bool) {
	host = strings.TrimSuffix(asciiLower(host), ".")
	return host, validName(host)
}

// asciiLower leaves alone what is not ASCII: some letters of other scripts become ASCII in lower case.
func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// parsePort reads a port of at most five digits, without zeros before it.
func parsePort(text string) (int, bool) {
	if text == "" || len(text) > 5 || text[0] == '0' || strings.ContainsFunc(text, func(r rune) bool { return !isDigit(r) }) {
		return 0, false
	}
	port, err := strconv.Atoi(text)
	return port, err == nil && port <= 65535
}
