package driftreport

import (
	"maps"
	"slices"
)

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
