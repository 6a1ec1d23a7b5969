package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	abstractions "github.com/microsoft/kiota-abstractions-go"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// AddPassword makes a client secret. Its text is in this one answer and never again, so a lost answer is not asked for
// again: the secret without a text is found by its display name and removed when the caller tidies up. It is valid from now on
// by the clock of Entra, which is the default: by our own, if that is ahead, nobody could sign in with it yet.
func (c *Client) AddPassword(ctx context.Context, objectID, displayName string, end time.Time) (Password, secret.Secret, error) {
	body := map[string]any{"passwordCredential": map[string]any{"displayName": displayName, "endDateTime": end}}
	var made wirePassword
	if err := c.to(during(ctx, addPassword()), abstractions.POST, c.applicationByID(objectID).AddPassword().BaseRequestBuilder, body, &made); err != nil {
		return Password{}, secret.Secret{}, err
	}
	if made.Text == "" {
		return Password{}, secret.Secret{}, fmt.Errorf("microsoft Graph made a client secret for application %s, but its answer holds no text", objectID)
	}
	return made.password(), secret.New(made.Text), nil
}

// RemovePassword removes a client secret; that there is none is a success.
func (c *Client) RemovePassword(ctx context.Context, objectID, keyID string) error {
	key, err := uuid.Parse(keyID)
	if err != nil {
		return fmt.Errorf("removing the client secret %q: its key id is not a GUID", keyID)
	}
	err = c.to(during(ctx, removePassword()), abstractions.POST, c.applicationByID(objectID).RemovePassword().BaseRequestBuilder, map[string]any{"keyId": key}, nil)
	if err == nil || Refused(err) {
		return err
	}
	// Which status an absent key has is not documented: whether it is gone decides.
	app, lookErr := c.Application(ctx, objectID)
	if IsNotFound(lookErr) {
		return nil
	}
	if lookErr != nil {
		return err
	}
	for _, p := range app.Passwords {
		if p.KeyID == key.String() {
			return err
		}
	}
	return nil
}
