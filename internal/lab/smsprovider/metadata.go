package smsprovider

import (
	"encoding/xml"
	"net/http"
	"slices"
)

// edmx is the document of $metadata: OData CSDL XML 4.0.
type edmx struct {
	XMLName xml.Name   `xml:"edmx:Edmx"`
	Version string     `xml:"Version,attr"`
	XMLNS   string     `xml:"xmlns:edmx,attr"`
	Schema  edmxSchema `xml:"edmx:DataServices>Schema"`
}

type edmxSchema struct {
	Namespace    string        `xml:"Namespace,attr"`
	XMLNS        string        `xml:"xmlns,attr"`
	EntityTypes  []edmxType    `xml:"EntityType"`
	ComplexTypes []edmxType    `xml:"ComplexType"`
	Actions      []edmxAction  `xml:"Action"`
	Container    edmxContainer `xml:"EntityContainer"`
}

type edmxType struct {
	Name       string         `xml:"Name,attr"`
	Base       string         `xml:"BaseType,attr,omitempty"`
	Open       string         `xml:"OpenType,attr,omitempty"`
	Keys       *edmxKey       `xml:"Key"`
	Properties []edmxProperty `xml:"Property"`
}

type edmxKey struct {
	References []edmxName `xml:"PropertyRef"`
}

type edmxName struct {
	Name string `xml:"Name,attr"`
}

type edmxProperty struct {
	Name     string `xml:"Name,attr"`
	Type     string `xml:"Type,attr"`
	Nullable string `xml:"Nullable,attr,omitempty"`
}

type edmxAction struct {
	Name       string         `xml:"Name,attr"`
	IsBound    string         `xml:"IsBound,attr,omitempty"`
	Parameters []edmxProperty `xml:"Parameter"`
	Return     edmxReturn     `xml:"ReturnType"`
}

type edmxReturn struct {
	Type string `xml:"Type,attr"`
}

type edmxContainer struct {
	Name    string       `xml:"Name,attr"`
	Sets    []edmxSet    `xml:"EntitySet"`
	Imports []edmxImport `xml:"ActionImport"`
}

type edmxSet struct {
	Name        string           `xml:"Name,attr"`
	EntityType  string           `xml:"EntityType,attr"`
	Annotations []edmxAnnotation `xml:"Annotation"`
}

type edmxImport struct {
	Name   string `xml:"Name,attr"`
	Action string `xml:"Action,attr"`
}

type edmxAnnotation struct {
	Term  string    `xml:"Term,attr"`
	Value edmxValue `xml:"Record>PropertyValue"`
}

type edmxValue struct {
	Property string `xml:"Property,attr"`
	Bool     string `xml:"Bool,attr"`
}

func emptyDocument() edmx {
	return edmx{
		Version: "4.0", XMLNS: "http://docs.oasis-open.org/odata/ns/edmx",
		Schema: edmxSchema{Namespace: namespace, XMLNS: "http://docs.oasis-open.org/odata/ns/edm", Container: edmxContainer{Name: "Container"}},
	}
}

func (s *server) serveMetadata(r *request, document edmx) (answer, error) {
	if r.http.Method != http.MethodGet {
		return answer{}, notAllowed(http.MethodGet)
	}
	body, err := xml.MarshalIndent(document, "", "  ")
	return answer{status: http.StatusOK, contentType: "application/xml", body: append([]byte(xml.Header), body...)}, err
}

// document describes the classes. The forms of types, of bound actions and of the imports of static methods, which are
// named Class.Method, are those of a published excerpt (dustinestes/MECM_Toolkit, page "Administration Service", section
// SMS_Collection); the declaration of the imported actions is inferred.
func (s *schema) document() edmx {
	d := emptyDocument()
	to := &d.Schema
	for _, e := range s.embedded {
		t := edmxType{Name: e.name, Properties: edmxProperties(e.properties)}
		if e.base != "" {
			t.Base = namespace + "." + e.base
		}
		to.ComplexTypes = append(to.ComplexTypes, t)
	}
	to.ComplexTypes = append(to.ComplexTypes, edmxType{Name: "__PARAMETERS", Open: "true", Properties: []edmxProperty{{Name: "ReturnValue", Type: "Edm.Int32"}}})
	for _, c := range s.ordered() {
		to.EntityTypes = append(to.EntityTypes, c.entityType())
		to.Container.Sets = append(to.Container.Sets, c.entitySet())
		for _, m := range c.methods {
			to.add(c, m)
		}
	}
	return d
}

func (to *edmxSchema) add(c *class, m method) {
	a := edmxAction{Name: c.name + "." + m.name, Parameters: edmxProperties(m.in), Return: edmxReturn{namespace + ".__PARAMETERS"}}
	if m.bound {
		a.Name, a.IsBound, a.Return = m.name, "true", edmxReturn{"Edm.Int32"}
		a.Parameters = slices.Insert(a.Parameters, 0, edmxProperty{Name: "bindingParameter", Type: namespace + "." + c.name})
	} else {
		to.Container.Imports = append(to.Container.Imports, edmxImport{Name: a.Name, Action: namespace + "." + a.Name})
	}
	to.Actions = append(to.Actions, a)
}

// entityType has the system fields first (AdminService notes §1.5).
func (c *class) entityType() edmxType {
	t := edmxType{Name: c.name, Keys: &edmxKey{}, Properties: edmxProperties(slices.Concat(
		of(kindSint32, "__GENUS"), of(kindText, "__CLASS", "__SUPERCLASS", "__DYNASTY", "__RELPATH"), of(kindSint32, "__PROPERTY_COUNT"),
		of(kindTexts, "__DERIVATION"), of(kindText, "__SERVER", "__NAMESPACE", "__PATH"), of(kindTexts, lazyProperties), of(kindSint32, securityVerbs),
		c.properties,
	))}
	for _, key := range c.keys {
		t.Keys.References = append(t.Keys.References, edmxName{key})
	}
	return t
}

// entitySet says with the Capabilities vocabulary of OData which writes this site does not take of a class that could be
// written; of other classes, and of what it takes, it says nothing. That a site would say so at all is inferred.
func (c *class) entitySet() edmxSet {
	set := edmxSet{Name: c.name, EntityType: namespace + "." + c.name}
	refuse := func(restriction, property string) {
		set.Annotations = append(set.Annotations, edmxAnnotation{Term: "Org.OData.Capabilities.V1." + restriction + "Restrictions", Value: edmxValue{property, "false"}})
	}
	if c.writes == nil && !c.restricted {
		return set
	}
	if !c.writes.insertable() {
		refuse("Insert", "Insertable")
	}
	if !c.writes.updatable() {
		refuse("Update", "Updatable")
	}
	if !c.writes.deletable() {
		refuse("Delete", "Deletable")
	}
	return set
}

func edmxProperties(list []property) []edmxProperty {
	out := make([]edmxProperty, 0, len(list))
	for _, p := range list {
		e := edmxProperty{Name: p.name, Type: p.edm()}
		if p.required {
			e.Nullable = "false"
		}
		out = append(out, e)
	}
	return out
}
