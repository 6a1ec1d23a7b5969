package adminservice

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
)

// The properties of the proxy in the Props of a site system row (AdminService notes §2.5).
const (
	propUse       = "UseProxy"
	propServer    = "ProxyName"
	propPort      = "ProxyServerPort"
	propAnonymous = "AnonymousProxyAccess"
	propAccount   = "ProxyUserName"
)

// The fields of SMS_EmbeddedProperty.
const (
	fieldName   = "PropertyName"
	fieldNumber = "Value"
	fieldText   = "Value2"
)

// proxyFields are the properties of the proxy, each with the field that its value stands in.
func proxyFields() map[string]string {
	return map[string]string{propUse: fieldNumber, propServer: fieldText, propPort: fieldNumber, propAnonymous: fieldNumber, propAccount: fieldText}
}

// proxyNames are the properties of the proxy, in the order in which missing ones are added.
func proxyNames() []string {
	return []string{propUse, propServer, propPort, propAnonymous, propAccount}
}

// FoundProxy is what stood in the five properties of a row, as it stood there, to be put back. It encodes to JSON.
type FoundProxy map[string]FoundValue

// FoundValue is that of one property.
type FoundValue struct {
	// There says whether the row had the property at all.
	There bool `json:"there"`
	// Value is the JSON of the field that its value stands in; nil when the property does not have the field.
	Value json.RawMessage `json:"value,omitempty"`
}

// FoundProxy is what the row holds of its proxy now.
func (r SystemRow) FoundProxy() (FoundProxy, error) {
	found := FoundProxy{}
	for _, name := range proxyNames() {
		found[name] = FoundValue{}
	}
	_, err := r.edit(func(name string, element object) (object, error) {
		value, err := element.get(proxyFields()[name])
		if element != nil {
			found[name] = FoundValue{There: true, Value: bytes.Clone(value)}
		}
		return element, err
	})
	return found, err
}

// WithFound is the row with its proxy as it was found once. Everything else is as it is now.
func (r SystemRow) WithFound(found FoundProxy) (SystemRow, error) {
	return r.edit(func(name string, element object) (object, error) {
		switch was, known := found[name]; {
		case !known:
			return element, nil
		case !was.There:
			return nil, nil
		case element == nil:
			return newProperty(name, was.Value)
		default:
			return element.with(proxyFields()[name], was.Value)
		}
	})
}

// Proxy is what was found, in words that a person understands.
func (f FoundProxy) Proxy() Proxy {
	role := SystemRole{props: map[string]EmbeddedProperty{}}
	for name, was := range f {
		if !was.There {
			continue
		}
		var p EmbeddedProperty
		if n, ok := asNumber(was.Value); ok {
			p.Value = n
		}
		p.Value2, _ = asText(was.Value)
		role.props[name] = p
	}
	return role.Proxy()
}

// Equal reports whether the five properties stood there in the same text.
func (f FoundProxy) Equal(other FoundProxy) bool {
	return maps.EqualFunc(f, other, func(a, b FoundValue) bool { return a.There == b.There && bytes.Equal(a.Value, b.Value) })
}

// WithProxy is the row with another proxy. A value that says the same already keeps its text, a property that is missing is
// added only where its default says something else, and the name of an account that is not used stays as it is.
func (r SystemRow) WithProxy(p Proxy) (SystemRow, error) {
	found, err := r.FoundProxy()
	if err != nil {
		return SystemRow{}, err
	}
	is, wanted := found.Proxy().properties(), p.properties()
	return r.edit(func(name string, element object) (object, error) {
		want := wanted[name]
		switch {
		case name == propAccount && p.Anonymous, element == nil && want == is[name]:
			return element, nil
		case proxyFields()[name] == fieldNumber:
			return setNumber(name, element, want.Value)
		default:
			return setText(name, element, want.Value2)
		}
	})
}

// properties are the five properties that make up a proxy.
func (p Proxy) properties() map[string]EmbeddedProperty {
	return map[string]EmbeddedProperty{
		propUse: {Value: flagNumber(p.On)}, propServer: {Value2: p.Server}, propPort: {Value: p.Port},
		propAnonymous: {Value: flagNumber(p.Anonymous)}, propAccount: {Value2: p.Account},
	}
}

// WithoutProxy is the row with its proxy switched off, and nothing else changed: as when the box in the console is cleared
// (inferred).
func (r SystemRow) WithoutProxy() (SystemRow, error) {
	return r.edit(func(name string, element object) (object, error) {
		if name == propUse && element != nil {
			return setNumber(name, element, 0)
		}
		return element, nil
	})
}

