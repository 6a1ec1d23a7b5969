package smsprovider

import (
	"net/http"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// writes is what the site does when rows of a class are written.
type writes struct {
	// newKey gives out the key of a new row; nil means that no row can be made.
	newKey func(*change) any
	// prepare checks a row as it would be stored, and sets what the site sets.
	prepare func(*change, world.Row) error
	// remove checks whether a row may go, and takes along what goes with it; nil means that none may.
	remove func(*change, world.Row) error
	// replaces makes an update unset what it leaves out. Which of the two a site does is not known; this is the stricter for
	// a client that should leave alone what is not its own.
	replaces bool
}

func (w *writes) insertable() bool { return w != nil && w.newKey != nil }
func (w *writes) updatable() bool  { return w != nil }
func (w *writes) deletable() bool  { return w != nil && w.remove != nil }

// change is one write.
type change struct {
	server  *server
	account account
	tables  *world.Tables
	body    map[string]any
	now     string
}

// change runs a write; nothing is stored if it fails.
func (s *server) change(r *request, body map[string]any, do func(*change) error) error {
	return s.hierarchy.UpdateBy(r.account.actor(), func(tables *world.Tables) error {
		return do(&change{server: s, account: r.account, tables: tables, body: body, now: stamp(s.world.Clock.Now())})
	})
}

// writeBody reads the body of a write. An account that may only read is denied with 404 (AdminService notes §1.7).
func (r *request) writeBody(again bool) (map[string]any, error) {
	if !r.account.mayWrite() {
		return nil, accessDenied()
	}
	raw, err := r.body()
	if err != nil {
		return nil, err
	}
	body, err := r.class.write(raw)
	if err != nil {
		return nil, err
	}
	if name := r.class.missing(body, again); name != "" {
		return nil, badRequest("The property '%s' is required.", name)
	}
	return body, nil
}

// insert is a POST: 201 with the bare entity (AdminService notes §1.4).
func (s *server) insert(r *request) (answer, error) {
	body, err := r.writeBody(false)
	if err != nil {
		return answer{}, err
	}
	var entity object
	err = s.change(r, body, func(ch *change) error {
		row := r.class.blank(s.profile)
		r.class.merge(row, body)
		row[r.class.keys[0]] = r.class.writes.newKey(ch)
		if err := r.class.writes.prepare(ch, row); err != nil {
			return err
		}
		ch.tables.Rows[r.class.name] = append(ch.tables.Rows[r.class.name], row)
		entity.set("@odata.context", r.context(r.class.name+"/$entity"))
		s.element(&entity, r.class, row, true)
		return nil
	})
	return jsonAnswer(http.StatusCreated, entity.bytes()), err
}

// blank is a row in which nothing is set. It has every property, so that a drift can set each.
func (c *class) blank(p world.Profile) world.Row {
	row := world.Row{}
	for _, property := range c.properties {
		row[property.name] = property.zero()
	}
	if code, ok := c.property("SiteCode"); ok && code.site {
		row["SiteCode"] = p.SiteCode
	}
	return row
}

// merge sets in a row what a body says, but for what the site sets.
func (c *class) merge(row world.Row, body map[string]any) {
	for name, v := range body {
		if p, _ := c.property(name); !p.site {
			row[name] = v
		}
	}
}

// unset clears what a body leaves out, but for what the site sets.
func (c *class) unset(row world.Row, body map[string]any) {
	for _, p := range c.properties {
		if _, sent := body[p.name]; !sent && !p.site {
			row[p.name] = p.zero()
		}
	}
}

// update is a PUT with the required properties sent again. What is left out stays as it is, unless the class
// replaces, and 204 is the answer: both are inferred, since no status is recorded and unset fields are to be omitted (AdminService notes §1.4). There is no
// If-Match: the etag is only the key.
func (s *server) update(r *request) (answer, error) {
	body, err := r.writeBody(true)
	if err != nil {
		return answer{}, err
	}
	err = s.change(r, body, func(ch *change) error {
		row, ok := r.find(s.visible(r, ch.tables, nil, &query{top: -1}))
		if !ok {
			return notFound()
		}
		for _, key := range r.class.keys {
			if sent, ok := body[key]; ok && textOf(sent) != textOf(row[key]) {
				return badRequest("The key '%s' is not that of the URI.", key)
			}
		}
		if r.class.writes.replaces {
			r.class.unset(row, body)
		}
		r.class.merge(row, body)
		return r.class.writes.prepare(ch, row)
	})
	return answer{status: http.StatusNoContent}, err
}

// remove is a DELETE: 204 without a body (AdminService notes §1.4).
func (s *server) remove(r *request) (answer, error) {
	if !r.account.mayWrite() {
		return answer{}, accessDenied()
	}
	err := s.change(r, nil, func(ch *change) error {
		row, ok := r.find(s.visible(r, ch.tables, nil, &query{top: -1}))
		if !ok {
			return notFound()
		}
		if err := r.class.writes.remove(ch, row); err != nil {
			return err
		}
		key, name := r.class.keys[0], r.class.name
		ch.tables.Rows[name] = slices.DeleteFunc(ch.tables.Rows[name], func(other world.Row) bool { return textOf(other[key]) == textOf(row[key]) })
		return nil
	})
	return answer{status: http.StatusNoContent}, err
}
