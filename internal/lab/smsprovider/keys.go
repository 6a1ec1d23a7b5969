package smsprovider

import (
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// keyPart is one of several keys in a URL: Name=1 or Name='text'.
type keyPart struct {
	name, value string
	quoted      bool
}

// findBySeveral finds a row of a class with several keys. Its form, Class(A=1,B='text'), is that of OData 4 and inferred:
// none is published for this service (AdminService notes §1.3). All keys must be there, each once, in any order; a slash
// form there is none of.
func (r *request) findBySeveral(rows []world.Row) (world.Row, bool) {
	parts, ok := parseKeys(r.target.key)
	if !ok || r.target.slash || r.target.quoted || len(parts) != len(r.class.keys) {
		return nil, false
	}
	named := map[string]keyPart{}
	for _, p := range parts {
		named[p.name] = p
	}
	for _, row := range rows {
		if r.class.matchesKeys(row, named) {
			return row, true
		}
	}
	return nil, false
}

func (c *class) matchesKeys(row world.Row, named map[string]keyPart) bool {
	for _, name := range c.keys {
		part, there := named[name]
		p, _ := c.property(name)
		if !there || part.quoted != (p.kind == kindText) || textOf(row[name]) != part.value {
			return false
		}
	}
	return true
}

// parseKeys reads A=1,B='it”s'.
func parseKeys(text string) (parts []keyPart, ok bool) {
	for more := true; more; {
		var name, value string
		if name, text, ok = strings.Cut(text, "="); !ok || name == "" || strings.ContainsAny(name, ", '") {
			return nil, false
		}
		part := keyPart{name: name}
		if rest, quoted := strings.CutPrefix(text, "'"); quoted {
			if value, text, ok = cutQuoted(rest); !ok || text != "" && text[0] != ',' {
				return nil, false
			}
			text, more = strings.CutPrefix(text, ",")
			part.quoted = true
		} else if value, text, more = strings.Cut(text, ","); value == "" {
			return nil, false
		}
		part.value = value
		parts = append(parts, part)
	}
	return parts, true
}

// cutQuoted reads up to the quote at the end; two quotes stand for one.
func cutQuoted(text string) (value, rest string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] != '\'' {
			b.WriteByte(text[i])
			continue
		}
		if i+1 == len(text) || text[i+1] != '\'' {
			return b.String(), text[i+1:], true
		}
		b.WriteByte('\'')
		i++
	}
	return "", "", false
}
