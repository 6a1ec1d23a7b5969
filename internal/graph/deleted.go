package graph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/directory"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
)

func (c *Client) deletedItems() *directory.DeletedItemsRequestBuilder {
	return directory.NewDirectoryRequestBuilderInternal(c.parameters(), c.adapter).DeletedItems()
}

// DeletedApplications lists the applications with this unique name that are in the recycle bin. All deleted
// applications are read and compared here: whether the service filters them by unique name is not documented.
func (c *Client) DeletedApplications(ctx context.Context, uniqueName string) ([]Application, error) {
	ctx = during(ctx, listDeleted())
	first, err := c.deletedItems().GraphApplication().Get(ctx, &directory.DeletedItemsGraphApplicationRequestBuilderGetRequestConfiguration{
		QueryParameters: &directory.DeletedItemsGraphApplicationRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	list, err := collect(first, err, func(link string) (models.ApplicationCollectionResponseable, error) {
		return c.deletedItems().GraphApplication().WithUrl(link).Get(ctx, nil)
	})
	out := []Application{}
	for _, m := range list {
		if text(m.GetUniqueName()) == uniqueName {
			out = append(out, *applicationOf(m))
		}
	}
	return out, err
}

// RestoreApplication brings an application back from the recycle bin.
func (c *Client) RestoreApplication(ctx context.Context, objectID string) error {
	_, err := c.deletedItems().ByDirectoryObjectId(objectID).Restore().Post(during(ctx, restoreDeleted()), nil)
	return clean(err)
}

// Purge deletes an application or a service principal in the recycle bin for good.
func (c *Client) Purge(ctx context.Context, objectID string) error {
	return clean(c.deletedItems().ByDirectoryObjectId(objectID).Delete(during(ctx, purgeDeleted()), nil))
}
