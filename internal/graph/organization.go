package graph

import "context"

// Organization is the tenant as its own directory describes it.
type Organization struct {
	ID, Name string
	// Country is a code of two letters, that of the postal address; empty when there is none.
	Country string
	// VerifiedDomains are the names of the domains.
	VerifiedDomains []string
}

type wireOrganization struct {
	ID      string `json:"id"`
	Name    string `json:"displayName"`
	Country string `json:"countryLetterCode"`
	Domains []struct {
		Name string `json:"name"`
	} `json:"verifiedDomains"`
}

// Organization reads the facts of the tenant (Graph notes §2).
func (c *Client) Organization(ctx context.Context) (Organization, error) {
	w, err := c.organization(ctx, "id,displayName,countryLetterCode,verifiedDomains")
	o := Organization{ID: w.ID, Name: w.Name, Country: w.Country}
	for _, d := range w.Domains {
		o.VerifiedDomains = append(o.VerifiedDomains, d.Name)
	}
	return o, err
}

// TenantName is the display name of the tenant's organization.
func (c *Client) TenantName(ctx context.Context) (string, error) {
	w, err := c.organization(ctx, "id,displayName")
	return w.Name, err
}

// organization reads the one organization that the list has.
func (c *Client) organization(ctx context.Context, fields string) (wireOrganization, error) {
	all, err := list[wireOrganization](during(ctx, readOrganization()), c, version, "organization"+query("$select", fields))
	if err == nil && len(all) == 0 {
		err = c.empty(readOrganization())
	}
	if err != nil {
		return wireOrganization{}, err
	}
	return all[0], nil
}
