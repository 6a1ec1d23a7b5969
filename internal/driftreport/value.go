package driftreport

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
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
