package adminservice

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// csdlOf is a document of $metadata with the given content of its schema.
func csdlOf(content string) string {
	return `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>` +
		`<Schema Namespace="AdminService" xmlns="http://docs.oasis-open.org/odata/ns/edm">` + content + `</Schema></edmx:DataServices></edmx:Edmx>`
}

func container(content string) string {
	return `<EntityContainer Name="Container">` + content + `</EntityContainer>`
}

const (
	tenantSet = `<EntitySet Name="SMS_AAD_Tenant_Ex" EntityType="AdminService.SMS_AAD_Tenant_Ex" />`
	forbidden = `<Annotation Term="Org.OData.Capabilities.V1.InsertRestrictions"><Record><PropertyValue Property="Insertable" Bool="false"/></Record></Annotation>` +
		`<Annotation Term="Org.OData.Capabilities.V1.UpdateRestrictions"><Record><PropertyValue Property="Updatable" Bool="true"/></Record></Annotation>` +
		`<Annotation Term="Org.OData.Capabilities.V1.DeleteRestrictions"><Record><PropertyValue Property="Deletable"><Bool>false</Bool></PropertyValue></Record></Annotation>`
)

var smallMetadata = csdlOf(container(tenantSet)) //nolint:gochecknoglobals // constant

// TestParseMetadata: the forms in which a site may say what it exposes; which one it takes is not known.
func TestParseMetadata(t *testing.T) {
	add := `SMS_CoMgmtConfigs.AddTenantCollectionMapping`
	bound := func(kind, typ string) string {
		return `<` + kind + ` Name="AddTenantCollectionMapping" IsBound="true"><Parameter Name="bindingParameter" Type="` + typ + `"/><Parameter Name="TenantID" Type="Edm.String"/></` + kind + `>`
	}
	tests := map[string]struct {
		document string
		has      []Need
		hasNot   []Need
	}{
		"sets": {csdlOf(container(tenantSet)),
			[]Need{{Class: tenantClass, Kind: KindCreate}, {Class: tenantClass, Kind: KindUpdate}, {Class: tenantClass, Kind: KindDelete}},
			[]Need{{Class: serviceClass, Kind: KindCreate}, {Class: strings.ToLower(tenantClass), Kind: KindCreate}, mapping()}},
		"restrictions in the set": {csdlOf(container(strings.Replace(tenantSet, " />", ">"+forbidden+"</EntitySet>", 1))),
			[]Need{{Class: tenantClass, Kind: KindUpdate}}, []Need{{Class: tenantClass, Kind: KindCreate}, {Class: tenantClass, Kind: KindDelete}}},
		"restrictions by target, before the set": {csdlOf(`<Annotations Target="AdminService.Container/SMS_AAD_Tenant_Ex">` + forbidden + `</Annotations><Annotations Target="AdminService.Container/Other">` + forbidden + `</Annotations>` + container(tenantSet)),
			[]Need{{Class: tenantClass, Kind: KindUpdate}}, []Need{{Class: tenantClass, Kind: KindCreate}, {Class: tenantClass, Kind: KindDelete}}},
		"action of the class":       {csdlOf(bound("Action", "AdminService.SMS_CoMgmtConfigs") + container(tenantSet)), []Need{mapping()}, nil},
		"action of the set":         {csdlOf(bound("Action", "Collection(AdminService.SMS_CoMgmtConfigs)") + container(tenantSet)), []Need{mapping()}, nil},
		"function of the class":     {csdlOf(bound("Function", "AdminService.SMS_CoMgmtConfigs") + container(tenantSet)), []Need{mapping()}, nil},
		"action of another class":   {csdlOf(bound("Action", "AdminService.SMS_Other") + container(tenantSet)), nil, []Need{mapping()}},
		"action that is not bound":  {csdlOf(strings.Replace(bound("Action", "AdminService.SMS_CoMgmtConfigs"), "true", "false", 1) + container(tenantSet)), nil, []Need{mapping()}},
		"action without parameters": {csdlOf(`<Action Name="AddTenantCollectionMapping" IsBound="true"/>` + container(tenantSet)), nil, []Need{mapping()}},
		"import":                    {csdlOf(container(tenantSet + `<ActionImport Name="` + add + `" Action="x"/>`)), []Need{mapping()}, nil},
		"import with underscore":    {csdlOf(container(tenantSet + `<FunctionImport Name="` + strings.Replace(add, ".", "_", 1) + `" Function="x"/>`)), []Need{mapping()}, nil},
		"import of another method":  {csdlOf(container(tenantSet + `<ActionImport Name="SMS_CoMgmtConfigs.Other"/>`)), nil, []Need{mapping()}},
		"import split over schemas": {strings.Replace(csdlOf(container(tenantSet)), "</edmx:DataServices>", `<Schema Namespace="More">`+container(`<ActionImport Name="`+add+`"/>`)+`</Schema></edmx:DataServices>`, 1), []Need{mapping(), {Class: tenantClass, Kind: KindCreate}}, nil},
		"byte order mark":           {"\ufeff" + smallMetadata, []Need{{Class: tenantClass, Kind: KindCreate}}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			caps, err := parseMetadata([]byte(tt.document))
			if err != nil {
				t.Fatal(err)
			}
			if err := caps.Check(tt.has...); err != nil {
				t.Errorf("got %v", err)
			}
			for _, n := range tt.hasNot {
				if caps.Check(n) == nil {
					t.Errorf("it has %+v", n)
				}
			}
		})
	}
}

