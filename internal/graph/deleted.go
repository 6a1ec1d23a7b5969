package graph

import (
	"context"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/directory"
)

func (c *Client) deletedItems() *directory.DeletedItemsRequestBuilder {
	return directory.NewDirectoryRequestBuilderInternal(c.parameters(), c.adapter).DeletedItems()
}

// DeletedApplications lists the applications with this unique name that are in the recycle bin. All deleted
// applications are read and compared here: whether the service filters them by unique name is not documented.
func (c *Client) DeletedApplications(ctx context.Context, uniqueName string) ([]Application, error) {
	ctx = during(ctx, listDeleted())
	request, err := c.deletedItems().GraphApplication().ToGetRequestInformation(ctx, &directory.DeletedItemsGraphApplicationRequestBuilderGetRequestConfiguration{
		QueryParameters: &directory.DeletedItemsGraphApplicationRequestBuilderGetQueryParameters{Select: applicationFields},
	})
	if err != nil {
		return nil, err
	}
	first, err := readOne[listPage[wireApplication]](ctx, c, listDeleted(), request)
	if err != nil {
		return nil, err
	}
	list, err := rest(ctx, c, first)
	out := []Application{}
	for _, w := range list {
		if w.UniqueName == uniqueName {
			out = append(out, *w.application())
		}
	}
	return out, err
}

// RestoreApplication brings an application back from the recycle bin.
func (c *Client) RestoreApplication(ctx context.Context, objectID string) error {
	return c.to(during(ctx, restoreDeleted()), abstractions.POST, c.deletedItems().ByDirectoryObjectId(objectID).Restore().BaseRequestBuilder, nil, nil)
}

// Purge deletes an application or a service principal in the recycle bin for good.
func (c *Client) Purge(ctx context.Context, objectID string) error {
	return c.to(during(ctx, purgeDeleted()), abstractions.DELETE, c.deletedItems().ByDirectoryObjectId(objectID).BaseRequestBuilder, nil, nil)
}
