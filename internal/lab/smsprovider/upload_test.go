package smsprovider

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

const (
	tenantGUID = "dddddddd-0000-4000-8000-000000000001"
	clientGUID = "dddddddd-0000-4000-8000-000000000002"
	secretText = "plain-secret-that-must-never-show"
)

func tenantBody(name, id string) string {
	return fmt.Sprintf(`{"Name":%q,"TenantID":%q,"Environment":1}`, name, id)
}

func applicationBody(client string, tenant any, more string) string {
	return fmt.Sprintf(`{"Name":"app","ClientID":%q,"IdentifierUri":"api://x/y","IsClientApp":false,"TenantID":%s%s}`, client, textOf(tenant), more)
}

func instance(class string, row map[string]any) string { return class + "(" + textOf(row["ID"]) + ")" }

// attach makes the whole chain.
func attach(s *site) (tenant, application, service map[string]any) {
	s.t.Helper()
	tenant = s.do(admin, "POST", tenantClass, tenantBody("Contoso", tenantGUID), 201)
	application = s.do(admin, "POST", applicationClass, applicationBody(clientGUID, tenant["ID"], `,"SecretKey":"`+secretText+`","SecretKeyExpiry":"2027-01-02T03:04:05.987+02:00"`), 201)
	service = s.do(admin, "POST", serviceClass, fmt.Sprintf(`{"Name":"Tenant attach","ServiceType":5,"AssociatedAADWebApplications":[%s]}`, textOf(application["ID"])), 201)
	return tenant, application, service
}

func TestCreate(t *testing.T) {
	s := newSite(t, nil)
	tenant, application, service := attach(s)
	if tenant["@odata.context"] != s.server.URL+tokenRoute+"/wmi/$metadata#SMS_AAD_Tenant_Ex/$entity" || tenant["value"] != nil || tenant["@odata.etag"] != "16777217" || tenant["SiteCode"] != "P01" {
		t.Errorf("tenant %v", tenant)
	}
	if application["SecretKeyExpiry"] != "2027-01-02T01:04:05Z" || application["SecretKeyCreationTime"] != "2026-05-04T03:02:01Z" || application["LastUpdateTime"] != "2026-05-04T03:02:01Z" || application["ReplyUrl"] != "" {
		t.Errorf("application %v", application)
	}
	if toJSON(t, service["AssociatedAADWebApplications"]) != "[16777317]" || service["ServiceType"] != 5.0 || service["Description"] != "" {
		t.Errorf("service %v", service)
	}
	for _, class := range []string{tenantClass, applicationClass, serviceClass} {
		if rows := s.rows(reader, class); len(rows) != 1 || rows[0]["__CLASS"] != class {
			t.Errorf("%s: %v", class, rows)
		}
	}
}

func TestSecret(t *testing.T) {
	s := newSite(t, nil)
	_, application, _ := attach(s)
	path := instance(applicationClass, application)
	first := s.rows(reader, path)[0]["SecretKey"]
	s.do(admin, "PUT", path, applicationBody(clientGUID, application["TenantID"], ""), 204)
	if kept := s.rows(reader, path)[0]["SecretKey"]; kept != first {
		t.Error("the secret changed without one being sent")
	}
	s.do(admin, "PUT", path, applicationBody(clientGUID, application["TenantID"], `,"SecretKey":""`), 204)
	s.do(admin, "PUT", path, applicationBody(clientGUID, application["TenantID"], `,"SecretKey":"`+secretText+`2"`), 204)
	if changed := textOf(s.rows(reader, path)[0]["SecretKey"]); changed == first || !strings.HasPrefix(changed, "0C01") {
		t.Errorf("the secret did not change: %v", changed)
	}
	for _, get := range []string{applicationClass, path, applicationClass + "?$select=ClientID,SecretKey"} {
		body := s.wmi(reader, http.MethodGet, get, "").body
		if strings.Contains(body, secretText) || !strings.Contains(body, `"SecretKey":"0C01`) {
			t.Errorf("%s must have the secret encrypted: %s", get, body)
		}
	}
	if all := s.world.Secrets().All(); !slices.Contains(all, secretText) || !slices.Contains(all, secretText+"2") {
		t.Error("the world does not know the secrets")
	}
	id, _ := numberOf(application["ID"])
	s.tenant.Hierarchy.View(func(tables *world.Tables) {
		if tables.Secrets[id] != secretText+"2" {
			t.Error("the text of the secret is not kept")
		}
	})
	if body := s.wmi(admin, "POST", applicationClass, applicationBody(clientGUID, 1, `,"SecretKey":"`+secretText+`3"`)).body; strings.Contains(body, secretText) {
		t.Errorf("an error shows the secret: %s", body)
	}
	dump, err := s.world.Dump("")
	if err != nil || strings.Contains(string(dump), secretText) {
		t.Errorf("the dump shows the secret (%v)", err)
	}
}

