package onboarding

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// cleanUpTime is how long undoing may take after the time of the operation itself is over.
const cleanUpTime = time.Minute

// handover is a secret on its way from Entra (or the configuration) to the site. It lives in memory only.
type handover struct {
	secret   adminservice.Secret
	expiry   time.Time
	keyID    string // empty for a secret of the user's own
	objectID string // of the application in Entra, for taking the key back
}

// newSecret takes the user's secret, or makes one in Entra.
func (c clients) newSecret(ctx context.Context, plan, config *model) (handover, error) {
	if plan.ownSecret() {
		expiry, d := plan.ClientSecretExpiry.ValueRFC3339Time()
		if d.HasError() {
			return handover{}, errors.New("client_secret_expiry is not an RFC 3339 time")
		}
		return handover{secret: adminservice.NewSecret(config.ClientSecret.ValueString()), expiry: expiry.UTC().Truncate(time.Second)}, nil
	}
	app, err := c.graph.ApplicationByAppID(graph.Expecting(ctx), plan.ClientID.ValueString())
	if err != nil {
		return handover{}, err
	}
	validity, _ := plan.durations()
	start := c.tenant.Clock().Now().UTC().Truncate(time.Second)
	key, secret, err := c.graph.AddPassword(graph.Expecting(ctx), app.ObjectID, secretDisplayName, start, start.Add(validity))
	if err != nil {
		return handover{}, err
	}
	return handover{secret: adminservice.NewSecret(secret.Reveal()), expiry: key.End.UTC().Truncate(time.Second), keyID: key.KeyID, objectID: app.ObjectID}, nil
}

// takeBack removes a key that did not reach the site, so that no valid secret is left that nobody holds.
func (c clients) takeBack(ctx context.Context, h handover, cause error) error {
	if h.keyID == "" {
		return cause
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	if err := c.graph.RemovePassword(graph.Expecting(ctx), h.objectID, h.keyID); err != nil {
		return fmt.Errorf("%w\n\nThe client secret %s that was made for it could not be removed from Entra again: %w\nThe next apply removes it", cause, h.keyID, err)
	}
	return cause
}

// retire removes the secrets that this resource made before, except the one to keep: those of former rotations and of
// applies that were interrupted. Secrets that others made stay.
func (c clients) retire(ctx context.Context, clientID, keep, former string) error {
	app, err := c.graph.ApplicationByAppID(ctx, clientID)
	if graph.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, p := range app.Passwords {
		ours := p.DisplayName == secretDisplayName || former != "" && strings.EqualFold(p.KeyID, former)
		if !ours || strings.EqualFold(p.KeyID, keep) {
			continue
		}
		if err := c.graph.RemovePassword(ctx, app.ObjectID, p.KeyID); err != nil {
			return err
		}
	}
	return c.awaitKeys(ctx, clientID, keep)
}

// awaitKeys waits until reads show the secrets as they were written: the plan that follows must not see old ones.
func (c clients) awaitKeys(ctx context.Context, clientID, keep string) error {
	return c.graph.Await(ctx, "the client secrets to read back as written", 2, func(ctx context.Context) (bool, error) {
		app, err := c.graph.ApplicationByAppID(ctx, clientID)
		if err != nil {
			return false, err
		}
		kept := keep == ""
		for _, p := range app.Passwords {
			switch {
			case strings.EqualFold(p.KeyID, keep):
				kept = true
			case p.DisplayName == secretDisplayName:
				return false, nil
			}
		}
		return kept, nil
	})
}

// record notes in the state what was handed over: never the secret.
func (m *model) record(h handover) {
	m.KeyID = types.StringNull()
	if h.keyID != "" {
		m.KeyID = types.StringValue(h.keyID)
	}
	m.SecretExpiry = types.StringValue(timestamp(h.expiry))
}