func flagNumber(on bool) int64 {
	if on {
		return 1
	}
	return 0
}

func setNumber(name string, element object, number int64) (object, error) {
	token := []byte(strconv.FormatInt(number, 10))
	if element == nil {
		return newProperty(name, token)
	}
	is, err := element.get(fieldNumber)
	if err != nil {
		return nil, err
	}
	if n, ok := asNumber(is); ok && n == number {
		return element, nil
	}
	if len(is) > 0 && is[0] == '"' { // numbers were seen as texts (AdminService notes §4): a site that has them so is given them so
		token = []byte(strconv.Quote(string(token)))
	}
	return element.with(fieldNumber, token)
}

func setText(name string, element object, text string) (object, error) {
	token, err := json.Marshal(text)
	if err != nil {
		return nil, err
	}
	if element == nil {
		return newProperty(name, token)
	}
	is, err := element.get(fieldText)
	if err != nil {
		return nil, err
	}
	if s, ok := asText(is); ok && s == text {
		return element, nil
	}
	return element.with(fieldText, token)
}

// asNumber reads a number, or a text that is one; null is 0.
func asNumber(token []byte) (int64, bool) {
	var n integer
	if token == nil || json.Unmarshal(token, &n) != nil {
		return 0, false
	}
	return int64(n), true
}

// asText reads a text; null is empty.
func asText(token []byte) (string, bool) {
	var s string
	if token == nil || json.Unmarshal(token, &s) != nil {
		return "", false
	}
	return s, true
}

// newProperty is an element of Props with all fields of SMS_EmbeddedProperty, one of which is given.
func newProperty(name string, token []byte) (object, error) {
	key, err := json.Marshal(name)
	if err != nil {
		return nil, err
	}
	element := object{}
	for _, m := range []member{{name: fieldName, value: key}, {name: fieldNumber, value: []byte("0")}, {name: "Value1", value: []byte(`""`)}, {name: fieldText, value: []byte(`""`)}} {
		if m.name == proxyFields()[name] && token != nil {
			m.value = token
		}
		if element, err = element.with(m.name, m.value); err != nil {
			return nil, err
		}
	}
	return element, nil
}

// edit is the row with its proxy properties changed. change is called once for each of the five: with nil if the row does
// not have it. What it returns takes the place of the element, nil takes it out. Everything else keeps its text and its
// place, and a row in which nothing changes is the same row.
func (r SystemRow) edit(change func(name string, element object) (object, error)) (SystemRow, error) {
	row, err := parseObject([]byte(r.text.Reveal()))
	if err != nil {
		return SystemRow{}, err
	}
	props, err := row.get("Props")
	if err != nil {
		return SystemRow{}, err
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(props, &elements); err != nil || elements == nil {
		return SystemRow{}, formError("the row has no list of Props")
	}
	changed, err := editElements(elements, change)
	if err != nil || bytes.Equal(jsonList(changed), jsonList(elements)) {
		return r, err
	}
	if row, err = row.with("Props", jsonList(changed)); err != nil {
		return SystemRow{}, err
	}
	var edited SystemRow
	return edited, json.Unmarshal(row.bytes(), &edited)
}

func editElements(elements []json.RawMessage, change func(string, object) (object, error)) ([]json.RawMessage, error) {
	out, missing := []json.RawMessage{}, proxyNames()
	for _, raw := range elements {
		element, err := parseObject(raw)
		name := propertyName(element)
		if err != nil || !slices.Contains(proxyNames(), name) {
			out = append(out, raw)
			continue
		}
		if !slices.Contains(missing, name) {
			return nil, formError("the property " + name + " is there twice")
		}
		missing = slices.DeleteFunc(missing, func(m string) bool { return m == name })
		changed, err := change(name, element)
		switch {
		case err != nil:
			return nil, err
		case changed == nil:
		case bytes.Equal(changed.bytes(), element.bytes()):
			out = append(out, raw)
		default:
			out = append(out, changed.bytes())
		}
	}
	for _, name := range missing {
		added, err := change(name, nil)
		if err != nil {
			return nil, err
		}
		if added != nil {
			out = append(out, added.bytes())
		}
	}
	return out, nil
}

// propertyName is the name of an element of Props; empty when it does not have one that is clear.
func propertyName(element object) string {
	token, err := element.get(fieldName)
	if err != nil {
		return ""
	}
	name, _ := asText(token)
	return name
}

func jsonList(elements []json.RawMessage) []byte {
	parts := make([][]byte, 0, len(elements))
	for _, e := range elements {
		parts = append(parts, e)
	}
	return append(append([]byte("["), bytes.Join(parts, []byte(","))...), ']')
}