func TestUpdate(t *testing.T) {
	s := newSite(t, nil)
	tenant, _, service := attach(s)
	s.do(admin, "PUT", instance(tenantClass, tenant), fmt.Sprintf(`{"ID":%s,"Name":"New","TenantID":%q,"Environment":2,"SiteCode":"XXX"}`, textOf(tenant["ID"]), tenantGUID), 204)
	if row := s.rows(reader, instance(tenantClass, tenant))[0]; row["Name"] != "New" || row["Environment"] != 2.0 || row["SiteCode"] != "P01" {
		t.Errorf("tenant %v", row)
	}
	s.do(admin, "PUT", instance(serviceClass, service), `{"Name":"Off","ServiceType":5,"AssociatedAADWebApplications":[]}`, 204)
	if row := s.rows(reader, instance(serviceClass, service))[0]; row["Name"] != "Off" || toJSON(t, row["AssociatedAADWebApplications"]) != "[]" {
		t.Errorf("service %v", row)
	}
}

func TestRefusedWrites(t *testing.T) {
	s := newSite(t, nil)
	tenant, application, service := attach(s)
	tenantPath, servicePath := instance(tenantClass, tenant), instance(serviceClass, service)
	tests := []struct {
		name, method, path, body string
		status                   int
	}{
		{"no JSON", "POST", tenantClass, "{", 400},
		{"no object", "POST", tenantClass, "[]", 400},
		{"null", "POST", tenantClass, "null", 400},
		{"two objects", "POST", tenantClass, "{}{}", 400},
		{"no body", "POST", tenantClass, "", 400},
		{"unknown property", "POST", tenantClass, `{"Name":"n","TenantID":"` + tenantGUID + `","Environment":1,"Nothing":1}`, 400},
		{"case of a property", "POST", tenantClass, `{"name":"n","TenantID":"` + tenantGUID + `","Environment":1}`, 400},
		{"number as text", "POST", tenantClass, `{"Name":"n","TenantID":"` + tenantGUID + `","Environment":"1"}`, 400},
		{"negative number", "POST", tenantClass, `{"Name":"n","TenantID":"` + tenantGUID + `","Environment":-1}`, 400},
		{"required missing", "POST", tenantClass, `{"Name":"n","Environment":1}`, 400},
		{"required null", "POST", tenantClass, `{"Name":null,"TenantID":"` + tenantGUID + `","Environment":1}`, 400},
		{"required missing in an update", "PUT", tenantPath, `{"Name":"n"}`, 400},
		{"required null in an update", "PUT", tenantPath, `{"Name":"n","TenantID":null,"Environment":1}`, 400},
		{"another key", "PUT", tenantPath, `{"ID":1,"Name":"n","TenantID":"` + tenantGUID + `","Environment":1}`, 400},
		{"application without its URI", "PUT", instance(applicationClass, application), `{"Name":"n","ClientID":"c","TenantID":1}`, 400},
		{"service without its type", "PUT", servicePath, `{"Name":"n"}`, 400},
		{"null for an array", "PUT", servicePath, `{"Name":"n","ServiceType":5,"AssociatedAADWebApplications":null}`, 400},
		{"texts for numbers", "PUT", servicePath, `{"Name":"n","ServiceType":5,"AssociatedAADWebApplications":["1"]}`, 400},
		{"time", "POST", applicationClass, applicationBody("c", tenant["ID"], `,"SecretKeyExpiry":"tomorrow"`), 400},
		{"no GUID", "POST", tenantClass, tenantBody("n", "contoso.example"), 500},
		{"GUID in braces", "POST", tenantClass, tenantBody("n", "{dddddddd-0000-4000-8000-000000000009}"), 500},
		{"unknown environment", "POST", tenantClass, `{"Name":"n","TenantID":"dddddddd-0000-4000-8000-000000000009","Environment":9}`, 500},
		{"tenant twice", "POST", tenantClass, tenantBody("n", strings.ToUpper(tenantGUID)), 500},
		{"GUID for a row", "POST", applicationClass, `{"Name":"n","ClientID":"c","IdentifierUri":"u","TenantID":"` + tenantGUID + `"}`, 400},
		{"no such tenant", "POST", applicationClass, applicationBody("c", 1, ""), 500},
		{"application twice", "POST", applicationClass, applicationBody(clientGUID, tenant["ID"], ""), 500},
		{"no such application", "POST", serviceClass, `{"Name":"n","ServiceType":5,"AssociatedAADWebApplications":[1]}`, 500},
		{"tenant in use", "DELETE", tenantPath, "", 500},
		{"application in use", "DELETE", instance(applicationClass, application), "", 500},
	}
	before, err := s.world.Dump("")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := s.wmi(admin, tt.method, tt.path, tt.body)
			if want := fmt.Sprintf(`{"error":{"code":"%d","message":"`, tt.status); got.status != tt.status || !strings.HasPrefix(got.body, want) {
				t.Errorf("%d %s", got.status, got.body)
			}
		})
	}
	if after, err := s.world.Dump(""); err != nil || string(after) != string(before) {
		t.Errorf("a refused write changed something (%v)", err)
	}
}

