package graph

import (
	"context"

	"github.com/microsoftgraph/msgraph-sdk-go/applications"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
)

func (c *Client) federated(objectID string) *applications.ItemFederatedIdentityCredentialsRequestBuilder {
	return c.applicationByID(objectID).FederatedIdentityCredentials()
}

// FederatedCredentials lists the ids of the federated identity credentials of an application (Graph notes §2).
func (c *Client) FederatedCredentials(ctx context.Context, objectID string) ([]string, error) {
	ctx = during(ctx, readFederated())
	first, err := c.federated(objectID).Get(ctx, nil)
	list, err := collect(first, err, func(link string) (models.FederatedIdentityCredentialCollectionResponseable, error) {
		return c.federated(objectID).WithUrl(link).Get(ctx, nil)
	})
	ids := make([]string, 0, len(list))
	for _, m := range list {
		ids = append(ids, text(m.GetId()))
	}
	return ids, err
}

// RemoveFederated removes a federated identity credential; that there is none is a success.
func (c *Client) RemoveFederated(ctx context.Context, objectID, id string) error {
	err := c.federated(objectID).ByFederatedIdentityCredentialId(id).Delete(during(ctx, deleteFederated()), nil)
	if IsNotFound(err) {
		return nil
	}
	return clean(err)
}
