package smsprovider

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// namespace is that of the types in $metadata.
const namespace = "AdminService"

// kind is the WMI type of a property or parameter.
type kind int

const (
	kindText    kind = iota // string
	kindUint32              // uint32
	kindSint32              // sint32
	kindBool                // boolean
	kindTime                // datetime
	kindBytes               // uint8[]
	kindTexts               // string[]
	kindUint32s             // uint32[]
	kindObjects             // array of embedded objects
	kindObject              // embedded object
)

// property is one of a class, or a parameter of a method.
type property struct {
	name     string
	kind     kind
	of       string // the class of embedded objects
	lazy     bool   // filled only when the instance is asked for by its key (AdminService notes §1.3)
	required bool   // must be in a new row, and again in each update (AdminService notes §1.4)
	resent   bool   // must be in each update
	writable bool   // of embedded objects: a body may hold them
	site     bool   // set by the site; what a body says of it is ignored (inferred)
}

// edm is the type in $metadata (AdminService notes §1.5).
func (p property) edm() string {
	switch p.kind {
	case kindText:
		return "Edm.String"
	case kindUint32:
		return "Edm.Int64"
	case kindSint32:
		return "Edm.Int32"
	case kindBool:
		return "Edm.Boolean"
	case kindTime:
		return "Edm.DateTimeOffset"
	case kindBytes:
		return "Edm.Binary"
	case kindTexts:
		return "Collection(Edm.String)"
	case kindUint32s:
		return "Collection(Edm.Int64)"
	case kindObjects:
		return "Collection(" + namespace + "." + p.of + ")"
	default:
		return namespace + "." + p.of
	}
}

// zero is what a property has that nobody has set; "unset" for a time is 1970 (AdminService notes §1.5).
func (p property) zero() any {
	switch p.kind {
	case kindText:
		return ""
	case kindUint32, kindSint32:
		return int64(0)
	case kindBool:
		return false
	case kindTime:
		return "1970-01-01T00:00:00Z"
	case kindTexts, kindUint32s, kindObjects:
		return []any{}
	default:
		return nil
	}
}

func (p property) isArray() bool {
	return p.kind == kindTexts || p.kind == kindUint32s || p.kind == kindObjects
}

// class is a WMI class. Everything that the service knows of it is derived from this: $metadata, rows, what bodies and
// query options may hold.
type class struct {
	name       string
	keys       []string
	properties []property
	// refusesSelect is of the classes with which $select failed (AdminService notes §1.2).
	refusesSelect bool
	// secured classes have security verbs, which are lazy too.
	secured bool
	// uploadChain classes are those whose writes a site may lack, those of the upload chain above all; restricted says that
	// this one does.
	uploadChain, restricted bool
	// compose makes the rows of a class that has none in the tables.
	compose func(world.Profile, []world.Admin, *world.Tables) []world.Row
	// source makes the rows that a query takes, of a class that has too many to keep.
	source func(*server, *request, *world.Tables, *query) []world.Row
	// writes is nil for a class that is read only.
	writes  *writes
	methods []method
}

func (c *class) property(name string) (property, bool) {
	i := slices.IndexFunc(c.properties, func(p property) bool { return p.name == name })
	if i < 0 {
		return property{}, false
	}
	return c.properties[i], true
}

// lazy are the names of what is only filled for one instance; security verbs always are among them (AdminService notes
// §1.3; first in the published samples).
func (c *class) lazy() []string {
	names := []string{securityVerbs}
	for _, p := range c.properties {
		if p.lazy {
			names = append(names, p.name)
		}
	}
	return names
}

// method is one of a class, or, if bound, of an instance.
type method struct {
	name    string
	bound   bool
	writes  bool
	in, out []property
	run     func(*invocation) (result, error)
}

func (c *class) method(name string, bound bool) (method, bool) {
	i := slices.IndexFunc(c.methods, func(m method) bool { return m.name == name && m.bound == bound })
	if i < 0 {
		return method{}, false
	}
	return c.methods[i], true
}

// embedded is a class whose objects stand in properties of others.
type embedded struct {
	name, base string
	properties []property
}

// schema is what one site exposes.
type schema struct {
	classes  map[string]*class
	embedded []embedded
}

// newSchema is the table of all classes, as a hierarchy of this profile exposes them.
func newSchema(p world.Profile) *schema {
	s := &schema{classes: map[string]*class{}, embedded: embeddedClasses()}
	for _, c := range slices.Concat(siteClasses(), securityClasses(), statusClasses(), userClasses(), deviceClasses(), uploadClasses(), []*class{collections(p)}) {
		slices.SortFunc(c.properties, func(a, b property) int { return cmp.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
		if p.NoWrites && c.uploadChain {
			c.withoutWrites()
		}
		s.classes[c.name] = c
	}
	return s
}

// withoutWrites makes a class of a site that exposes no writes of the upload chain. How such a site would say so is
// inferred: methods are missing, and sets that took writes carry restrictions.
func (c *class) withoutWrites() {
	c.restricted = c.writes != nil
	c.writes = nil
	c.methods = slices.DeleteFunc(c.methods, func(m method) bool { return m.writes })
}

// ordered are the classes by name.
func (s *schema) ordered() []*class {
	out := make([]*class, 0, len(s.classes))
	for _, c := range s.classes {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *class) int { return cmp.Compare(a.name, b.name) })
	return out
}

// These write the table of classes.

func of(k kind, names ...string) []property {
	list := make([]property, 0, len(names))
	for _, n := range names {
		list = append(list, property{name: n, kind: k})
	}
	return list
}

func objectsOf(class, name string) []property {
	return []property{{name: name, kind: kindObjects, of: class}}
}

func lazily(list []property) []property {
	return mark(list, func(p *property) { p.lazy = true })
}

func required(list []property) []property {
	return mark(list, func(p *property) { p.required = true })
}

// again marks what must be in each update.
func again(list []property) []property {
	return mark(list, func(p *property) { p.resent = true })
}

func writable(list []property) []property {
	return mark(list, func(p *property) { p.writable = true })
}

func bySite(list []property) []property {
	return mark(list, func(p *property) { p.site = true })
}

func mark(list []property, set func(*property)) []property {
	for i := range list {
		set(&list[i])
	}
	return list
}
