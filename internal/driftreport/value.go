package driftreport

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxText is how many bytes of one value are kept.
	maxText = 300
	// maxDifferences is how many attributes of one resource are kept.
	maxDifferences = 100

	hidden  = "(sensitive value)"
	unknown = "(known after apply)"
)

// valueText is a value as a text that can be shown: JSON on one line, without what the mask hides, cut if it is long.
func valueText(value any, m *mask, s *secrets, unknowns any) string {
	w := &writer{secrets: s}
	w.value(value, m, unknowns)
	text := w.out.String()
	if w.cut {
		text += " … (cut" + w.size + ")"
	}
	return text
}

// writer writes a value until it is long enough.
type writer struct {
	out     strings.Builder
	secrets *secrets
	cut     bool
	size    string // of the text that was cut, if it is one
}

func (w *writer) add(text string) {
	if room := maxText - w.out.Len(); len(text) > room {
		text, w.cut = cut(text, max(room, 0)), true
	}
	w.out.WriteString(text)
}

// value writes a value. Object keys come in order, so that the same value is always the same text.
func (w *writer) value(value any, m *mask, unknowns any) {
	switch {
	case w.cut:
		return
	case unknowns == true:
		w.add(unknown)
		return
	case value == nil: // that there is nothing is no secret
		w.add("null")
		return
	case m.hides(value):
		w.add(hidden)
		return
	}
	switch value := value.(type) {
	case map[string]any:
		w.object(value, m, unknowns)
	case []any:
		w.list(value, m, unknowns)
	case string:
		w.text(value)
	case json.Number:
		w.add(w.secrets.redact(value.String()))
	case bool:
		w.add(fmt.Sprint(value))
	}
}

func (w *writer) text(text string) {
	if w.secrets.in(text) {
		w.add(hidden)
		return
	}
	if len(text) > maxText {
		w.size = fmt.Sprintf(", %d characters in all", utf8.RuneCountInString(text))
		text = cut(text, maxText)
		w.add(quote(text))
		w.cut = true
		return
	}
	w.add(quote(text))
}

func (w *writer) object(value map[string]any, m *mask, unknowns any) {
	w.add("{")
	names := slices.Collect(maps.Keys(value))
	below, _ := unknowns.(map[string]any)
	for name, is := range below { // what is not known yet is not in the value
		if _, ok := value[name]; !ok && hasUnknown(is) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		if i > 0 {
			w.add(", ")
		}
		if w.cut {
			return
		}
		w.text(name)
		w.add(": ")
		w.value(value[name], m.key(name), below[name])
	}
	w.add("}")
}

func (w *writer) list(value []any, m *mask, unknowns any) {
	w.add("[")
	below, _ := unknowns.([]any)
	for i, element := range value {
		if i > 0 {
			w.add(", ")
		}
		if w.cut {
			return
		}
		var is any
		if i < len(below) {
			is = below[i]
		}
		w.value(element, m.element(), is)
	}
	w.add("]")
}

// quote is a text of JSON with everything escaped that does not print, so that no terminal and no page can be told what to
// do by a value.
func quote(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch r {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		default:
			writeRune(&b, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// printable is a text on one line with everything escaped that does not print, cut if it is long: for addresses, messages
// and names of files.
func printable(text string) string {
	whole := len(text)
	text = cut(text, maxText)
	var b strings.Builder
	for _, r := range text {
		if r == '\n' || r == '\r' || r == '\t' {
			r = ' '
		}
		writeRune(&b, r)
	}
	if len(text) < whole {
		b.WriteString(" … (cut)")
	}
	return b.String()
}

func writeRune(b *strings.Builder, r rune) {
	switch {
	case unicode.IsPrint(r):
		b.WriteRune(r)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// cut is at most so many bytes of a text, without half a character at its end.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// equal compares two values of JSON. An attribute that is null and one that is left out are the same.
func equal(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		return ok && equalObjects(a, b)
	case []any:
		b, ok := b.([]any)
		return ok && slices.EqualFunc(a, b, equal)
	default:
		switch b.(type) {
		case map[string]any, []any:
			return false
		}
		return a == b
	}
}

func equalObjects(a, b map[string]any) bool {
	for key, value := range a {
		if !equal(value, b[key]) {
			return false
		}
	}
	for key, value := range b {
		if _, ok := a[key]; !ok && value != nil {
			return false
		}
	}
	return true
}

// hasUnknown reports whether after_unknown says that something is not known yet.
func hasUnknown(unknowns any) bool {
	switch unknowns := unknowns.(type) {
	case bool:
		return unknowns
	case map[string]any:
		return slices.ContainsFunc(slices.Collect(maps.Values(unknowns)), hasUnknown)
	case []any:
		return slices.ContainsFunc(unknowns, hasUnknown)
	default:
		return false
	}
}
