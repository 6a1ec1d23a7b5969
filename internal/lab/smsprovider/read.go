package smsprovider

import (
	"net/http"
	"strconv"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// see shows the rows that the account may see; those that the query does not take may be left out.
func (s *server) see(r *request, q *query, look func([]world.Row) error) (err error) {
	admins := s.hierarchy.Admins()
	s.hierarchy.View(func(tables *world.Tables) { err = look(s.visible(r, tables, admins, q)) })
	return err
}

// list is a GET of a class. There is no next link, no inline count, and no cap unless the seed says so: nothing says that the
// service has them (AdminService notes §1.2). The context names the class only, even with $select (AdminService notes §4).
func (s *server) list(r *request) (answer, error) {
	for _, option := range s.profile.Refused {
		if r.http.URL.Query().Has(option) {
			return answer{}, invalidQuery("%s is not supported", option)
		}
	}
	q, err := parseQuery(r.class, r.http.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	if most := s.profile.PageCap; most > 0 && (q.top < 0 || q.top > most) {
		q.top = most
	}
	elements := [][]byte{}
	err = s.see(r, q, func(rows []world.Row) error {
		for _, row := range q.page(q.matching(rows)) {
			elements = append(elements, s.row(r.class, row, q, false))
		}
		return nil
	})
	return s.values(r, elements), err
}

func (s *server) row(c *class, row world.Row, q *query, full bool) []byte {
	var o object
	if q.fields != nil {
		selected(&o, row, q.fields, full)
	} else {
		s.element(&o, c, row, full)
	}
	return o.bytes()
}

func (s *server) values(r *request, elements [][]byte) answer {
	var o object
	o.set("@odata.context", r.context(r.class.name))
	o.raw("value", array(elements))
	return jsonAnswer(http.StatusOK, o.bytes())
}

// count is a GET of <Class>/$count: the bare number of rows that match.
func (s *server) count(r *request) (answer, error) {
	q, err := parseQuery(r.class, r.http.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	n := 0
	err = s.see(r, q, func(rows []world.Row) error {
		n = len(q.matching(rows))
		return nil
	})
	return answer{status: http.StatusOK, contentType: "text/plain", body: []byte(strconv.Itoa(n))}, err
}

// get is a GET of one instance: an array of one, with the lazy properties filled (AdminService notes §1.3). An instance
// that RBAC hides is not found, an account without any rights is denied (AdminService notes §1.7).
func (s *server) get(r *request) (answer, error) {
	if !r.account.mayRead() {
		return answer{}, accessDenied()
	}
	q, err := parseQuery(r.class, r.http.URL.RawQuery)
	if err != nil {
		return answer{}, err
	}
	if q.ofSet() {
		return answer{}, badRequest("The query specified in the URI is not valid. An instance takes $select only.")
	}
	var element []byte
	err = s.see(r, q, func(rows []world.Row) error {
		row, ok := r.find(rows)
		if !ok {
			return notFound()
		}
		element = s.row(r.class, row, q, true)
		return nil
	})
	return s.values(r, [][]byte{element}), err
}

// find finds the row that the key names. The key must be spelled for its type: a quoted number or a bare text is not
// found.
func (r *request) find(rows []world.Row) (world.Row, bool) {
	if len(r.class.keys) > 1 {
		return r.findBySeveral(rows)
	}
	name := r.class.keys[0]
	p, _ := r.class.property(name)
	if isText := p.kind == kindText; !r.target.slash && isText != r.target.quoted {
		return nil, false
	}
	for _, row := range rows {
		if textOf(row[name]) == r.target.key {
			return row, true
		}
	}
	return nil, false
}
