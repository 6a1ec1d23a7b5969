package smsprovider

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// described is $metadata as a client reads it.
type described struct {
	Schemas []describedSchema `xml:"DataServices>Schema"`
}

type describedSchema struct {
	Namespace    string            `xml:"Namespace,attr"`
	EntityTypes  []describedType   `xml:"EntityType"`
	ComplexTypes []edmxName        `xml:"ComplexType"`
	Actions      []describedAction `xml:"Action"`
	Sets         []edmxSet         `xml:"EntityContainer>EntitySet"`
	Imports      []edmxImport      `xml:"EntityContainer>ActionImport"`
}

type describedType struct {
	Name       string         `xml:"Name,attr"`
	Keys       []edmxName     `xml:"Key>PropertyRef"`
	Properties []edmxProperty `xml:"Property"`
}

type describedAction struct {
	Name       string         `xml:"Name,attr"`
	IsBound    bool           `xml:"IsBound,attr"`
	Parameters []edmxProperty `xml:"Parameter"`
}

func (d describedSchema) staticAction(name string) bool {
	return slices.ContainsFunc(d.Actions, func(a describedAction) bool { return a.Name == name && !a.IsBound })
}

func describe(t *testing.T, s *site) describedSchema {
	t.Helper()
	got := s.wmi(reader, http.MethodGet, "$metadata", "")
	var d described
	if err := xml.Unmarshal([]byte(got.body), &d); err != nil || got.status != 200 || got.header.Get("Content-Type") != "application/xml" || len(d.Schemas) != 1 {
		t.Fatalf("%v, %d: %.300s", err, got.status, got.body)
	}
	return d.Schemas[0]
}

func TestMetadata(t *testing.T) {
	for _, noWrites := range []bool{false, true} {
		s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.NoWrites = noWrites })
		schema := describe(t, s)
		imports, annotated := []string{}, []string{}
		for _, i := range schema.Imports {
			if i.Action != schema.Namespace+"."+i.Name || !schema.staticAction(i.Name) {
				t.Errorf("import %+v has no action", i)
			}
			imports = append(imports, i.Name)
		}
		for _, set := range schema.Sets {
			if set.EntityType != schema.Namespace+"."+set.Name {
				t.Errorf("set %+v", set)
			}
			for _, a := range set.Annotations {
				annotated = append(annotated, set.Name+" "+a.Term[strings.LastIndexByte(a.Term, '.')+1:]+" "+a.Value.Property+"="+a.Value.Bool)
			}
		}
		wantImports := []string{"SMS_CoMgmtConfigs.GetTenantCollectionMapping", "SMS_CoMgmtConfigs.AddTenantCollectionMapping", "SMS_CoMgmtConfigs.RemoveTenantCollectionMapping", "SMS_Identification.GetSiteID", "SMS_Identification.GetProviderVersion"}
		wantAnnotated := []string{systemRoleClass + " InsertRestrictions Insertable=false", systemRoleClass + " DeleteRestrictions Deletable=false"}
		if noWrites {
			wantImports = slices.Delete(wantImports, 1, 3)
			wantAnnotated = nil
			for _, class := range []string{applicationClass, tenantClass, serviceClass, systemRoleClass} {
				wantAnnotated = append(wantAnnotated, class+" InsertRestrictions Insertable=false", class+" UpdateRestrictions Updatable=false", class+" DeleteRestrictions Deletable=false")
			}
		}
		if !slices.Equal(imports, wantImports) || !slices.Equal(annotated, wantAnnotated) {
			t.Errorf("no writes %v: imports %v, annotations %v", noWrites, imports, annotated)
		}
	}
}

func TestMetadataTypes(t *testing.T) {
	s := newSite(t, nil)
	schema := describe(t, s)
	types := map[string]string{}
	for _, e := range schema.EntityTypes {
		if len(e.Keys) == 0 || len(e.Properties) < 13 || e.Properties[0].Name != "__GENUS" {
			t.Errorf("type %s: keys %v, properties %v", e.Name, e.Keys, e.Properties)
		}
		for _, p := range e.Properties {
			types[e.Name+"."+p.Name] = p.Type
		}
	}
	for name, want := range map[string]string{
		"SMS_Collection.CollectionType": "Edm.Int64", "SMS_Collection.MemberCount": "Edm.Int32", "SMS_Collection.IsBuiltIn": "Edm.Boolean",
		"SMS_Collection.ISVData": "Edm.Binary", "SMS_Collection.CollectionRules": "Collection(AdminService.SMS_CollectionRule)",
		"SMS_AAD_Application_Ex.SecretKeyExpiry": "Edm.DateTimeOffset", "SMS_Azure_CloudService.AssociatedAADWebApplications": "Collection(Edm.Int64)",
		"SMS_SCI_SysResUse.Props": "Collection(AdminService.SMS_EmbeddedProperty)", "SMS_SCI_SysResUse.FileType": "Edm.Int64", "SMS_Admin.RoleNames": "Collection(Edm.String)",
	} {
		if types[name] != want {
			t.Errorf("%s is %s, want %s", name, types[name], want)
		}
	}
	if len(schema.Sets) != len(schema.EntityTypes) || !slices.Contains(schema.ComplexTypes, edmxName{"SMS_EmbeddedProperty"}) {
		t.Errorf("%d sets, %d types", len(schema.Sets), len(schema.EntityTypes))
	}
	bound := 0
	for _, a := range schema.Actions {
		if a.IsBound {
			bound++
			if a.Name != "AddMembershipRule" || a.Parameters[0].Type != "AdminService.SMS_Collection" {
				t.Errorf("bound action %+v", a)
			}
		}
	}
	if bound != 1 {
		t.Errorf("%d bound actions", bound)
	}
}

func TestNoWrites(t *testing.T) {
	s := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.NoWrites, seed.CloudManagement = true, true })
	for _, tt := range []struct {
		method, path, body string
		status             int
	}{
		{"POST", tenantClass, "{}", 405},
		{"POST", applicationClass, "{}", 405},
		{"POST", serviceClass, "{}", 405},
		{"PUT", tenantClass + "(16777217)", "{}", 405},
		{"PUT", systemRolePath(s, "SMS Site System"), "{}", 405},
		{"GET", systemRolePath(s, "SMS Site System"), "", 200},
		{"DELETE", tenantClass + "(16777217)", "", 405},
		{"POST", mappingClass + ".AddTenantCollectionMapping", `{"TenantID":"` + s.tenant.ID + `","CollectionSiteID":"P0100014"}`, 404},
		{"POST", mappingClass + ".RemoveTenantCollectionMapping", `{"TenantID":"` + s.tenant.ID + `"}`, 404},
		{"POST", mappingClass + ".GetTenantCollectionMapping", `{"TenantID":"` + s.tenant.ID + `"}`, 201},
		{"GET", tenantClass + "(16777217)", "", 200},
	} {
		if got := s.wmi(admin, tt.method, tt.path, tt.body); got.status != tt.status {
			t.Errorf("%s %s: %d %s", tt.method, tt.path, got.status, got.body)
		}
	}
}