func TestRemove(t *testing.T) {
	s := newSite(t, nil)
	tenant, application, service := attach(s)
	s.do(admin, "POST", mappingClass+".AddTenantCollectionMapping", `{"CollectionSiteID":"P0100014","TenantID":"`+tenantGUID+`"}`, 201)
	for _, path := range []string{instance(serviceClass, service), applicationClass + "/" + textOf(application["ID"]), instance(tenantClass, tenant)} {
		s.do(admin, "DELETE", path, "", 204)
		s.do(admin, "GET", path, "", 404)
	}
	s.tenant.Hierarchy.View(func(tables *world.Tables) {
		if len(tables.Mappings)+len(tables.Secrets) != 0 {
			t.Errorf("left over: %v, %d secrets", tables.Mappings, len(tables.Secrets))
		}
	})
	if again := s.do(admin, "POST", tenantClass, tenantBody("Contoso", tenantGUID), 201); again["ID"] == tenant["ID"] {
		t.Error("a number was given out twice")
	}
}

func TestMapping(t *testing.T) {
	s := newSite(t, nil)
	call := func(method, collection string, status int) map[string]any {
		t.Helper()
		body := map[string]any{"TenantID": strings.ToUpper(tenantGUID)}
		if collection != "" {
			body["CollectionSiteID"] = collection
		}
		return s.do(admin, "POST", mappingClass+"."+method+"TenantCollectionMapping", toJSON(t, body), status)
	}
	for _, method := range []string{"Get", "Remove"} {
		call(method, "", 500)
	}
	call("Add", "P0100014", 500)
	attach(s)
	for _, step := range []struct {
		method, collection string
		returns            float64
		after              string
	}{
		{"Remove", "", 0, ""},
		{"Add", "P0100014", 0, "P0100014"},
		{"Add", "P0100020", 0, "P0100020"},
		{"Add", "P0100030", 1, "P0100020"}, // of users
		{"Add", "P0109999", 1, "P0100020"}, // absent
		{"Remove", "", 0, ""},
	} {
		if got := call(step.method, step.collection, 201); got["ReturnValue"] != step.returns || len(got) != 2 {
			t.Errorf("%s %s: %v", step.method, step.collection, got)
		}
		if got := call("Get", "", 201); got["CollectionSiteID"] != step.after || got["ReturnValue"] != 0.0 {
			t.Errorf("after %s %s: %v", step.method, step.collection, got)
		}
	}
	hidden := s.do(scoped, "POST", mappingClass+".AddTenantCollectionMapping", `{"CollectionSiteID":"P0100020","TenantID":"`+tenantGUID+`"}`, 201)
	if hidden["ReturnValue"] != 1.0 {
		t.Errorf("a hidden collection: %v", hidden)
	}
}

