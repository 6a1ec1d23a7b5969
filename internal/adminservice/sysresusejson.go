package adminservice

import (
	"bytes"
	"encoding/json"
	"strings"
)

// member is a member of a JSON object as it stands in the text.
type member struct {
	name  string // decoded
	key   []byte // with its quotes
	value []byte
}

// object is a JSON object whose members keep their order and their text, known or not.
type object []member

// parseObject splits the text of an object.
func parseObject(data []byte) (object, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	if open, err := dec.Token(); err != nil || open != json.Delim('{') {
		return nil, formError("it is not a JSON object")
	}
	members := object{}
	for dec.More() {
		before := dec.InputOffset()
		token, err := dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, formError("it is not valid JSON")
		}
		key := bytes.TrimLeft(data[before:dec.InputOffset()], ", \t\r\n")
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, formError("it is not valid JSON")
		}
		members = append(members, member{name, key, value})
	}
	if _, err := dec.Token(); err != nil {
		return nil, formError("it is not valid JSON")
	}
	return members, nil
}

// bytes is the text of the object.
func (o object) bytes() []byte {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(m.key)
		b.WriteByte(':')
		b.Write(m.value)
	}
	b.WriteByte('}')
	return b.Bytes()
}

// find is the place of a member; -1 if there is none. One that is there twice, or in another case, is an error: names in WMI
// have no case, so which one counts is not known.
func (o object) find(name string) (int, error) {
	at := -1
	for i, m := range o {
		switch {
		case !strings.EqualFold(m.name, name):
		case m.name != name || at >= 0:
			return -1, formError(name + " is there twice, or in another case")
		default:
			at = i
		}
	}
	return at, nil
}

// get is the value of a member; nil if there is none.
func (o object) get(name string) ([]byte, error) {
	at, err := o.find(name)
	if at < 0 {
		return nil, err
	}
	return o[at].value, nil
}

// with is the object with another value of a member, which is in its place, or at the end if it was not there. nil takes it
// out.
func (o object) with(name string, value []byte) (object, error) {
	at, err := o.find(name)
	if err != nil {
		return nil, err
	}
	out := append(object{}, o...)
	switch {
	case at >= 0 && value == nil:
		return append(out[:at], out[at+1:]...), nil
	case at >= 0:
		out[at].value = value
	case value != nil:
		key, err := json.Marshal(name)
		if err != nil {
			return nil, err
		}
		out = append(out, member{name, key, value})
	}
	return out, nil
}

// ofService reports whether a member is none of the class, but of OData or of WMI (AdminService notes §1.5).
func (m member) ofService() bool {
	return strings.HasPrefix(m.name, "__") || strings.Contains(m.name, "@odata.")
}

// empty reports whether a member is null, or a list without elements.
func (m member) empty() bool {
	if string(m.value) == "null" {
		return true
	}
	var list []json.RawMessage
	return json.Unmarshal(m.value, &list) == nil && len(list) == 0
}
