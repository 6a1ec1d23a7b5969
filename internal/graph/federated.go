package graph

import (
	"context"

	abstractions "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/applications"
)

func (c *Client) federated(objectID string) *applications.ItemFederatedIdentityCredentialsRequestBuilder {
	return c.applicationByID(objectID).FederatedIdentityCredentials()
}

// FederatedCredentials lists the ids of the federated identity credentials of an application (Graph notes §2).
func (c *Client) FederatedCredentials(ctx context.Context, objectID string) ([]string, error) {
	list, err := listAt[struct {
		ID string `json:"id"`
	}](during(ctx, readFederated()), c, c.federated(objectID).BaseRequestBuilder)
	ids := make([]string, 0, len(list))
	for _, w := range list {
		ids = append(ids, w.ID)
	}
	return ids, err
}

// RemoveFederated removes a federated identity credential; that there is none is a success.
func (c *Client) RemoveFederated(ctx context.Context, objectID, id string) error {
	err := c.to(during(ctx, deleteFederated()), abstractions.DELETE, c.federated(objectID).ByFederatedIdentityCredentialId(id).BaseRequestBuilder, nil, nil)
	if IsNotFound(err) {
		return nil
	}
	return err
}
