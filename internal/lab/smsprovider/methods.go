package smsprovider

import (
	"net/http"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// invocation is one call of a method. Tables may only be written to by a method that writes.
type invocation struct {
	server    *server
	account   account
	tables    *world.Tables
	arguments map[string]any
	row       world.Row // of the instance, for a bound method
}

// result is what a method gives: out parameters, and a ReturnValue that is 0 for success.
type result struct {
	returns int
	out     map[string]any
}

// serveMethod calls a method: by POST, and by GET too if it takes no parameters; the answer is 201 either way
// (AdminService notes §1.4).
func (s *server) serveMethod(r *request) (answer, error) {
	m, ok := r.class.method(r.target.method, r.target.bound)
	byGet := r.http.Method == http.MethodGet && !m.bound
	switch {
	case !ok, byGet && len(m.in) > 0: // a GET lacks parameters, which is like wrong ones
		return answer{}, notFound()
	case r.http.Method != http.MethodPost && !byGet:
		return answer{}, notAllowed(http.MethodPost)
	case m.writes && !r.account.mayWrite(), !r.account.mayRead():
		return answer{}, accessDenied()
	}
	arguments := map[string]any{}
	if !byGet {
		var err error
		if arguments, err = r.arguments(m); err != nil {
			return answer{}, err
		}
	}
	got, err := s.invoke(r, m, arguments)
	if err != nil {
		return answer{}, err
	}
	var o object
	o.set("@odata.context", r.context("__PARAMETERS"))
	o.set("ReturnValue", got.returns)
	for _, p := range m.out {
		o.set(p.name, got.out[p.name])
	}
	return jsonAnswer(http.StatusCreated, o.bytes()), nil
}

// arguments are the parameters of a call. One that is missing, unknown or of the wrong type is answered like a method
// that is not there (AdminService notes §1.7).
func (r *request) arguments(m method) (map[string]any, error) {
	body, err := r.body()
	if err != nil {
		return nil, err
	}
	arguments := map[string]any{}
	for _, p := range m.in {
		v, err := p.typed(body[p.name])
		if err != nil {
			return nil, notFound()
		}
		arguments[p.name] = v
	}
	if len(arguments) != len(body) {
		return nil, notFound()
	}
	return arguments, nil
}

func (s *server) invoke(r *request, m method, arguments map[string]any) (got result, err error) {
	run := func(tables *world.Tables) error {
		i := &invocation{server: s, account: r.account, tables: tables, arguments: arguments}
		if m.bound {
			var ok bool
			if i.row, ok = r.find(s.visible(r, tables, nil, &query{top: -1})); !ok {
				return notFound()
			}
		}
		got, err = m.run(i)
		return err
	}
	if m.writes {
		err = s.hierarchy.UpdateBy(r.account.actor(), run)
		return got, err
	}
	s.hierarchy.View(func(tables *world.Tables) { err = run(tables) })
	return got, err
}

// mappingMethods are the methods of the upload scope (AdminService notes §2.1). Their form over this interface is
// inferred.
func mappingMethods() []method {
	tenant := of(kindText, "TenantID")
	return []method{
		{name: "GetTenantCollectionMapping", in: tenant, out: of(kindText, "CollectionSiteID"), run: getMapping},
		{name: "AddTenantCollectionMapping", writes: true, in: of(kindText, "CollectionSiteID", "TenantID"), run: addMapping},
		{name: "RemoveTenantCollectionMapping", writes: true, in: tenant, run: removeMapping},
	}
}

// mappedTenant is the tenant that a call is about. Without a row of it the site fails to convert a type (AdminService
// notes §2.1); that Add and Remove fail so too is inferred.
func (i *invocation) mappedTenant() (string, error) {
	id := textOf(i.arguments["TenantID"])
	row, ok := firstRow(i.tables.Rows[tenantClass], func(row world.Row) bool { return strings.EqualFold(textOf(row["TenantID"]), id) })
	if !ok {
		return "", providerFailed("Conversion failed: the value is not of the expected type.")
	}
	return textOf(row["TenantID"]), nil
}

// getMapping gives "" for all devices (AdminService notes §2.1).
func getMapping(i *invocation) (result, error) {
	id, err := i.mappedTenant()
	return result{out: map[string]any{"CollectionSiteID": mapping(i.tables, id)}}, err
}

// addMapping replaces a scope that there is: what a site does then is not known (inferred). A collection that is not
// there, is hidden from the account or has no devices is refused by the ReturnValue (inferred).
func addMapping(i *invocation) (result, error) {
	id, err := i.mappedTenant()
	if err != nil {
		return result{}, err
	}
	collectionID := textOf(i.arguments["CollectionSiteID"])
	row, ok := collection(i.tables, collectionID)
	if !ok || !i.account.seesCollection(i.tables, collectionID) {
		return result{returns: 1}, nil
	}
	if kind, _ := numberOf(row["CollectionType"]); kind != deviceCollection {
		return result{returns: 1}, nil
	}
	dropMapping(i.tables, id)
	i.tables.Mappings[id] = collectionID
	return result{}, nil
}

// removeMapping succeeds without a scope as well: what a site does then is not known (inferred).
func removeMapping(i *invocation) (result, error) {
	id, err := i.mappedTenant()
	if err == nil {
		dropMapping(i.tables, id)
	}
	return result{}, err
}
