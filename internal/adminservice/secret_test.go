package adminservice

import (
	"testing"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestSecretDoesNotPrint in what a write is made of: only the request itself has the text.
func TestSecretDoesNotPrint(t *testing.T) {
	const hush = "hu5h"
	write := ApplicationWrite{Secret: secret.New(hush), SecretExpiry: time.Unix(1<<31, 0)}
	for name, v := range map[string]any{"write": write, "pointer to write": &write, "body": write.body()} {
		t.Run(name, func(t *testing.T) { wiretest.CheckHidden(t, v, hush) })
	}
}
