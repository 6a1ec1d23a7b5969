package onboarding

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/secret"
)

// cleanUpTime is how long undoing may take after the time of the operation itself is over.
const cleanUpTime = time.Minute

// handover is a secret on its way from Entra (or the configuration) to the site. It lives in memory only.
type handover struct {
	secret   secret.Secret
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
		return handover{secret: secret.New(config.ClientSecret.ValueString()), expiry: expiry.UTC().Truncate(time.Second)}, nil
	}
	app, err := c.graph.ApplicationByAppID(graph.Expecting(ctx), plan.ClientID.ValueString())
	if err != nil {
		return handover{}, err
	}
	validity, _ := plan.durations()
	end := c.tenant.Clock().Now().UTC().Truncate(time.Second).Add(validity - mark(validity))
	key, made, err := c.graph.AddPassword(graph.Expecting(ctx), app.ObjectID, secretDisplayName, end)
	if err != nil {
		return handover{}, err
	}
	return handover{secret: made, expiry: key.End.UTC().Truncate(time.Second), keyID: key.KeyID, objectID: app.ObjectID}, nil
}

// mark is by how much a secret ends earlier than asked for, a thousandth at the most. Its end is all that the site shows of a
// secret, and so all that tells one from another: those that two applies make in the same second must not end at the same.
func mark(validity time.Duration) time.Duration {
	return rand.N(max(validity/1000, time.Second)).Truncate(time.Second) //nolint:gosec // it is no secret
}

// takeBack removes a key that did not reach the site, so that no valid secret is left that nobody holds. When it is not
// known whether it has arrived it may be the one that the site signs in with, and stays.
func (c clients) takeBack(ctx context.Context, h handover, a arrival, cause error) error {
	if h.keyID == "" {
		return cause
	}
	if a != arrivedNot {
		return fmt.Errorf("%w\n\nThe client secret %s that was made for it stays in Entra, since the site may use it now. Apply again: what is not needed is removed then", cause, h.keyID)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanUpTime)
	defer cancel()
	if err := c.graph.RemovePassword(graph.Expecting(ctx), h.objectID, h.keyID); err != nil {
		return fmt.Errorf("%w\n\nThe client secret %s that was made for it could not be removed from Entra again: %w\nThe next apply removes it", cause, h.keyID, err)
	}
	return cause
}

// settledReads is how many reads in a row must show the secrets as they should be.
const settledReads = 3

// retire removes the secrets that this resource made before, except the one to keep: those of former rotations and of
// applies that were interrupted. Secrets that others made stay. It goes on until reads agree, since a replica that lags
// may not show a secret yet that another one has; the plan that follows must not see old ones either.
func (c clients) retire(ctx context.Context, clientID, keep, former string) error {
	return c.graph.Await(ctx, "the client secrets to read back as written", settledReads, func(ctx context.Context) (bool, error) {
		app, err := c.graph.ApplicationByAppID(ctx, clientID)
		if graph.IsNotFound(err) { // with the application its secrets are gone
			return keep == "", nil
		}
		if err != nil {
			return false, err
		}
		kept, removed := keep == "", false
		for _, p := range app.Passwords {
			ours := p.DisplayName == secretDisplayName || former != "" && strings.EqualFold(p.KeyID, former)
			switch {
			case strings.EqualFold(p.KeyID, keep):
				kept = true
			case ours:
				removed = true
				if err := c.graph.RemovePassword(ctx, app.ObjectID, p.KeyID); err != nil && !graph.IsUnknownReference(err) {
					return false, err
				}
			}
		}
		return kept && !removed, nil
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