// TestDrift: rows that somebody changes at the console, with numbers of another type in Go, are served and used alike.
func TestDrift(t *testing.T) {
	s := newSite(t, nil)
	_, application, service := attach(s)
	for _, c := range []world.Change{
		{Object: serviceClass, Set: map[string]any{"AssociatedAADWebApplications": []any{application["ID"]}, "Description": "by hand"}},
		{Object: tenantClass, Set: map[string]any{"Environment": 2.0}},
		{Object: tenantClass, Insert: true, Set: map[string]any{"Name": "Other", "TenantID": clientGUID, "Environment": 1.0}},
	} {
		if _, err := s.tenant.Drift(c); err != nil {
			t.Fatal(err)
		}
	}
	s.do(admin, "DELETE", instance(applicationClass, application), "", 500)
	if row := s.rows(reader, instance(serviceClass, service))[0]; row["Description"] != "by hand" {
		t.Errorf("service %v", row)
	}
	if got := s.texts(reader, tenantClass+"?$filter=Environment eq 2", "Name"); got != "Contoso" {
		t.Errorf("tenants %s", got)
	}
	if got := s.texts(reader, tenantClass+"?$select=Name,SiteCode", "Name"); got != "Contoso Other" {
		t.Errorf("tenants %s", got)
	}
}

func TestCollectionWrites(t *testing.T) {
	s := newSite(t, nil)
	made := s.do(admin, "POST", collectionClass, `{"Name":"New","CollectionType":2,"LimitToCollectionID":"SMS00001"}`, 201)
	id := textOf(made["CollectionID"])
	if id != "P0101001" || made["LimitToCollectionName"] != "All Systems" || made[securityVerbs] != -1.0 || toJSON(t, made["CollectionRules"]) != "[]" {
		t.Errorf("made %v", made)
	}
	path := collectionClass + "('" + id + "')"
	rule := `{"collectionRule":{"@odata.type":"#AdminService.SMS_CollectionRuleDirect","ResourceClassName":"SMS_R_System","ResourceID":16777219,"RuleName":"PC1"}}`
	s.do(admin, "POST", path+"/AdminService.AddMembershipRule", rule, 201)
	s.do(admin, "POST", path+"/AdminService.AddMembershipRule", `{"collectionRule":{"RuleName":"PC1"}}`, 404)
	if rules, _ := s.rows(reader, path)[0]["CollectionRules"].([]any); len(rules) != 1 {
		t.Errorf("rules %v", rules)
	}
	s.do(admin, "PUT", path, `{"Name":"Newer","CollectionType":2,"LimitToCollectionID":"SMS00001"}`, 400)
	s.do(admin, "PUT", path, `{"CollectionID":"`+id+`","Name":"Newer","CollectionType":2,"LimitToCollectionID":"P0100014","RefreshType":1}`, 204)
	s.do(admin, "PUT", path, `{"CollectionID":"`+id+`","Name":"Newer","CollectionType":2,"LimitToCollectionID":"P0100014","RefreshType":1,"RefreshSchedule":[]}`, 400)
	s.do(admin, "DELETE", collectionClass+"/P0100014", "", 500)
	s.do(admin, "DELETE", collectionClass+"/SMS00002", "", 500)
	s.do(scoped, "POST", collectionClass, `{"Name":"x","CollectionType":2,"LimitToCollectionID":"SMS00001"}`, 500)
	s.do(admin, "DELETE", collectionClass+"/"+id, "", 204)
	old := newSite(t, func(seed *world.TenantSeed) { seed.Hierarchy.Build = 9058 })
	old.do(admin, "POST", collectionClass+"('P0100014')/AdminService.AddMembershipRule", rule, 404)
}
