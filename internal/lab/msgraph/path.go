package msgraph

import (
	"net/url"
	"slices"
	"strings"
)

// element is a segment of a path, or the key in parentheses behind one: applications(appId='x') has two.
type element struct {
	text string
	key  string // name of the key property when it stood in parentheses; empty for a plain segment
}

// key addresses an object.
type key struct{ name, value string }

// parsePath splits a path and then decodes the segments, so that a slash in a key stays in it.
func parsePath(path string) ([]element, error) {
	var out []element
	for _, raw := range strings.Split(strings.TrimSuffix(path, "/"), "/") {
		segment, err := url.PathUnescape(raw)
		if err != nil {
			return nil, badRequest("Bad escape in the segment '" + raw + "'.")
		}
		name, predicate, ok := strings.Cut(segment, "(")
		if typ, aliased := strings.CutPrefix(name, "graph."); aliased { // the alias of the namespace, which the SDKs use
			name = "microsoft.graph." + typ
		}
		if predicate == ")" { // a function without parameters
			name += "()"
		}
		out = append(out, element{text: name})
		if !ok || predicate == ")" {
			continue
		}
		found, ok := parseKey(predicate)
		if !ok {
			return nil, badRequest("Resource not found for the segment '" + segment + "'.")
		}
		out = append(out, found)
	}
	return out, nil
}

// parseKey reads what follows the opening parenthesis: appId='x') or 'x'). A quote inside is doubled.
func parseKey(predicate string) (element, bool) {
	inner, ok := strings.CutSuffix(predicate, ")")
	if !ok {
		return element{}, false
	}
	name, quoted := "id", inner
	if before, after, ok := strings.Cut(inner, "="); ok && !strings.Contains(before, "'") {
		name, quoted = strings.TrimSpace(before), strings.TrimSpace(after)
	}
	value, ok := unquote(quoted)
	return element{text: value, key: name}, ok && value != "" && name != ""
}

// unquote reads a whole OData string literal.
func unquote(text string) (string, bool) {
	value, rest, ok := cutLiteral(text)
	return value, ok && rest == ""
}

// cutLiteral reads an OData string literal at the start of a text, and returns what follows.
func cutLiteral(text string) (value, rest string, ok bool) {
	if !strings.HasPrefix(text, "'") {
		return "", text, false
	}
	var b strings.Builder
	for text = text[1:]; ; {
		before, after, found := strings.Cut(text, "'")
		if !found {
			return "", text, false
		}
		b.WriteString(before)
		if !strings.HasPrefix(after, "'") {
			return b.String(), after, true
		}
		b.WriteByte('\'')
		text = after[1:]
	}
}

// match compares a path with a pattern and returns the keys; n is how many elements matched. Names of segments are not
// case-sensitive (Microsoft's own samples write /serviceprincipals and /directory/deleteditems), keys are.
func match(pattern string, elements []element) (keys []key, n int, ok bool) {
	want := strings.Split(pattern, "/")
	for i, part := range want {
		if i >= len(elements) {
			return nil, n, false
		}
		got := elements[i]
		switch {
		case !strings.HasPrefix(part, "{"):
			if got.key != "" || !strings.EqualFold(got.text, part) {
				return nil, n, false
			}
		case got.key == "":
			keys = append(keys, key{name: keyNames(part)[0], value: got.text})
		case slices.Contains(keyNames(part), got.key):
			keys = append(keys, key{name: got.key, value: got.text})
		default:
			return nil, n, false
		}
		n++
	}
	return keys, n, len(elements) == len(want)
}
