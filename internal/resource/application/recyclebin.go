package application

import (
	"context"
	"errors"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// binTime is how long an object that was just deleted is looked for in the recycle bin before it is taken for gone.
const binTime = 2 * time.Minute

// recycleBin is where Entra keeps deleted objects for 30 days.
type recycleBin struct {
	client *graph.Client
	// purge says that objects are to be deleted for good.
	purge bool
	// justDeleted says that the objects were deleted a moment ago: when one is not in the bin, a replica lags.
	justDeleted bool
}

// empty deletes an object in the bin for good; that it is not there is fine.
func (b recycleBin) empty(ctx context.Context, objectID string) error {
	if !b.purge || objectID == "" {
		return nil
	}
	if !b.justDeleted {
		return ignoreNotFound(b.client.Purge(ctx, objectID))
	}
	limited, cancel := context.WithTimeout(ctx, binTime)
	defer cancel()
	err := b.client.Await(limited, "the deleted object "+objectID+" to be in the recycle bin", 1, func(ctx context.Context) (bool, error) {
		err := b.client.Purge(ctx, objectID)
		return err == nil, err
	})
	if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) { // somebody else has emptied the bin
		return nil
	}
	return err
}
