package acceptance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// mutation is one way to spoil an answer. A mutation that does not fit an answer, such as one of a part that it has not, leaves
// it as it is.
type mutation struct {
	name        string
	contentType string
	change      func(body []byte) []byte
	// valid says that the answer is still one that the service may give, with another value in it: services leave out, or send as
	// null, what is empty.
	valid bool
}

// null is what a mutation to null does.
const null = "is null"

// wholes spoil an answer as a whole.
func wholes() []mutation {
	half := func(b []byte) []byte { return b[:len(b)/2] }
	always := func(text string) func([]byte) []byte { return func([]byte) []byte { return []byte(text) } }
	return []mutation{
		{name: "empty", change: always("")}, {name: "half", change: half}, {name: "null", change: always("null")}, {name: "a list", change: always("[]")},
		{name: "an object", change: always("{}")}, {name: "a text", change: always(`"text"`)}, {name: "a number", change: always("1e999")},
		{name: "words", change: always("Sign in to the network"), contentType: "text/html"}, {name: "called HTML", change: bytes.Clone, contentType: "text/html"},
		{name: "an unknown encoding", change: bytes.Clone, contentType: "application/json; charset=utf-99"},
		{name: "deep", change: always(nested(10_000))}, {name: "deep below value", change: always(`{"value":[` + nested(10_000) + `]}`)},
		{name: "wide", change: always(`{"value":[` + strings.Repeat("{},", 100_000) + `{}]}`)},
		{name: "a mark before it", change: func(b []byte) []byte { return append([]byte("\ufeff"), b...) }},
		{name: "something after it", change: func(b []byte) []byte { return append(bytes.Clone(b), "}"...) }},
		{name: "twice", change: func(b []byte) []byte { return append(bytes.Clone(b), b...) }},
		{name: "invalid UTF-8", change: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`":"`), []byte("\":\"\xff\xfe\xc0\xaf")) }},
		{name: "NUL", change: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`":"`), []byte("\":\"\x00")) }},
		{name: "a lone surrogate", valid: true, change: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(`":"`), []byte(`":"\ud800`)) }},
		{name: "names twice", change: func(b []byte) []byte {
			return bytes.Replace(b, []byte("{"), []byte(`{"value":7,"id":7,"responses":7,"error":7,`), 1)
		}},
	}
}

func nested(depth int) string {
	return strings.Repeat(`{"value":[`, depth) + strings.Repeat(`]}`, depth)
}

// parts spoil each value of an answer in each way: taken out, renamed, null, and of each other type.
func parts(body []byte) []mutation {
	var doc any
	if json.Unmarshal(body, &doc) != nil {
		return nil
	}
	all := []mutation{}
	walk(doc, nil, func(at []any, value any) {
		if len(at) == 0 {
			return
		}
		for what, other := range others(value) {
			all = append(all, mutation{name: fmt.Sprintf("%s %s", pointer(at), what), valid: what == null, change: func(b []byte) []byte {
				return edited(b, at, func(parent any, key any) any { return replaced(parent, key, other) })
			}})
		}
		if _, named := at[len(at)-1].(string); named {
			all = append(all,
				mutation{name: pointer(at) + " is left out", valid: true, change: func(b []byte) []byte {
					return edited(b, at, func(parent any, key any) any {
						delete(parent.(map[string]any), key.(string))
						return parent
					})
				}},
				mutation{name: pointer(at) + " is renamed", valid: true, change: func(b []byte) []byte {
					return edited(b, at, func(parent any, key any) any {
						object := parent.(map[string]any)
						object[key.(string)+"_"] = object[key.(string)]
						delete(object, key.(string))
						return object
					})
				}})
		}
	})
	slices.SortFunc(all, func(a, b mutation) int { return strings.Compare(a.name, b.name) })
	return all
}

// others are values of the types that a value has not.
func others(value any) map[string]json.RawMessage {
	all := map[string]json.RawMessage{
		null: json.RawMessage("null"), "is a text": json.RawMessage(`"x"`), "is a number": json.RawMessage("-7"), "is too large a number": json.RawMessage("1e400"),
		"is a flag": json.RawMessage("true"), "is a list": json.RawMessage("[1]"), "is an object": json.RawMessage(`{"x":1}`), "is deep": json.RawMessage(nested(3_000)),
	}
	switch value.(type) {
	case string:
		delete(all, "is a text")
	case float64:
		delete(all, "is a number")
		all["is a fraction"] = json.RawMessage("0.5")
	case bool:
		delete(all, "is a flag")
	case []any: // without its elements it is a list as good as any
		delete(all, "is a list")
		all["is a list of texts"] = json.RawMessage(`["x"]`)
		all["is a list of null"] = json.RawMessage("[null]")
	case map[string]any:
		delete(all, "is an object")
		all["is an empty object"] = json.RawMessage("{}")
	case nil:
		return nil // it is in its right not to be there
	}
	return all
}

func walk(value any, at []any, visit func(at []any, value any)) {
	visit(slices.Clone(at), value)
	switch value := value.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(value)) {
			walk(value[name], append(at, name), visit)
		}
	case []any:
		for i, element := range value[:min(2, len(value))] { // one is like the other
			walk(element, append(at, i), visit)
		}
	}
}

func pointer(at []any) string {
	var b strings.Builder
	for _, step := range at {
		fmt.Fprintf(&b, "/%v", step)
	}
	return b.String()
}

// edited is a document with the parent of a place changed; as it was, if it has no such place.
func edited(body []byte, at []any, edit func(parent, key any) any) []byte {
	var doc any
	if json.Unmarshal(body, &doc) != nil {
		return body
	}
	var descend func(value any, at []any) (any, bool)
	descend = func(value any, at []any) (any, bool) {
		next, ok := below(value, at[0])
		if !ok {
			return value, false
		}
		if len(at) == 1 {
			return edit(value, at[0]), true
		}
		changed, ok := descend(next, at[1:])
		return replaced(value, at[0], changed), ok
	}
	doc, ok := descend(doc, at)
	if !ok {
		return body
	}
	out, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return out
}

func below(value, key any) (any, bool) {
	switch value := value.(type) {
	case map[string]any:
		name, _ := key.(string)
		next, ok := value[name]
		return next, ok
	case []any:
		if i, ok := key.(int); ok && i < len(value) {
			return value[i], true
		}
	}
	return nil, false
}

func replaced(parent, key, value any) any {
	switch parent := parent.(type) {
	case map[string]any:
		parent[key.(string)] = value
	case []any:
		parent[key.(int)] = value
	}
	return parent
}
