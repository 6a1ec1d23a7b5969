package msgraph

import (
	"cmp"
	"slices"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

func listFederated(c *call) (*answer, error) {
	app, err := c.application(c.replica)
	if err != nil {
		return nil, err
	}
	all := slices.SortedFunc(slices.Values(app.Federated), func(a, b world.FederatedCredential) int { return cmp.Compare(a.ID, b.ID) })
	views := []map[string]any{}
	for _, f := range all {
		views = append(views, map[string]any{"id": f.ID, "name": f.Name, "issuer": f.Issuer, "subject": f.Subject, "audiences": []any{f.Audience}})
	}
	return c.list(federatedResource(), views)
}

// deleteFederated removes a federated identity credential by its id (Graph notes §2).
func deleteFederated(c *call) (*answer, error) {
	app, err := c.ownApplication()
	if err != nil {
		return nil, err
	}
	id, err := c.id(1)
	if err != nil {
		return nil, err
	}
	return noContent(), c.update(func(s *world.Snapshot) error {
		there, ok := s.Applications[app.ID]
		if !ok {
			return errMissing(app.ID)
		}
		left := slices.DeleteFunc(slices.Clone(there.Federated), func(f world.FederatedCredential) bool { return sameID(f.ID, id) })
		if len(left) == len(there.Federated) {
			return errMissing(id)
		}
		there.Federated = left
		s.Applications[app.ID] = there
		return nil
	})
}
