package adminservice

import (
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestCapabilitiesOnce: $metadata is read once per client, whatever is written; a failure is not kept.
func TestCapabilitiesOnce(t *testing.T) {
	s := newScript(t, refusal(500, "500", "x"), wiretest.OK(smallMetadata), reply{Status: http.StatusNoContent})
	c, _ := s.client()
	if _, err := c.Capabilities(t.Context()); err == nil {
		t.Error("a failure was no error")
	}
	first, err := c.Capabilities(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.UpdateTenant(t.Context(), Tenant{RowID: 1}); err != nil {
		t.Error(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if again, err := c.Capabilities(t.Context()); err != nil || again != first {
				t.Errorf("got %p, %v", again, err)
			}
		})
	}
	all.Wait()
	s.checkURIs("GET $metadata", "GET $metadata", "PUT SMS_AAD_Tenant_Ex(1)")
}

// TestCapabilitiesFail: without $metadata nothing is known of the site, which is not that it exposes nothing.
func TestCapabilitiesFail(t *testing.T) {
	for name, tt := range map[string]struct {
		replies []reply
		says    string
	}{
		"denied":        {[]reply{denied}, "Access denied"},
		"absent":        {[]reply{absent, proof}, "404"},
		"page of proxy": {[]reply{wiretest.OK("<html></html>")}, "names no class at all"},
	} {
		s := newScript(t, tt.replies...)
		c, _ := s.client()
		var missing *MissingCapability
		if _, err := c.Capabilities(t.Context()); err == nil || errors.As(err, &missing) || !strings.Contains(err.Error(), "could not read what the site exposes") || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: got %v", name, err)
		}
		s.Done()
	}
}

// TestMissing: the error names everything that is missing, each console step and each import once.
func TestMissing(t *testing.T) {
	caps, err := parseMetadata([]byte(smallMetadata))
	if err != nil {
		t.Fatal(err)
	}
	if err := caps.Check(); err != nil {
		t.Errorf("no need: %v", err)
	}
	if err := caps.Check(NeedTenantWrite()...); err != nil {
		t.Errorf("got %v", err)
	}
	err = caps.Check(append(append(NeedTenantWrite(), NeedCloudServiceWrite()...), NeedMappingWrite()...)...)
	var missing *MissingCapability
	if !errors.As(err, &missing) || len(missing.Missing) != 6 {
		t.Fatalf("got %v", err)
	}
	text := err.Error()
	for _, part := range []string{
		"SMS_Azure_CloudService (create), SMS_Azure_CloudService (update), SMS_Azure_CloudService (delete), SMS_CoMgmtConfigs.GetTenantCollectionMapping, SMS_CoMgmtConfigs.AddTenantCollectionMapping, SMS_CoMgmtConfigs.RemoveTenantCollectionMapping",
		"Nothing was changed", consoleAttach + "; " + consoleMapping, "terraform import tenantattach_onboarding.NAME", "terraform import tenantattach_collection_upload.NAME",
	} {
		if strings.Count(text, part) != 1 {
			t.Errorf("%q is not there once: %s", part, text)
		}
	}
	if strings.Contains(text, tenantClass) {
		t.Errorf("names what is there: %s", text)
	}
}
