package smsprovider

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"
)

// maxBody is how many bytes of a body are read.
const maxBody = 1 << 20

// body reads the JSON object of a request; no body at all is an empty object. Parameters of the content type, such as
// odata=verbose, are tolerated (AdminService notes §1.6).
func (r *request) body() (map[string]any, error) {
	data, err := io.ReadAll(http.MaxBytesReader(nil, r.http.Body, maxBody))
	if err != nil {
		return nil, badRequest("The body cannot be read.")
	}
	if len(data) == 0 {
		return map[string]any{}, nil
	}
	if media, _, err := mime.ParseMediaType(r.http.Header.Get("Content-Type")); err != nil || media != "application/json" {
		return nil, badRequest("The body is not of type application/json.")
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.UseNumber()
	var body map[string]any
	if err := dec.Decode(&body); err != nil || body == nil || !errors.Is(dec.Decode(&struct{}{}), io.EOF) {
		return nil, badRequest("The body is not one JSON object.")
	}
	return body, nil
}

// errType is that a value is not of the type of its property. The value itself is in no message: it may be a secret.
var errType = errors.New("wrong type")

// typed converts a value of a body to what a row holds. Numbers are numbers: a text is not taken for one.
func (p property) typed(v any) (any, error) {
	switch p.kind {
	case kindUint32:
		return whole(v, 0, math.MaxUint32)
	case kindSint32:
		return whole(v, math.MinInt32, math.MaxInt32)
	case kindText:
		return as[string](v)
	case kindBool:
		return as[bool](v)
	case kindObject:
		return as[map[string]any](v)
	case kindTime:
		return wholeSeconds(v)
	case kindBytes:
		return base64Text(v)
	case kindTexts:
		return p.elements(v, kindText)
	case kindUint32s:
		return p.elements(v, kindUint32)
	default:
		return p.objects(v)
	}
}

func as[T any](v any) (any, error) {
	if _, ok := v.(T); !ok {
		return nil, errType
	}
	return v, nil
}

func whole(v any, least, most int64) (any, error) {
	if _, ok := v.(json.Number); !ok {
		return nil, errType
	}
	n, ok := numberOf(v)
	if !ok || n < least || n > most {
		return nil, errType
	}
	return n, nil
}

// wholeSeconds is a time as rows have it: a WMI datetime is kept at whole seconds (AdminService notes §1.5).
func wholeSeconds(v any) (any, error) {
	text, _ := v.(string)
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, errType
	}
	return stamp(t), nil
}

func stamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

func base64Text(v any) (any, error) {
	text, ok := v.(string)
	if _, err := base64.StdEncoding.DecodeString(text); err != nil || !ok {
		return nil, errType
	}
	return text, nil
}

func (p property) elements(v any, k kind) (any, error) {
	list, ok := v.([]any)
	if !ok {
		return nil, errType
	}
	out := make([]any, 0, len(list))
	for _, element := range list {
		converted, err := property{kind: k}.typed(element)
		if err != nil {
			return nil, err
		}
		out = append(out, converted)
	}
	return out, nil
}

// objects are embedded ones. Each must have all that its class has, and nothing else; only texts may be null. An empty
// list is refused like the empty RefreshSchedule that is said to raise errors (AdminService notes §1.4); that all lists are
// alike in this is inferred.
func (p property) objects(v any) (any, error) {
	list, ok := v.([]any)
	of := slices.IndexFunc(embeddedClasses(), func(e embedded) bool { return e.name == p.of })
	if !ok || len(list) == 0 || of < 0 {
		return nil, errType
	}
	properties := embeddedClasses()[of].properties
	out := make([]any, 0, len(list))
	for _, element := range list {
		given, ok := element.(map[string]any)
		if !ok || len(given) != len(properties) {
			return nil, errType
		}
		object := map[string]any{}
		for _, field := range properties {
			value, ok := given[field.name]
			if value == nil && ok && field.kind == kindText {
				object[field.name] = nil
				continue
			}
			converted, err := field.typed(value)
			if err != nil {
				return nil, err
			}
			object[field.name] = converted
		}
		out = append(out, object)
	}
	return out, nil
}

// write checks the body of a write and converts it. Unknown properties and wrong types are refused, and so is null for
// an array or for a property that is required; elsewhere null is "unset". Embedded arrays are taken where the
// class says so only: a RefreshSchedule could not be written (AdminService notes §1.4).
func (c *class) write(body map[string]any) (map[string]any, error) {
	out := map[string]any{}
	for name, v := range body {
		if strings.HasPrefix(name, "@odata.") {
			continue
		}
		p, ok := c.property(name)
		if !ok {
			return nil, badRequest("The property '%s' does not exist on type '%s.%s'.", name, namespace, c.name)
		}
		switch {
		case p.kind == kindObjects && !p.writable, v == nil && (p.required || p.isArray()):
			return nil, badRequest("The property '%s' cannot be written so.", name)
		case v == nil:
			out[name] = p.zero()
			continue
		}
		converted, err := p.typed(v)
		if err != nil {
			return nil, badRequest("The value of the property '%s' is not of type '%s'.", name, p.edm())
		}
		out[name] = converted
	}
	return out, nil
}

// missing is the first property that a write must have and does not; empty for none.
func (c *class) missing(body map[string]any, again bool) string {
	for _, p := range c.properties {
		if _, ok := body[p.name]; !ok && (p.required || again && p.resent) {
			return p.name
		}
	}
	return ""
}
