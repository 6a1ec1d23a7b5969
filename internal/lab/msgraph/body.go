package msgraph

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// body is a JSON object as it was sent. Names are case-sensitive, which encoding/json alone is not.
type body map[string]json.RawMessage

// isAnnotation recognises @odata.type and the like, which SDKs add to what they send (Graph notes §4.1).
func isAnnotation(name string) bool { return strings.Contains(name, "@odata.") }

// checkType refuses an object that says that it is another one.
func (b body) checkType(typeName string) error {
	raw, ok := b["@odata.type"]
	if !ok || typeName == "" {
		return nil
	}
	said, ok := text(raw)
	if !ok || !strings.EqualFold(strings.TrimPrefix(said, "#"), "microsoft.graph."+typeName) {
		return badRequest("A type named in the payload is not the expected type 'microsoft.graph." + typeName + "'.")
	}
	return nil
}

// errValue says that a value is not of the property's type; the caller knows the property's name.
const errValue = valueError("invalid value")

type valueError string

// Error implements error.
func (e valueError) Error() string { return string(e) }

// setters write properties of an object, by name.
type setters[T any] map[string]func(*T, json.RawMessage) error

// apply writes the properties of a body to an object. Application and servicePrincipal are open types (Graph notes §2),
// but open on the way out: the directory refuses a property that it does not know with "Invalid property". The lab does
// so for those that it does not keep, too, since nothing that is sent may be lost silently.
func apply[T any](object *T, typeName string, b body, known setters[T]) error {
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if isAnnotation(name) {
			continue
		}
		set, ok := known[name]
		if !ok {
			return refuse(codeBadRequest, "Invalid property '%s'.", name)
		}
		if err := set(object, b[name]); errors.Is(err, errValue) {
			return errInvalid(typeName, name)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// readOnly refuses a property whatever its value.
func readOnly[T any](names ...string) setters[T] {
	out := setters[T]{}
	for _, name := range names {
		out[name] = func(*T, json.RawMessage) error { return errReadOnly(name) }
	}
	return out
}

func (s setters[T]) with(more setters[T]) setters[T] {
	maps.Copy(s, more)
	return s
}

// text reads a string; null is none.
func text(raw json.RawMessage) (string, bool) {
	s, ok := optional[string](raw)
	return value(s), ok && s != nil
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// optional reads a plain value or null.
func optional[T string | bool](raw json.RawMessage) (*T, bool) {
	var v *T
	return v, json.Unmarshal(raw, &v) == nil
}

// texts reads a collection of strings, which cannot be null.
func texts(raw json.RawMessage) ([]string, bool) {
	var list []*string
	if err := json.Unmarshal(raw, &list); err != nil || list == nil {
		return nil, false
	}
	out := make([]string, 0, len(list))
	for _, s := range list {
		if s == nil {
			return nil, false
		}
		out = append(out, *s)
	}
	return out, true
}

// members reads a complex value that has no other members than these.
func members(raw json.RawMessage, names ...string) (body, bool) {
	var b body
	if err := json.Unmarshal(raw, &b); err != nil || b == nil {
		return nil, false
	}
	for name := range b {
		if !isAnnotation(name) && !slices.Contains(names, name) {
			return nil, false
		}
	}
	return b, true
}

// moment reads a time with its offset; absent and null are def.
func moment(raw json.RawMessage, def time.Time) (time.Time, bool) {
	if raw == nil || string(raw) == "null" {
		return def, true
	}
	s, ok := text(raw)
	t, err := time.Parse(time.RFC3339, s)
	return t.UTC().Truncate(100 * time.Nanosecond), ok && err == nil
}
