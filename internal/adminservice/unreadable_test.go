package adminservice

import (
	"context"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

// TestUnreadable: an answer that nobody can read is said to come from the hierarchy of this tenant, whichever read it was.
func TestUnreadable(t *testing.T) {
	for name, read := range map[string]func(context.Context, *Client) error{
		"list":           func(ctx context.Context, c *Client) error { _, err := c.Tenants(ctx); return err },
		"get":            func(ctx context.Context, c *Client) error { _, err := c.Collection(ctx, "SMS00001"); return err },
		"method":         func(ctx context.Context, c *Client) error { _, err := c.CollectionMapping(ctx, "t"); return err },
		"metadata":       func(ctx context.Context, c *Client) error { _, err := c.Capabilities(ctx); return err },
		"identification": func(ctx context.Context, c *Client) error { _, err := c.Identification(ctx); return err },
		"create":         func(ctx context.Context, c *Client) error { _, err := c.CreateTenant(ctx, Tenant{}); return err },
	} {
		t.Run(name, func(t *testing.T) {
			for _, body := range []string{"<!DOCTYPE html>", "{\"a\":\"\xff\"}"} {
				c, _ := newScript(t, wiretest.OK(body)).client()
				err := read(t.Context(), c)
				if err == nil || !strings.Contains(err.Error(), "could not ") || !strings.Contains(err.Error(), "at the hierarchy of tenant "+testTenant) {
					t.Errorf("%q: got %v", body, err)
				}
			}
		})
	}
}
