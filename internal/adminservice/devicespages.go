package adminservice

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// deviceWay is one of the ways to ask for devices. The first is the best; the others are for a site that refuses it.
type deviceWay struct {
	// collection is how the condition on the collection is written: at one site, eq with a text was answered with 404,
	// while endswith worked (AdminService notes §1.2).
	collection func(property, literal string) string
	// filtered says that the site filters for more than the collection.
	filtered bool
	// keyset asks for what comes after the last id, ordered by it: no row is lost or there twice when others come and go
	// meanwhile, and a late page costs no more than an early one. Without it, rows are skipped.
	keyset bool
}

func deviceWays(f DeviceFilter) []deviceWay {
	all := []deviceWay{{equals, true, true}, {equals, false, true}, {endsWith, false, true}, {equals, false, false}, {endsWith, false, false}}
	if len(f.atSite()) == 0 { // then the first two are the same
		return all[1:]
	}
	return all
}

// deviceReader reads the devices of one query.
type deviceReader struct {
	client *Client
	query  DeviceQuery
	take   func(Device) bool

	way     deviceWay
	last    int64          // the highest id so far
	skipped int            // how many rows have come, without keyset
	had     map[int64]bool // the ids that have come, without keyset
	seen    int
}

// read reads the first page in the first way that the site does not refuse, and then the others.
func (r *deviceReader) read(ctx context.Context) error {
	var refused error
	for _, r.way = range deviceWays(r.query.Filter) {
		r.last, r.skipped, r.had = 0, 0, map[int64]bool{}
		page, err := r.page(ctx)
		switch {
		case err == nil:
			return r.rest(ctx, page)
		case !refusedQuery(err) && !errors.Is(err, errDisorder):
			return err
		case refused == nil:
			refused = err
		}
	}
	return refused
}

// rest takes the first page and reads the others until one is empty: nothing says how many rows the site gives at most, so
// a short page is not known to be the last (AdminService notes §1.2).
func (r *deviceReader) rest(ctx context.Context, page []deviceRow) error {
	takes := r.query.Filter.takes()
	for len(page) > 0 {
		for i := range page {
			r.seen++
			if d := page[i].device(); takes(d) && !r.take(d) {
				return nil
			}
		}
		var err error
		if page, err = r.page(ctx); err != nil {
			return err
		}
	}
	return nil
}

// page reads the next page.
func (r *deviceReader) page(ctx context.Context) ([]deviceRow, error) {
	const op = "read the devices of the collection"
	body, err := r.client.call(ctx, op+" "+r.query.Collection, http.MethodGet, deviceClass, r.options(), nil)
	if err != nil {
		return nil, r.client.proveAccess(ctx, err)
	}
	rows, _, err := decode[deviceRow](body)
	if err != nil {
		return nil, r.client.unreadable(op, deviceClass, err)
	}
	if !r.way.keyset {
		return r.unknown(rows), nil
	}
	for i := range rows {
		id := int64(rows[i].ResourceID)
		if id <= r.last {
			return nil, fmt.Errorf("could not %s %s: %w", op, r.query.Collection, errDisorder)
		}
		r.last = id
	}
	return rows, nil
}

// errDisorder is an answer that does not keep to what was asked for.
var errDisorder = errors.New("the site answers with devices that are not in the order of ResourceID, or come before those that were asked for; going on would lose some")

// unknown are the rows that have not come yet. A page of nothing else is the end, as for a service that skips nothing.
func (r *deviceReader) unknown(rows []deviceRow) []deviceRow {
	r.skipped += len(rows)
	fresh := rows[:0]
	for i := range rows {
		if id := int64(rows[i].ResourceID); !r.had[id] {
			r.had[id] = true
			fresh = append(fresh, rows[i])
		}
	}
	return fresh
}

func (r *deviceReader) options() url.Values {
	where := []string{r.way.collection("CollectionID", literal(r.query.Collection))}
	query := url.Values{"$select": {strings.Join(r.query.properties(), ",")}, "$top": {number(pageSize)}}
	if r.way.keyset {
		where = append(where, "ResourceID gt "+number(r.last))
		query.Set("$orderby", "ResourceID")
	} else {
		query.Set("$skip", number(int64(r.skipped)))
	}
	if r.way.filtered {
		where = append(where, r.query.Filter.atSite()...)
	}
	query.Set("$filter", strings.Join(where, " and "))
	return query
}

// refusedQuery reports whether the site may not take the query, so that it is worth to ask in another way: 404 is also what
// it answers then, once it is proven that the account may read (AdminService notes §1.2, §1.7).
func refusedQuery(err error) bool {
	var e *Error
	if !errors.As(err, &e) || e.denied() {
		return false
	}
	switch e.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusInternalServerError, http.StatusNotImplemented:
		return true
	default:
		return false
	}
}
