package adminservice

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// Differs names what two versions of a row do not have in common, other than the proxy, what belongs to the service, and
// what is empty in both. Values are not shown.
func (r SystemRow) Differs(other SystemRow) []string {
	before, after := r.parts(), other.parts()
	names := []string{}
	for name := range maps.Keys(before) {
		if before[name] != after[name] {
			names = append(names, name)
		}
	}
	for name := range maps.Keys(after) {
		if _, known := before[name]; !known {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// parts are the properties of a row, and those in its Props, without the proxy, by name, as compact JSON. Of Props itself
// the names are kept, which shows their order.
func (r SystemRow) parts() map[string]string {
	parts := map[string]string{}
	row, err := parseObject([]byte(r.text.Reveal()))
	if err != nil {
		return parts
	}
	for _, m := range row {
		switch {
		case m.ofService() || m.empty():
		case m.name == "Props":
			addProps(parts, m.value)
		default:
			parts[m.name] += compact(m.value)
		}
	}
	return parts
}

func addProps(parts map[string]string, props []byte) {
	var elements []json.RawMessage
	if json.Unmarshal(props, &elements) != nil {
		parts["Props"] = compact(props)
		return
	}
	order := []string{}
	for _, raw := range elements {
		element, _ := parseObject(raw)
		name := propertyName(element)
		if slices.Contains(proxyNames(), name) {
			continue
		}
		order = append(order, name)
		parts["Props: "+name] += compact(raw)
	}
	if names, err := json.Marshal(order); err == nil {
		parts["Props"] = string(names)
	}
}

func compact(raw []byte) string {
	var b bytes.Buffer
	if json.Compact(&b, raw) != nil {
		return string(raw)
	}
	return b.String()
}

// Equal reports whether two rows have the same text.
func (r SystemRow) Equal(other SystemRow) bool { return r.text.Reveal() == other.text.Reveal() }
