package msgraph

import (
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Page sizes of directory objects.
const (
	defaultPage = 100
	largestPage = 999
)

// resource describes how the objects of a type may be read.
type resource struct {
	set      string   // in @odata.context
	name     string   // of the type
	defaults []string // what comes without $select
	onSelect []string // what comes only with it
	filters  []string // what $filter takes, with eq
	guids    []string // those of them that are Edm.Guid, whose literals have no quotes
	expand   string   // what $expand takes
	counted  bool     // whether it takes $count=true
	unpaged  bool     // whether it takes no $top
}

// options are the query options of a read.
type options struct {
	fields []string // of $select; nil without it
	filter []comparison
	top    int
	after  string // id of the last object of the page before
	expand bool
	count  bool
}

// options reads the query. Options that the lab does not emulate are refused, as Graph does with those that a resource
// does not support; $count, $search and $orderby need an advanced query, which is served from another index and is no
// way to confirm a write (Graph notes §2.3).
func (c *call) options(res resource, list bool) (options, error) {
	values, err := url.ParseQuery(c.request.query)
	if err != nil {
		return options{}, badRequest("The query is not well-formed.")
	}
	o := options{top: defaultPage}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !strings.HasPrefix(name, "$") {
			continue
		}
		if len(values[name]) > 1 {
			return options{}, badRequest("Query option '" + name + "' was specified more than once, but it must be specified at most once.")
		}
		if name != "$select" && !list {
			return options{}, refuse(codeUnsupported, "The query option '%s' is not supported for a single object.", name)
		}
		if err := o.read(res, name, values.Get(name)); err != nil {
			return options{}, err
		}
	}
	return o, nil
}

func (o *options) read(res resource, name, value string) (err error) {
	switch {
	case name == "$expand" && res.expand != "" && value == res.expand:
		o.expand = true
		return nil
	case name == "$count" && res.counted && value == "true":
		o.count = true
		return nil
	case name == "$top" && res.unpaged:
		return unsupported(name, res)
	}
	switch name {
	case "$select":
		o.fields, err = selection(res, value)
	case "$filter":
		o.filter, err = parseFilter(res, value)
	case "$top":
		if o.top, err = strconv.Atoi(value); err != nil || o.top < 1 || o.top > largestPage {
			err = badRequest("Invalid page size specified: '" + value + "'. Must be between 1 and " + strconv.Itoa(largestPage) + " inclusive.")
		}
	case "$skiptoken":
		token, decodeErr := base64.RawURLEncoding.DecodeString(value)
		if o.after = string(token); decodeErr != nil || o.after == "" {
			err = refuse("Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.")
		}
	default:
		err = unsupported(name, res)
	}
	return err
}

func unsupported(option string, res resource) error {
	return refuse(codeUnsupported, "Request is not supported: query option '%s' on '%s'.", option, res.set)
}

func selection(res resource, list string) ([]string, error) {
	fields := []string{}
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(res.defaults, name) && !slices.Contains(res.onSelect, name) {
			return nil, badRequest("Parsing OData Select and Expand failed: Could not find a property named '" + name + "' on type 'microsoft.graph." + res.name + "'.")
		}
		fields = append(fields, name)
	}
	return fields, nil
}

// projection is $select as it shows in @odata.context.
func (o *options) projection() string {
	if o.fields == nil {
		return ""
	}
	return "(" + strings.Join(o.fields, ",") + ")"
}

func pick(view map[string]any, fields []string) map[string]any {
	out := make(map[string]any, len(fields)+1)
	for _, name := range fields {
		out[name] = view[name]
	}
	return out
}

// list answers with a page of objects, which come ordered by id.
func (c *call) list(res resource, views []map[string]any) (*answer, error) {
	o, err := c.options(res, true)
	if err != nil {
		return nil, err
	}
	fields := res.defaults
	if o.fields != nil {
		fields = o.fields
	}
	if o.expand {
		fields = append(fields[:len(fields):len(fields)], res.expand)
	}
	out := map[string]any{"@odata.context": c.server.base() + "/$metadata#" + res.set + o.projection()}
	if o.count {
		out["@odata.count"] = len(views)
	}
	page := []any{}
	last := ""
	for _, view := range views {
		id, _ := view["id"].(string)
		if id <= o.after || !holds(o.filter, view) {
			continue
		}
		if len(page) == o.top {
			out["@odata.nextLink"] = c.nextLink(last)
			break
		}
		page, last = append(page, pick(view, fields)), id
	}
	out["value"] = page
	return &answer{status: http.StatusOK, body: out}, nil
}

// nextLink repeats the request's options for the next page.
func (c *call) nextLink(after string) string {
	values, _ := url.ParseQuery(c.request.query) // was parsed before
	values.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte(after)))
	return c.server.base() + "/" + c.request.path + "?" + values.Encode()
}
