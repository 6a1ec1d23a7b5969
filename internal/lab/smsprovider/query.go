package smsprovider

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// query is what the query options of a request say.
type query struct {
	filter    string    // $filter as it came
	where     condition // nil for all
	fields    []property
	order     []ordering
	top, skip int // top is -1 for all
}

type ordering struct {
	by         property
	descending bool
}

// parseQuery reads the options that work (AdminService notes §1.2). Others that begin with $ are refused; the inline
// count is ignored, since it does not appear to work.
func parseQuery(c *class, raw string) (*query, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, invalidQuery("it is not encoded")
	}
	q := &query{top: -1}
	for name, list := range values {
		if !strings.HasPrefix(name, "$") {
			continue
		}
		if len(list) != 1 {
			return nil, invalidQuery("%s is there twice", name)
		}
		if err := q.option(c, name, list[0]); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func invalidQuery(format string, args ...any) error {
	return badRequest("The query specified in the URI is not valid: "+format+".", args...)
}

func (q *query) option(c *class, name, value string) (err error) {
	switch name {
	case "$filter":
		q.filter = value
		q.where, err = parseFilter(c, value)
	case "$select":
		q.fields, err = parseSelect(c, value)
	case "$orderby":
		q.order, err = parseOrder(c, value)
	case "$top":
		q.top, err = parseNumber(name, value)
	case "$skip":
		q.skip, err = parseNumber(name, value)
	case "$count":
	default: // $expand and $format have no published use on this route
		err = invalidQuery("%s is not supported", name)
	}
	return err
}

func parseNumber(name, value string) (int, error) {
	n, err := strconv.ParseUint(value, 10, 31)
	if err != nil {
		return 0, invalidQuery("%s is no number", name)
	}
	return int(n), nil
}

// parseSelect reads $select, which some classes refuse (AdminService notes §1.2). Fields come in the order of the class.
func parseSelect(c *class, value string) ([]property, error) {
	if c.refusesSelect {
		return nil, invalidQuery("$select is not possible with %s", c.name)
	}
	names := strings.Split(value, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
		if _, ok := c.property(names[i]); !ok {
			return nil, invalidQuery("%s has no property %q", c.name, names[i])
		}
	}
	return slices.DeleteFunc(slices.Clone(c.properties), func(p property) bool { return !slices.Contains(names, p.name) }), nil
}

func parseOrder(c *class, value string) ([]ordering, error) {
	order := []ordering{}
	for _, part := range strings.Split(value, ",") {
		words := strings.Fields(part)
		if len(words) == 0 || len(words) > 2 || len(words) == 2 && words[1] != "asc" && words[1] != "desc" {
			return nil, invalidQuery("$orderby %q", part)
		}
		p, err := comparableProperty(c, words[0])
		if err != nil {
			return nil, err
		}
		order = append(order, ordering{by: p, descending: len(words) == 2 && words[1] == "desc"})
	}
	return order, nil
}

// comparableProperty is one that can be filtered and ordered by. That lazy ones cannot is inferred.
func comparableProperty(c *class, name string) (property, error) {
	p, ok := c.property(name)
	if !ok {
		return p, invalidQuery("%s has no property %q", c.name, name)
	}
	if p.lazy || p.isArray() || p.kind == kindBytes || p.kind == kindObject {
		return p, invalidQuery("%s cannot be compared", name)
	}
	return p, nil
}

// ofSet says whether there are options that make sense for sets only.
func (q *query) ofSet() bool { return q.where != nil || q.order != nil || q.top >= 0 || q.skip > 0 }

// matching are the rows that the filter takes.
func (q *query) matching(rows []world.Row) []world.Row {
	if q.where == nil {
		return rows
	}
	out := []world.Row{}
	for _, row := range rows {
		if q.where(row) {
			out = append(out, row)
		}
	}
	return out
}

// page orders and cuts rows.
func (q *query) page(rows []world.Row) []world.Row {
	if q.order != nil {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, q.compare)
	}
	rows = rows[min(q.skip, len(rows)):]
	if q.top >= 0 {
		rows = rows[:min(q.top, len(rows))]
	}
	return rows
}

func (q *query) compare(a, b world.Row) int {
	for _, o := range q.order {
		n, ok := compareValues(o.by.value(a), o.by.value(b))
		if !ok { // nothing comes first
			n = compareBools(o.by.value(a) != nil, o.by.value(b) != nil)
		}
		if o.descending {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}

// compareValues compares two values of one type; ok is false when they are not. Text is compared by its bytes: that
// case matters is the stricter of two guesses (inferred).
func compareValues(a, b any) (n int, ok bool) {
	switch a := a.(type) {
	case string:
		b, ok := b.(string)
		return strings.Compare(a, b), ok
	case int64:
		b, ok := b.(int64)
		return cmp.Compare(a, b), ok
	case bool:
		b, ok := b.(bool)
		return compareBools(a, b), ok
	case time.Time:
		b, ok := b.(time.Time)
		return a.Compare(b), ok
	default:
		return 0, false
	}
}

func compareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	default:
		return 1
	}
}
