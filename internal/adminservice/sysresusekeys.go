package adminservice

import (
	"bytes"
	"encoding/xml"
	"slices"
)

// csdlType is an entity type in $metadata, as far as its keys go.
type csdlType struct {
	Keys []struct {
		Name string `xml:"Name,attr"`
	} `xml:"Key>PropertyRef"`
}

// keysOf are the key properties of a class, by $metadata; none when it does not say. The document has hundreds of types, of
// which this is the only one that is decoded, and only when somebody asks.
func (caps *Capabilities) keysOf(class string) []string {
	dec := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(caps.document, []byte("\ufeff"))))
	for {
		token, err := dec.Token()
		if err != nil { // the end: the document as a whole was read before
			return nil
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "EntityType" || !slices.ContainsFunc(start.Attr, func(a xml.Attr) bool { return a.Name.Local == "Name" && a.Value == class }) {
			continue
		}
		var t csdlType
		if err := dec.DecodeElement(&t, &start); err != nil {
			return nil
		}
		names := []string{}
		for _, k := range t.Keys {
			names = append(names, k.Name)
		}
		return names
	}
}

// keyedBy reports whether a class may have these keys: one whose keys are not described is tried.
func (caps *Capabilities) keyedBy(class string, keys []string) bool {
	got := caps.keysOf(class)
	return len(got) == 0 || slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(keys)))
}
