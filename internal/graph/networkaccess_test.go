package graph

import (
	"errors"
	"net/url"
	"reflect"
	"strconv"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestFilteringPages: a list goes from page to page in the beta, and rules of other kinds keep their kind.
func TestFilteringPages(t *testing.T) {
	s := newScript(t)
	s.Add(wiretest.OK(`{"value":[{"id":"a","name":"A","description":null,"action":"block","policyRules":[
		{"@odata.type":"#microsoft.graph.networkaccess.fqdnFilteringRule","id":"r","name":"n","ruleType":"fqdn","destinations":[{"value":"x.example"}]},
		{"@odata.type":"#microsoft.graph.networkaccess.webCategoryFilteringRule","id":"w","name":"c","destinations":[{"name":"Gambling"}]}]}],
		"@odata.nextLink":` + strconv.Quote(s.URL+"/beta/next?a=b") + `}`))
	s.Add(wiretest.OK(`{"value":[{"id":"b","name":"B","action":"allow"}]}`))
	c, _ := s.client()
	got, err := c.FilteringPolicies(t.Context())
	want := []FilteringPolicy{
		{ID: "a", Name: "A", Action: "block", Rules: []FilteringRule{{ID: "r", Name: "n", Type: "fqdn", FQDNs: []string{"x.example"}}, {ID: "w", Name: "c", Type: "webCategory"}}},
		{ID: "b", Name: "B", Action: "allow"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	s.Done()
}

// TestFilteringForeignLink: a link of the beta to another host is refused, and nothing is sent there.
func TestFilteringForeignLink(t *testing.T) {
	foreign, host := foreignHost(t)
	for _, link := range []string{foreign.URL + "/beta/x", "HTTPS://" + host + "/beta/x", "//" + host + "/beta/x"} {
		s := newScript(t)
		s.Add(wiretest.OK(`{"value":[],"@odata.nextLink":` + strconv.Quote(link) + `}`))
		c, _ := s.client()
		_, err := c.FilteringProfiles(t.Context())
		var refused *ForeignHostError
		if !errors.As(err, &refused) {
			t.Errorf("%s: %v", link, err)
		}
		s.Done()
	}
	foreign.Done()
}

// TestFilteringAnswers: what is not Graph's answer is an error, and ids stay one segment of the path.
func TestFilteringAnswers(t *testing.T) {
	s := newScript(t)
	s.Add(wiretest.OK(`<html>`))
	c, _ := s.client()
	if _, err := c.FilteringPolicy(t.Context(), "a/b"); err == nil {
		t.Error("a page in HTML is no policy")
	}
	s.Done()
	if got := segment("a/b?c"); got != url.PathEscape("a/b?c") {
		t.Error(got)
	}
}
