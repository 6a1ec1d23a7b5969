package sweep

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	// ids are what is made anew in each run: GUIDs, the numbers of rows at a site, and the long ids of consent in Graph.
	ids   = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|\b167\d{5}\b|"[\w-]{43}"`)
	times = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)`)
)

// canon makes two descriptions of the same thing the same text: what differs from run to run is replaced, and lists are
// ordered by what is left.
type canon struct {
	// known are ids that every run has, such as that of the tenant: they stay as they are.
	known map[string]bool
	// now is what times are reckoned from, in days.
	now time.Time
	// spared are the names of fields that are left out.
	spared []string
}

// idsIn are the ids in a text.
func idsIn(text []byte) map[string]bool {
	known := map[string]bool{}
	for _, id := range ids.FindAll(text, -1) {
		known[strings.ToLower(string(id))] = true
	}
	return known
}

// text is the canonical form of a JSON value. Ids that are not known are numbered in the order in which they appear in it, so
// that what refers to what is still compared.
func (c canon) text(data []byte) (string, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		return "", fmt.Errorf("reading what is to be compared: %w", err)
	}
	value, _ = c.arrange(value)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(value); err != nil {
		return "", fmt.Errorf("writing what is to be compared: %w", err)
	}
	numbers := map[string]string{}
	return c.replace(out.String(), func(id string) string {
		if numbers[id] == "" {
			numbers[id] = fmt.Sprintf("(id %d)", len(numbers)+1)
		}
		return numbers[id]
	}), nil
}

// arrange orders the lists in a value by what they hold without ids and times, which it returns as well.
func (c canon) arrange(value any) (arranged any, key string) {
	switch v := value.(type) {
	case []any:
		type element struct {
			value any
			key   string
		}
		list := make([]element, len(v))
		for i := range v {
			list[i].value, list[i].key = c.arrange(v[i])
		}
		slices.SortStableFunc(list, func(a, b element) int { return strings.Compare(a.key, b.key) })
		out, keys := make([]any, len(v)), make([]string, len(v))
		for i, e := range list {
			out[i], keys[i] = e.value, e.key
		}
		return out, fmt.Sprint(keys)
	case map[string]any:
		out, keys := map[string]any{}, []string{}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if slices.Contains(c.spared, name) {
				continue
			}
			out[name], key = c.arrange(v[name])
			keys = append(keys, name+":"+key)
		}
		return out, fmt.Sprint(keys)
	default:
		text, _ := json.Marshal(v) // it was JSON before
		return v, c.replace(string(text), func(string) string { return "(id)" })
	}
}

// mayHold reports whether a text is such that an id or a time may stand in it: most do not, and a search by a pattern is dear.
func mayHold(text string) bool {
	return len(text) >= 8 && (strings.Contains(text, "-") || strings.Contains(text, "167") || len(text) > 44)
}

// replace puts another text in the place of each id that is not known, and of each time.
func (c canon) replace(text string, id func(string) string) string {
	if !mayHold(text) {
		return text
	}
	text = ids.ReplaceAllStringFunc(text, func(found string) string {
		if found = strings.ToLower(found); c.known[found] {
			return found
		}
		return id(found)
	})
	return times.ReplaceAllStringFunc(text, func(found string) string {
		at, err := time.Parse(time.RFC3339, found)
		if err != nil {
			return found
		}
		return fmt.Sprintf("(day %+.0f)", math.Round(at.Sub(c.now).Hours()/24)+0) // + 0: no negative zero
	})
}
