package smsprovider

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// The system fields of WMI that ride along (AdminService notes §1.5).
const (
	lazyProperties = "__LAZYPROPERTIES"
	securityVerbs  = "__QUALIFIER_SECURITYVERBS"
	baseClass      = "SMS_BaseClass"
)

// element writes a row into an object, in the order of AdminService notes §4: etag, lazy names, properties by the
// alphabet, system fields, and embedded arrays that are lazy at the end. Full is one that was asked for by its key:
// elsewhere lazy scalars are null and lazy arrays are absent.
func (s *server) element(o *object, c *class, row world.Row, full bool) {
	o.set("@odata.etag", strings.Join(c.keyTexts(row), ";")) // only the keys: no version of the row (AdminService notes §1.4)
	o.set(lazyProperties, c.lazy())
	if full && c.secured {
		o.set(securityVerbs, -1)
	} else {
		o.set(securityVerbs, nil)
	}
	trailing := []property{}
	for _, p := range c.properties {
		switch {
		case p.lazy && p.isArray():
			trailing = append(trailing, p)
		case p.lazy && !full:
			o.set(p.name, nil)
		default:
			o.set(p.name, p.stored(row))
		}
	}
	s.systemFields(o, c, row)
	for _, p := range trailing {
		if full {
			o.set(p.name, p.stored(row))
		}
	}
}

func (s *server) systemFields(o *object, c *class, row world.Row) {
	host, _, _ := strings.Cut(strings.ToUpper(s.profile.Server), ".")
	space := `root\sms\site_` + s.profile.SiteCode
	path := c.relativePath(row)
	o.set("__GENUS", 2)
	o.set("__CLASS", c.name)
	o.set("__SUPERCLASS", baseClass)
	o.set("__DYNASTY", baseClass)
	o.set("__RELPATH", path)
	o.set("__PROPERTY_COUNT", len(c.properties))
	o.set("__DERIVATION", []string{baseClass})
	o.set("__SERVER", host)
	o.set("__NAMESPACE", space)
	o.set("__PATH", `\\`+host+`\`+space+":"+path)
}

// selected writes only the given properties: $select drops the etag and the system fields (AdminService notes §1.2).
func selected(o *object, row world.Row, properties []property, full bool) {
	for _, p := range properties {
		switch {
		case !p.lazy || full:
			o.set(p.name, p.stored(row))
		case !p.isArray():
			o.set(p.name, nil)
		}
	}
}

func (c *class) keyTexts(row world.Row) []string {
	texts := make([]string, 0, len(c.keys))
	for _, key := range c.keys {
		texts = append(texts, textOf(row[key]))
	}
	return texts
}

// relativePath is the WMI path of a row, such as SMS_Collection.CollectionID="XYZ00014".
func (c *class) relativePath(row world.Row) string {
	parts := make([]string, 0, len(c.keys))
	for i, text := range c.keyTexts(row) {
		if p, _ := c.property(c.keys[i]); p.kind == kindText {
			text = `"` + strings.ReplaceAll(strings.ReplaceAll(text, `\`, `\\`), `"`, `\"`) + `"`
		}
		parts = append(parts, c.keys[i]+"="+text)
	}
	return c.name + "." + strings.Join(parts, ",")
}

// stored is what a row has of a property, as it is written to JSON.
func (p property) stored(row world.Row) any {
	if v, ok := row[p.name]; ok && (v != nil || !p.isArray()) {
		return v
	}
	return p.zero()
}

// value is what a row has of a property, to be compared: a string, int64, bool, time.Time or nil.
func (p property) value(row world.Row) any {
	v := p.stored(row)
	switch p.kind {
	case kindUint32, kindSint32:
		if n, ok := numberOf(v); ok {
			return n
		}
		return nil
	case kindTime:
		if t, err := time.Parse(time.RFC3339, textOf(v)); err == nil {
			return t
		}
		return nil
	default:
		return v
	}
}

// textOf is a value as text; nothing is empty.
func textOf(v any) string {
	if n, ok := numberOf(v); ok {
		return fmt.Sprint(n)
	}
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// numberOf is a whole number, whatever its type in Go: seeds and drifts bring several.
func numberOf(v any) (int64, bool) {
	switch n := v.(type) {
	case int:
		return int64(n), true
	case int64:
		return n, true
	case float64:
		return int64(n), n == float64(int64(n))
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	default:
		return 0, false
	}
}
