package adminservice

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestZeroKeys: a key of 0 is one, where nothing says that there is none; a key that is missing, or null, is not.
func TestZeroKeys(t *testing.T) {
	for row, good := range map[string]bool{
		`{"ID":1,"ServiceType":0}`: true, `{"ID":1,"ServiceType":null}`: false, `{"ID":1}`: false,
	} {
		c, _ := newScript(t, wiretest.List(row)).client()
		if got, err := c.CloudServices(t.Context()); (err == nil && len(got) == 1) != good {
			t.Errorf("%s: %+v, %v", row, got, err)
		}
	}
}
