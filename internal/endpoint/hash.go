package endpoint

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Hash is a fingerprint of a list of entries, as 64 hexadecimal digits. The order of the list, and of the connectors and
// clouds in an entry, do not change it; whatever Diff tells of does.
func Hash(entries []Entry) string {
	lines := []string{}
	for _, e := range entries {
		line, err := json.Marshal(fields(e))
		if err != nil { // two strings in a struct: it cannot happen
			panic(err)
		}
		lines = append(lines, string(line))
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(sum[:])
}

// field is one property of an entry, written as text.
type field struct{ Name, Value string }

// fields are all properties of an entry.
func fields(e Entry) []field {
	return []field{
		{"id", e.ID},
		{"scheme", e.Scheme},
		{"host", e.Host},
		{"port", strconv.Itoa(e.Port)},
		{"path", e.Path},
		{"exact", strconv.FormatBool(e.Exact)},
		{"purpose", string(e.Purpose)},
		{"connectors", join(e.Connectors)},
		{"required", strconv.FormatBool(e.Required)},
		{"since", e.Since},
		{"idle_timeout", idle(e)},
		{"clouds", join(e.Clouds)},
		{"source", e.Source},
		{"grade", string(e.Grade)},
	}
}

// idle writes a time-out for people; none is empty.
func idle(e Entry) string {
	switch {
	case e.IdleTimeout == 0:
		return ""
	case e.IdleTimeout.Minutes() == float64(int(e.IdleTimeout.Minutes())):
		return fmt.Sprintf("%d min", int(e.IdleTimeout.Minutes()))
	default:
		return e.IdleTimeout.String()
	}
}

// join writes a set as sorted text.
func join[T ~string](values []T) string {
	out := []string{}
	for _, v := range values {
		out = append(out, string(v))
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
