package graph

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/models"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// AddPassword makes a client secret. Its text is in this one answer and never again, so a lost answer is not asked for
// again: the secret without a text is found by its display name and removed when the caller tidies up.
func (c *Client) AddPassword(ctx context.Context, objectID, displayName string, start, end time.Time) (Password, secret.Secret, error) {
	credential := models.NewPasswordCredential()
	credential.SetDisplayName(&displayName)
	credential.SetStartDateTime(&start)
	credential.SetEndDateTime(&end)
	body := applications.NewItemAddPasswordPostRequestBody()
	body.SetPasswordCredential(credential)
	m, err := c.applicationByID(objectID).AddPassword().Post(during(ctx, addPassword()), body, nil)
	if err != nil {
		return Password{}, secret.Secret{}, clean(err)
	}
	if m == nil || text(m.GetSecretText()) == "" {
		return Password{}, secret.Secret{}, fmt.Errorf("microsoft Graph made a client secret for application %s, but its answer holds no text", objectID)
	}
	return passwordOf(m), secret.New(text(m.GetSecretText())), nil
}

// RemovePassword removes a client secret; that there is none is a success.
func (c *Client) RemovePassword(ctx context.Context, objectID, keyID string) error {
	key, err := uuid.Parse(keyID)
	if err != nil {
		return fmt.Errorf("removing the client secret %q: its key id is not a GUID", keyID)
	}
	body := applications.NewItemRemovePasswordPostRequestBody()
	body.SetKeyId(&key)
	err = c.applicationByID(objectID).RemovePassword().Post(during(ctx, removePassword()), body, nil)
	if err == nil || Refused(err) {
		return clean(err)
	}
	// Which status an absent key has is not documented: whether it is gone decides.
	app, lookErr := c.Application(ctx, objectID)
	if IsNotFound(lookErr) {
		return nil
	}
	if lookErr != nil {
		return clean(err)
	}
	for _, p := range app.Passwords {
		if p.KeyID == key.String() {
			return clean(err)
		}
	}
	return nil
}
