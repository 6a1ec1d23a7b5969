package adminservice

import (
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestReadOnly: a read-only client sends no write, not even for a token, and reads as ever; the method that reads the
// upload scope is a read although it is a POST.
func TestReadOnly(t *testing.T) {
	restrict := func(o *Options) { o.ReadOnly = true }
	for name, call := range callsOf() {
		t.Run(name, func(t *testing.T) {
			if call.read {
				s := newScript(t, call.good)
				c, _ := s.client(restrict)
				if err := call.do(t.Context(), c); err != nil {
					t.Error(err)
				}
				s.Done()
				return
			}
			s := newScript(t)
			c, _ := s.client(restrict, func(o *Options) { o.Auth = BearerAuth(wiretest.Token(""), testScope) })
			err := call.do(t.Context(), c)
			refused, isRefused := err.(*ReadOnlyError) //nolint:errorlint // nothing is to be wrapped around it
			if !isRefused || refused.Method == "" || !strings.Contains(err.Error(), refused.Path) || !strings.Contains(err.Error(), "read_only = true") || !strings.Contains(err.Error(), testTenant) {
				t.Errorf("got %v", err)
			}
			s.Done()
		})
	}
}

// TestIsRead: only what the evidence table knows as a read is one.
func TestIsRead(t *testing.T) {
	c, _ := newScript(t).client()
	for line, want := range map[string]bool{
		"GET SMS_Collection": true, "POST SMS_CoMgmtConfigs.GetTenantCollectionMapping": true, "POST SMS_CoMgmtConfigs.AddTenantCollectionMapping": false, "POST SMS_CoMgmtConfigs": false,
		"PUT SMS_CoMgmtConfigs.GetTenantCollectionMapping/x": false, "DELETE SMS_Collection('wmi')": false, "POST SMS_Other.GetTenantCollectionMapping": false, "PATCH SMS_Collection": false,
	} {
		method, path, _ := strings.Cut(line, " ")
		req, err := c.newRequest(t.Context(), method, path, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := isRead(req.Raw()); got != want {
			t.Errorf("%s: %v", line, got)
		}
	}
}

// TestNoAuth: without a policy to sign with, requests go out unsigned.
func TestNoAuth(t *testing.T) {
	s := newScript(t, proof)
	c, _ := s.client(func(o *Options) { o.Auth = nil })
	if got, err := c.Identification(t.Context()); err != nil || got != (Identification{"P01", "Primary"}) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got := s.Done()[0].Header.Get("Authorization"); got != "" {
		t.Errorf("signed with %s", got)
	}
}
