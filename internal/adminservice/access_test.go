package adminservice

import (
	"context"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestProof: a 404 means "not there" only when the account is seen to be able to read, and not of a write; an empty
// list is looked into in the same way (AdminService notes §0, §1.7).
func TestProof(t *testing.T) {
	const (
		found = iota // no error
		gone
		refused
		other
	)
	hidden, lost := wiretest.List(), reply{Status: 500}
	calls := callsOf()
	tests := map[string]struct {
		call    string
		replies []reply
		want    int
		says    string
	}{
		"get, access denied":               {"get", []reply{denied}, refused, "Read-only Analyst"},
		"get, proven":                      {"get", []reply{absent, proof}, gone, "is not there, or it is hidden"},
		"get, nothing in it, proven":       {"get", []reply{wiretest.List(), proof}, gone, "an empty answer"},
		"get, nothing may be read":         {"get", []reply{absent, denied}, refused, "could not be proven"},
		"get, no row to prove it":          {"get", []reply{absent, hidden}, refused, "no row of SMS_Identification"},
		"get, proof is absent":             {"get", []reply{absent, absent}, refused, "could not be proven"},
		"get, proof fails":                 {"get", []reply{absent, lost}, refused, "500"},
		"get, junk for a proof":            {"get", []reply{absent, wiretest.OK("<html>")}, refused, "could not be proven"},
		"list, access denied":              {"list", []reply{denied}, refused, "Access denied"},
		"list, proven":                     {"list", []reply{absent, proof}, gone, "404"},
		"list, empty, proven":              {"list", []reply{hidden, proof}, found, ""},
		"list, empty, nothing may be read": {"list", []reply{hidden, denied}, refused, "Access denied"},
		"list, empty, no row to prove it":  {"list", []reply{hidden, hidden}, refused, "no row of SMS_Identification"},
		"list, empty, proof fails":         {"list", []reply{hidden, lost}, other, "500"},
		"method, proven":                   {"read method", []reply{absent, proof}, gone, "404"},
		"metadata, proven":                 {"metadata", []reply{absent, proof}, gone, "404"},
		"forbidden":                        {"get", []reply{{Status: 403}}, refused, "Windows Hello"},
		"create, may read":                 {"create", []reply{absent, proof}, other, "its security role does not include this write"},
		"create, access denied":            {"create", []reply{denied}, refused, "Access denied"},
		"update, may read":                 {"update", []reply{absent, proof}, other, "its security role does not include this write"},
		"write method, may read":           {"write method", []reply{absent, proof}, other, "takes no such parameter"},
		"update, nothing may be read":      {"update", []reply{absent, denied}, refused, "could not be proven"},
		"delete, gone":                     {"delete", []reply{absent, wiretest.List(`{"ID":"2"}`)}, gone, "is not there"},
		"delete, gone with all others":     {"delete", []reply{absent, hidden, proof}, gone, "is not there"},
		"delete, still there":              {"delete", []reply{absent, wiretest.List(`{"ID":"2"}`, `{"ID":"1"}`)}, other, "its security role does not include this write"},
		"delete, access denied":            {"delete", []reply{denied}, refused, "Access denied"},
		"delete, nothing may be read":      {"delete", []reply{absent, denied}, refused, "could not be seen either"},
		"delete, list is hidden":           {"delete", []reply{absent, hidden, denied}, refused, "could not be seen either"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			s := newScript(t, tt.replies...)
			c, _ := s.client()
			err := calls[tt.call].do(t.Context(), c)
			got := other
			switch {
			case err == nil:
				got = found
			case IsNotFound(err) && IsAccessDenied(err):
				t.Error("it is both")
			case IsNotFound(err):
				got = gone
			case IsAccessDenied(err):
				got = refused
			}
			if got != tt.want || err != nil && !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %d, %v", got, err)
			}
			s.Done()
		})
	}
	if IsNotFound(nil) || IsAccessDenied(nil) || IsNotFound(context.Canceled) {
		t.Error("taken for a 404")
	}
}

// TestProofIsFresh: what was proven a while ago proves nothing now.
func TestProofIsFresh(t *testing.T) {
	s := newScript(t, absent, proof, absent, denied)
	c, _ := s.client()
	if _, err := c.Collection(t.Context(), "A"); !IsNotFound(err) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Collection(t.Context(), "B"); IsNotFound(err) {
		t.Errorf("got %v", err)
	}
	s.checkURIs("GET SMS_Collection('A')", probeURI, "GET SMS_Collection('B')", probeURI)
}