func mapping() Need {
	return Need{Class: mappingClass, Method: "AddTenantCollectionMapping", Kind: KindWriteMethod}
}

// TestParseMetadataJunk: what is not $metadata is an error, never a site that exposes nothing.
func TestParseMetadataJunk(t *testing.T) {
	for name, document := range map[string]string{
		"empty": "", "text": "Access denied", "JSON": `{"value":[]}`, "page": "<html><body>Sign in</body></html>", "cut off": smallMetadata[:len(smallMetadata)/2],
		"no class": csdlOf(container("")), "broken attribute": csdlOf(`<Action Name="x" IsBound="perhaps"/>` + container(tenantSet)),
	} {
		if caps, err := parseMetadata([]byte(document)); err == nil || !strings.Contains(err.Error(), "$metadata") {
			t.Errorf("%s: got %+v, %v", name, caps, err)
		}
	}
}

// FuzzParseMetadata: any document parses to something with a class in it, or is an error.
func FuzzParseMetadata(f *testing.F) {
	for _, seed := range []string{smallMetadata, csdlOf(container(strings.Replace(tenantSet, " />", ">"+forbidden+"</EntitySet>", 1))), csdlOf(`<Action Name="" IsBound="true"><Parameter Type="Collection("/></Action>` + container(tenantSet+`<ActionImport Name="_"/>`)), "<a", ""} {
		f.Add([]byte(seed))
	}
	needs := slices.Concat(NeedTenantWrite(), NeedMappingWrite())
	f.Fuzz(func(t *testing.T, document []byte) {
		caps, err := parseMetadata(document)
		if (err == nil) != (caps != nil) || err == nil && len(caps.sets) == 0 {
			t.Fatalf("got %+v, %v", caps, err)
		}
		if err == nil {
			_ = caps.Check(needs...)
		}
	})
}

// bigMetadata is about what a site sends: more than 700 classes (AdminService notes §1.1).
func bigMetadata() []byte {
	var types, sets strings.Builder
	for i := range 700 {
		fmt.Fprintf(&types, `<EntityType Name="SMS_Class%d"><Key><PropertyRef Name="ID"/></Key>%s</EntityType>`, i, strings.Repeat(`<Property Name="SomeProperty" Type="Edm.Int64" Nullable="false"/>`, 30))
		fmt.Fprintf(&types, `<Action Name="Method%d" IsBound="true"><Parameter Name="p" Type="AdminService.SMS_Class%d"/></Action>`, i, i)
		fmt.Fprintf(&sets, `<EntitySet Name="SMS_Class%d" EntityType="AdminService.SMS_Class%d"/>`, i, i)
	}
	return []byte(csdlOf(types.String() + container(sets.String())))
}

func BenchmarkParseMetadata(b *testing.B) {
	document := bigMetadata()
	b.SetBytes(int64(len(document)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseMetadata(document); err != nil {
			b.Fatal(err)
		}
	}
}
