package graph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/directory"
)

func (c *Client) deletedItems() *directory.DeletedItemsRequestBuilder {
	return directory.NewDirectoryRequestBuilderInternal(c.parameters(), c.adapter).DeletedItems()
}

// DeletedApplications lists the applications with this unique name that are in the recycle bin. All deleted
// applications are read and compared here: whether the service filters them by unique name is not documented.
func (c *Client) DeletedApplications(ctx context.Context, uniqueName string) ([]Application, error) {
	ctx = during(ctx, listDeleted())
	page, err := c.deletedItems().GraphApplication().Get(ctx, &directory.DeletedItemsGraphApplicationRequestBuilderGetRequestConfiguration{
		QueryParameters: &directory.DeletedItemsGraphApplicationRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	out := []Application{}
	for {
		if err != nil {
			return nil, clean(err)
		}
		if page == nil {
			return out, nil
		}
		for _, m := range page.GetValue() {
			if text(m.GetUniqueName()) == uniqueName {
				out = append(out, *applicationOf(m))
			}
		}
		next := text(page.GetOdataNextLink())
		if next == "" {
			return out, nil
		}
		page, err = c.deletedItems().GraphApplication().WithUrl(next).Get(ctx, nil)
	}
}

// RestoreApplication brings an application back from the recycle bin.
func (c *Client) RestoreApplication(ctx context.Context, objectID string) error {
	_, err := c.deletedItems().ByDirectoryObjectId(objectID).Restore().Post(during(ctx, restoreDeleted()), nil)
	return clean(err)
}

// PurgeApplication deletes an application in the recycle bin for good.
func (c *Client) PurgeApplication(ctx context.Context, objectID string) error {
	return c.purge(ctx, objectID)
}

// PurgeServicePrincipal deletes a service principal in the recycle bin for good.
func (c *Client) PurgeServicePrincipal(ctx context.Context, objectID string) error {
	return c.purge(ctx, objectID)
}

func (c *Client) purge(ctx context.Context, objectID string) error {
	return clean(c.deletedItems().ByDirectoryObjectId(objectID).Delete(during(ctx, purgeDeleted()), nil))
}
