package msgraph

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

// batched sends a $batch, and returns the answers by their ids and the order in which they came.
func (u user) batched(parts ...string) (map[string]reply, []string) {
	u.t.Helper()
	r := u.do(http.MethodPost, "$batch", `{"requests":[`+strings.Join(parts, ",")+`]}`).want(http.StatusOK)
	var body struct {
		Responses []struct {
			ID      string
			Status  int
			Headers map[string]string
			Body    map[string]any
		}
	}
	if err := json.Unmarshal(r.raw, &body); err != nil {
		u.t.Fatal(err)
	}
	answers, order := map[string]reply{}, []string{}
	for _, one := range body.Responses {
		h := http.Header{}
		for name, value := range one.Headers {
			h.Set(name, value)
		}
		raw, _ := json.Marshal(one.Body)
		answers[one.ID] = reply{t: u.t, what: "part " + one.ID, status: one.Status, header: h, body: one.Body, raw: raw}
		order = append(order, one.ID)
	}
	return answers, order
}

func TestBatch(t *testing.T) {
	l := newLab(t)
	u := l.as(appWrite)
	app := u.createApp("a")
	answers, order := u.batched(
		`{"id":"1","method":"GET","url":"/applications(appId='`+app.text("appId")+`')?$select=id,displayName","headers":{"Accept":"application/json"},"body":{},"dependsOn":[]}`,
		`{"id":"2","method":"GET","url":"applications?$filter=displayName eq 'a'","body":null}`,
		`{"id":"3","method":"GET","url":"/servicePrincipals(appId='`+nobody+`')"}`,
		`{"id":"4","method":"GET","url":"/oauth2PermissionGrants"}`,
		`{"id":"5","method":"PATCH","url":"/applications/`+app.text("id")+`","headers":{"Content-Type":"application/json"},"body":{"notes":"n"}}`,
		`{"id":"6","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},"body":{}}`,
		`{"id":"7","method":"PATCH","url":"/applications(uniqueName='k')","headers":{"Content-Type":"application/json","Prefer":"create-if-missing"},"body":{"displayName":"b"}}`,
	)
	got := map[string]int{}
	for id, a := range answers {
		got[id] = a.status
	}
	if want := map[string]int{"1": 200, "2": 200, "3": 404, "4": 403, "5": 204, "6": 400, "7": 201}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if answers["1"].text("displayName") != "a" || answers["5"].body != nil || len(answers["2"].values()) != 1 {
		t.Errorf("got %v", answers)
	}
	if answers["1"].header.Get("x-ms-resource-unit") != "1" || !strings.HasPrefix(answers["1"].header.Get("Content-Type"), "application/json") {
		t.Errorf("headers %v", answers["1"].header)
	}
	answers["3"].want(http.StatusNotFound, codeNotFound)
	if order[0] == "1" {
		t.Error("the answers come in the order of the requests, which nobody promises")
	}
	j := l.recorder.Journal()
	last := j[len(j)-1]
	if len(last.Parts) != 7 || last.Parts[2] != "GET /servicePrincipals(appId='"+nobody+"') 404" {
		t.Errorf("the journal has %v", last.Parts)
	}
}

func TestBatchIsRefused(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	get := func(id string) string { return `{"id":"` + id + `","method":"GET","url":"/organization"}` }
	many := make([]string, maxParts+1)
	for i := range many {
		many[i] = get(fmt.Sprint(i))
	}
	for name, c := range map[string]struct{ body, code string }{
		"too many":           {`{"requests":[` + strings.Join(many, ",") + `]}`, "MaximumValueExceeded"},
		"none":               {`{"requests":[]}`, "BadRequest"},
		"no requests":        {`{}`, "BadRequest"},
		"same id":            {`{"requests":[` + get("a") + `,` + get("A") + `]}`, "BadRequest"},
		"no id":              {`{"requests":[{"method":"GET","url":"/organization"}]}`, "BadRequest"},
		"no content type":    {`{"requests":[{"id":"1","method":"PATCH","url":"/applications/x","body":{}}]}`, "BadRequest"},
		"no body":            {`{"requests":[{"id":"1","method":"POST","url":"/x","headers":{"Content-Type":"application/json"}}]}`, "BadRequest"},
		"unknown dependency": {`{"requests":[{"id":"1","method":"GET","url":"/organization","dependsOn":["2"]}]}`, "BadRequest"},
		"circle":             {`{"requests":[{"id":"1","method":"GET","url":"/organization","dependsOn":["2"]},{"id":"2","method":"GET","url":"/organization","dependsOn":["1"]}]}`, "BadRequest"},
	} {
		t.Run(name, func(*testing.T) { u.do(http.MethodPost, "$batch", c.body).want(http.StatusBadRequest, c.code) })
	}
	u.batched(many[:maxParts]...)
	u.get("$batch").want(http.StatusMethodNotAllowed)
}

func TestBatchDependencies(t *testing.T) {
	l := newLab(t)
	u := l.admin()
	make := func(id, name string, on ...string) string {
		return `{"id":"` + id + `","method":"POST","url":"/applications","headers":{"Content-Type":"application/json"},"body":{"displayName":"` + name + `"},"dependsOn":["` + strings.Join(on, `","`) + `"]}`
	}
	answers, _ := u.batched(
		make("last", "third", "middle"), make("middle", "second", "First"),
		`{"id":"first","method":"DELETE","url":"/applications/`+nobody+`"}`,
		`{"id":"free","method":"GET","url":"/applications"}`,
	)
	answers["first"].want(http.StatusNotFound)
	answers["middle"].want(http.StatusFailedDependency)
	answers["last"].want(http.StatusFailedDependency)
	if got := answers["free"].want(http.StatusOK).values(); len(got) != 0 {
		t.Errorf("what depends on a failure was done: %v", got)
	}
	answers, _ = u.batched(`{"id":"b","method":"GET","url":"/applications","dependsOn":["a"]}`, make("a", "x", "c"), `{"id":"c","method":"GET","url":"/organization"}`)
	if got := answers["b"].want(http.StatusOK).values(); len(got) != 1 {
		t.Errorf("it was not waited for: %v", got)
	}
}

// Each part draws a replica of its own.
func TestBatchReplicas(t *testing.T) {
	l := newLab(t)
	l.setLag()
	l.settle()
	u := l.admin()
	app := u.createApp("a").text("id")
	parts := []string{}
	for i := range maxParts {
		parts = append(parts, fmt.Sprintf(`{"id":"%d","method":"GET","url":"/applications/%s"}`, i, app))
	}
	answers, _ := u.batched(parts...)
	seen := map[int]bool{}
	for _, a := range answers {
		seen[a.status] = true
	}
	if !seen[http.StatusOK] || !seen[http.StatusNotFound] {
		t.Errorf("all parts answer alike: %v", seen)
	}
}
