package adminservice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
)

// The document of $metadata, as far as it is read (OData CSDL XML 4.0).
type csdl struct {
	Schemas []csdlSchema `xml:"DataServices>Schema"`
}

type csdlSchema struct {
	Namespace   string            `xml:"Namespace,attr"`
	Containers  []csdlContainer   `xml:"EntityContainer"`
	Actions     []csdlOperation   `xml:"Action"`
	Functions   []csdlOperation   `xml:"Function"`
	Annotations []csdlAnnotations `xml:"Annotations"`
}

type csdlContainer struct {
	Sets            []csdlSet    `xml:"EntitySet"`
	ActionImports   []csdlImport `xml:"ActionImport"`
	FunctionImports []csdlImport `xml:"FunctionImport"`
}

type csdlSet struct {
	Name        string           `xml:"Name,attr"`
	Type        string           `xml:"EntityType,attr"`
	Annotations []csdlAnnotation `xml:"Annotation"`
}

type csdlImport struct {
	Name string `xml:"Name,attr"`
}

type csdlOperation struct {
	Name       string `xml:"Name,attr"`
	Bound      bool   `xml:"IsBound,attr"`
	Parameters []struct {
		Type string `xml:"Type,attr"`
	} `xml:"Parameter"`
}

type csdlAnnotations struct {
	Target string           `xml:"Target,attr"`
	List   []csdlAnnotation `xml:"Annotation"`
}

type csdlAnnotation struct {
	Term   string `xml:"Term,attr"`
	Values []struct {
		Property string `xml:"Property,attr"`
		Bool     string `xml:"Bool,attr"`
		Element  string `xml:"Bool"`
	} `xml:"Record>PropertyValue"`
}

// restrictions are the writes that a set says it does not take; what it does not mention is unknown.
type restrictions struct{ insert, update, delete bool }

func (r restrictions) forbids(k Kind) bool {
	switch k {
	case KindCreate:
		return r.insert
	case KindUpdate:
		return r.update
	case KindDelete:
		return r.delete
	default:
		return false
	}
}

// parseMetadata reads $metadata. A published excerpt shows methods as action imports named Class.Method (observed, one
// toolkit's page); no whole document is published, so bound operations and other operation imports are taken, too.
func parseMetadata(body []byte) (*Capabilities, error) {
	var doc csdl
	if err := xml.Unmarshal(bytes.TrimPrefix(body, []byte("\ufeff")), &doc); err != nil {
		return nil, fmt.Errorf("$metadata is not the XML of OData: %w", err)
	}
	caps := &Capabilities{sets: map[string]restrictions{}, methods: map[string]bool{}}
	for _, s := range doc.Schemas {
		caps.addOperations(s.Actions)
		caps.addOperations(s.Functions)
		for _, c := range s.Containers {
			caps.addContainer(c)
		}
	}
	for _, s := range doc.Schemas {
		for _, a := range s.Annotations {
			name := a.Target[strings.LastIndexByte(a.Target, '/')+1:]
			if set, ok := caps.sets[name]; ok {
				caps.sets[name] = set.with(a.List)
			}
		}
	}
	if len(caps.sets) == 0 {
		return nil, errors.New("it is no $metadata of this service, since it names no class at all. A proxy or firewall may have sent it")
	}
	return caps, nil
}

func (caps *Capabilities) addContainer(c csdlContainer) {
	for _, set := range c.Sets {
		caps.sets[set.Name] = restrictions{}.with(set.Annotations)
	}
	for _, i := range append(c.ActionImports, c.FunctionImports...) {
		caps.methods[i.Name] = true
		if at := strings.LastIndexByte(i.Name, '_'); at >= 0 { // Class_Method
			caps.methods[i.Name[:at]+"."+i.Name[at+1:]] = true
		}
	}
}

func (caps *Capabilities) addOperations(list []csdlOperation) {
	for _, o := range list {
		if !o.Bound || len(o.Parameters) == 0 {
			continue
		}
		bound := strings.TrimSuffix(strings.TrimPrefix(o.Parameters[0].Type, "Collection("), ")")
		caps.methods[bound[strings.LastIndexByte(bound, '.')+1:]+"."+o.Name] = true
	}
}

func (r restrictions) with(list []csdlAnnotation) restrictions {
	for _, a := range list {
		for _, v := range a.Values {
			if v.Bool != "false" && strings.TrimSpace(v.Element) != "false" {
				continue
			}
			switch v.Property {
			case "Insertable":
				r.insert = true
			case "Updatable":
				r.update = true
			case "Deletable":
				r.delete = true
			}
		}
	}
	return r
}
