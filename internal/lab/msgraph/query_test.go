package msgraph

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestFilter(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	uri := "api://" + l.tenant("contoso").ID + "/x"
	app := u.do(http.MethodPost, "applications", `{"displayName":"O'Neill, (a) and b","uniqueName":"k","identifierUris":["`+uri+`"]}`).want(http.StatusCreated)
	u.createApp("other")
	all := []string{app.text("id")}
	for filter, want := range map[string][]string{
		"appId eq '" + app.text("appId") + "'":                        all,
		"displayName eq 'O''Neill, (a) and b'":                        all,
		"displayName eq 'o''neill, (A) and B' and uniqueName eq 'k'":  all,
		"uniqueName eq 'k'":                                           all,
		"identifierUris/any(x:x eq '" + uri + "')":                    all,
		"identifierUris/any( uri : uri eq '" + uri + "' )":            all,
		"identifierUris/any(x:x eq 'api://nothing')":                  {},
		"displayName eq 'nobody'":                                     {},
		"displayName eq 'O''Neill, (a) and b' and uniqueName eq null": {},
		"appId eq '" + strings.ToUpper(app.text("appId")) + "'":       all,
	} {
		if got := ids(u.get(query("applications", "$filter", filter)).want(http.StatusOK).values()); !reflect.DeepEqual(got, want) {
			t.Errorf("%s finds %v, want %v", filter, got, want)
		}
	}
	for filter, code := range map[string]string{
		"displayName ne 'x'": codeUnsupported, "startswith(displayName,'x')": codeUnsupported, "notes eq 'x'": codeUnsupported,
		"displayName eq 'x' or appId eq 'y'": codeUnsupported, "not displayName eq 'x'": codeUnsupported, "displayName eq": codeUnsupported,
		"identifierUris/any(x:y eq 'z')": codeUnsupported, "(displayName eq 'x')": codeUnsupported, "displayName eq 'x' and": codeUnsupported,
		"displayName eq 'x": "BadRequest", "": "BadRequest", "displayName eq x": codeUnsupported, "appId eq " + nobody: "BadRequest",
	} {
		u.get(query("applications", "$filter", filter)).want(http.StatusBadRequest, code)
	}
}

func TestQueryOptions(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.createApp("a")
	item := "applications/" + app.text("id")
	for path, code := range map[string]string{
		query("applications", "$select", "displayNam"):             "BadRequest",
		query(item, "$select", "DisplayName"):                      "BadRequest",
		query(item, "$filter", "displayName eq 'a'"):               codeUnsupported,
		query("applications", "$count", "true"):                    codeUnsupported,
		query("applications", "$orderby", "displayName"):           codeUnsupported,
		query("applications", "$search", `"displayName:a"`):        codeUnsupported,
		query("applications", "$top", "0"):                         "BadRequest",
		query("applications", "$top", "1000"):                      "BadRequest",
		query("applications", "$select", "id", "$select", "appId"): "BadRequest",
		query("applications", "$skiptoken", "!"):                   "Directory_ExpiredPageToken",
		"applications/x":                                           codeBadRequest,
	} {
		u.get(path).want(http.StatusBadRequest, code)
	}
	got := u.get(query(item, "$select", "appId, displayName", "custom", "ignored")).want(http.StatusOK)
	want := map[string]any{"appId": app.text("appId"), "displayName": "a", "@odata.context": l.server.URL + "/v1.0/$metadata#applications(appId,displayName)/$entity"}
	if !reflect.DeepEqual(got.body, want) {
		t.Errorf("got %v", got.body)
	}
	org := u.get(query("organization", "$select", "id,displayName")).want(http.StatusOK).values()
	if len(org) != 1 || org[0]["displayName"] != "Contoso" || len(org[0]) != 2 {
		t.Errorf("got %v", org)
	}
	u.get("organization/" + l.tenant("contoso").ID).want(http.StatusOK)
	u.get("organization/" + l.tenant("fabrikam").ID).want(http.StatusNotFound)
}

func TestPaging(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	made := []string{}
	for i := range 7 {
		made = append(made, u.createApp(fmt.Sprint(i)).text("id"))
	}
	got := []string{}
	pages := 0
	for next := query("applications", "$top", "3", "$select", "id"); next != ""; pages++ {
		r := u.get(next).want(http.StatusOK)
		for _, one := range r.values() {
			if len(one) != 1 {
				t.Fatalf("a later page forgets $select: %v", one)
			}
		}
		got = append(got, ids(r.values())...)
		link := r.text("@odata.nextLink")
		if link != "" && !strings.HasPrefix(link, l.server.URL+version+"/applications?") {
			t.Fatalf("next is %s", link)
		}
		next = strings.TrimPrefix(link, l.server.URL+version+"/")
	}
	slices.Sort(made)
	if pages != 3 || !reflect.DeepEqual(got, made) {
		t.Errorf("%d pages with %v, want %v", pages, got, made)
	}
	for i := range defaultPage {
		u.createApp(fmt.Sprint("more", i))
	}
	r := u.get("applications")
	if n := len(r.values()); n != defaultPage || r.text("@odata.nextLink") == "" {
		t.Errorf("a page has %d objects, next is %q", n, r.text("@odata.nextLink"))
	}
}

func TestPaths(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	app := u.upsert("applications(uniqueName='a(b)=c/d')", `{"displayName":"x"}`)
	app.want(http.StatusBadRequest) // the slash is not escaped
	app = u.upsert("applications(uniqueName='"+url.PathEscape("a(b)=c/d")+"')", `{"displayName":"x"}`).want(http.StatusCreated)
	for _, path := range []string{
		"applications/" + app.text("id"), "applications('" + app.text("id") + "')", "Applications/" + strings.ToUpper(app.text("id")), "applications/" + app.text("id") + "/",
		"applications(appId='" + app.text("appId") + "')", "applications(appId=%27" + app.text("appId") + "%27)", "applications(id='" + app.text("id") + "')",
	} {
		if got := u.get(path).want(http.StatusOK); got.text("id") != app.text("id") {
			t.Errorf("%s is %s", path, got.raw)
		}
	}
	for path, segment := range map[string]string{
		"users": "users", "applications/" + nobody + "/owners": "owners", "applications(displayName='x')": "displayName", "applications(appId=x)": "applications(appId=x)",
		"servicePrincipals(uniqueName='x')": "x", "applications(appId='x": "appId", "directory/roles": "roles",
	} {
		r := u.get(path).want(http.StatusBadRequest, "BadRequest", "Resource not found for the segment")
		if segment == "users" || segment == "owners" || segment == "roles" {
			r.want(http.StatusBadRequest, "BadRequest", "'"+segment+"'")
		}
	}
	u.do(http.MethodPut, "applications/"+app.text("id"), `{}`).want(http.StatusMethodNotAllowed, codeBadRequest, "not allowed")
	u.do(http.MethodPatch, "applications", `{}`).want(http.StatusMethodNotAllowed)
}

func FuzzParsing(f *testing.F) {
	for _, seed := range []string{"applications(appId='x')/a", "a(b='it''s')", "displayName eq 'x' and y/any(z:z eq 'w')", "a(')", "(", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(_ *testing.T, text string) {
		if elements, err := parsePath(text); err == nil {
			for _, r := range routes() {
				match(r.pattern, elements)
			}
		}
		if filter, err := parseFilter(applicationResource(), text); err == nil {
			holds(filter, map[string]any{"displayName": text})
		}
	})
}
