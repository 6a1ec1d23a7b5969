package msgraph

import (
	"net/http"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// beta sends a request below /beta/networkAccess, betaOf one below another path of the beta.
func (u user) beta(method, path, body string) reply {
	u.t.Helper()
	return u.betaOf("networkAccess/", method, path, body)
}

func (u user) betaOf(below, method, path, body string) reply {
	u.t.Helper()
	req, err := http.NewRequestWithContext(u.t.Context(), method, u.server.URL+betaVersion+"/"+below+path, strings.NewReader(body))
	if err != nil {
		u.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+u.token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	return u.send(req)
}

const (
	fqdnRule = `{"@odata.type":"#microsoft.graph.networkaccess.fqdnFilteringRule","name":"x","ruleType":"fqdn","destinations":[{"@odata.type":"#microsoft.graph.networkaccess.fqdn","value":"x.example"}]}`
	policyOf = `{"name":"p","action":"allow","policyRules":[` + fqdnRule + `]}`
)

func linkTo(id string) string {
	return `{"@odata.type":"#microsoft.graph.networkaccess.filteringPolicyLink","priority":100,"state":"enabled","loggingState":"enabled","policy":{"@odata.type":"#microsoft.graph.networkaccess.filteringPolicy","id":"` + id + `"}}`
}

// profile puts a security profile into the directory.
func (l *lab) profile() string {
	id := world.NewID()
	if _, err := l.tenant("contoso").Drift(world.Change{Object: "filteringProfile", Insert: true, Set: map[string]any{"name": "Servers", "state": "enabled", "policies": []any{}}}); err != nil {
		l.t.Fatal(err)
	}
	for id = range l.tenant("contoso").Directory.Head().FilteringProfiles {
		return id
	}
	return id
}

func TestFilteringPolicies(t *testing.T) {
	l := newLab(t)
	l.settle()
	u, profile := l.as(networkWrite), l.profile()
	p := u.beta("POST", "filteringPolicies", policyOf).want(http.StatusCreated)
	l.settle()
	id := p.text("id")
	at := "filteringPolicies/" + id
	if _, shown := p.body["policyRules"]; shown || p.text("action") != "allow" {
		t.Errorf("%s", p.raw)
	}
	u.beta("POST", "filteringPolicies", policyOf).want(http.StatusConflict)
	rules, _ := u.beta("GET", at+"?$expand=policyRules", "").want(http.StatusOK).body["policyRules"].([]any)
	rule, _ := rules[0].(map[string]any)["id"].(string)
	u.beta("PATCH", at+"/policyRules/"+rule, strings.ReplaceAll(fqdnRule, "x.example", "y.example")).want(http.StatusNoContent)
	second := u.beta("POST", at+"/policyRules", fqdnRule).want(http.StatusCreated)
	l.settle()
	u.beta("DELETE", at+"/policyRules/"+second.text("id"), "").want(http.StatusNoContent)
	u.beta("PATCH", at, `{"name":"q","description":"d","action":"block"}`).want(http.StatusNoContent)
	links := "filteringProfiles/" + profile + "/policies"
	link := u.beta("POST", links, linkTo(id)).want(http.StatusCreated).text("id")
	u.beta("POST", links, linkTo(id)).want(http.StatusConflict)
	l.settle()
	u.beta("PATCH", links+"/"+link, `{"state":"disabled"}`).want(http.StatusNoContent)
	u.beta("DELETE", at, "").want(http.StatusBadRequest)
	l.settle()
	all := u.beta("GET", "filteringProfiles?$expand=policies($expand=policy)", "").want(http.StatusOK)
	for _, want := range []string{`"state":"disabled"`, `"name":"q"`, `"description":"d"`, `"action":"block"`} {
		if !containsText(all, want) {
			t.Errorf("no %s in %s", want, all.raw)
		}
	}
	u.beta("DELETE", links+"/"+link, "").want(http.StatusNoContent)
	l.settle()
	u.beta("DELETE", at, "").want(http.StatusNoContent)
	l.settle()
	u.beta("GET", at, "").want(http.StatusNotFound, codeNotFound)
}

// TestFilteringDeleteLags: a replica that lags refuses to delete a policy whose link it still sees.
func TestFilteringDeleteLags(t *testing.T) {
	l := newLab(t)
	l.settle()
	u, profile := l.as(networkWrite), l.profile()
	links := "filteringProfiles/" + profile + "/policies"
	unlinked := func() string {
		id := u.beta("POST", "filteringPolicies", policyOf).want(http.StatusCreated).text("id")
		l.settle()
		link := u.beta("POST", links, linkTo(id)).want(http.StatusCreated).text("id")
		l.settle()
		u.beta("DELETE", links+"/"+link, "").want(http.StatusNoContent)
		return id
	}
	l.setLag()
	seen := statuses(func() reply {
		id := unlinked()
		first := u.beta("DELETE", "filteringPolicies/"+id, "")
		l.settle()
		u.beta("DELETE", "filteringPolicies/"+id, "")
		l.settle()
		return first
	})
	for _, want := range []int{http.StatusBadRequest, http.StatusNoContent} {
		if _, ok := seen[want]; !ok {
			t.Errorf("no replica answers %d: %v", want, keysOf(seen))
		}
	}
}

// TestFilteringRefusals: what the lab does not know is refused, and permissions are checked for each operation.
func TestFilteringRefusals(t *testing.T) {
	l := newLab(t)
	l.settle()
	u, profile := l.as(networkWrite), l.profile()
	id := u.beta("POST", "filteringPolicies", policyOf).want(http.StatusCreated).text("id")
	l.settle()
	for _, refused := range []struct{ method, path, body string }{
		{"POST", "filteringPolicies", `{"name":"x","action":"allow","ports":[]}`},
		{"POST", "filteringPolicies", `{"action":"allow"}`},
		{"POST", "filteringPolicies", `{"name":"x","action":"permit"}`},
		{"POST", "filteringPolicies", `{"name":"x","action":"allow","policyRules":[{"name":"x"}]}`},
		{"PATCH", "filteringPolicies/" + id, `{"policyRules":[]}`},
		{"PATCH", "filteringPolicies/" + id, `{"id":"x"}`},
		{"POST", "filteringPolicies/" + id + "/policyRules", strings.Replace(fqdnRule, "{", `{"ports":[443],`, 1)},
		{"POST", "filteringPolicies/" + id + "/policyRules", strings.Replace(fqdnRule, "fqdnFilteringRule", "webCategoryFilteringRule", 1)},
		{"POST", "filteringProfiles/" + profile + "/policies", `{"priority":1,"state":"enabled"}`},
		{"GET", "filteringPolicies?$filter=name+eq+'x'", ""},
		{"GET", "filteringPolicies?$expand=owner", ""},
		{"GET", "forwardingProfiles", ""},
	} {
		u.beta(refused.method, refused.path, refused.body).want(http.StatusBadRequest)
	}
	u.beta("POST", "filteringProfiles/"+profile+"/policies", linkTo(nobody)).want(http.StatusNotFound)
	u.get("networkAccess/filteringPolicies").want(http.StatusBadRequest) // not in v1.0
	for _, r := range networkRoutes() {
		path := strings.ReplaceAll(strings.TrimPrefix(r.pattern, "networkAccess/"), "{id}", nobody)
		l.admin().beta(r.method, path, "").want(http.StatusForbidden, codeDenied)
		reader := l.as(networkRead).beta(r.method, path, "")
		if (reader.status == http.StatusForbidden) != (r.method != http.MethodGet) {
			t.Errorf("%s %s: %d with %s", r.method, path, reader.status, networkRead)
		}
		if writer := l.as(networkWrite).beta(r.method, path, ""); writer.status == http.StatusForbidden || writer.header.Get("Request-Id") == "" {
			t.Errorf("%s %s: %d with %s", r.method, path, writer.status, networkWrite)
		}
	}
}
