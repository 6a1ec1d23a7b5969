package graph

import "context"

// Organization is the tenant as its own directory describes it.
type Organization struct {
	ID, Name string
	// Country is a code of two letters, that of the postal address; empty when there is none.
	Country string
	// TenantType is AAD, AAD B2C or CIAM.
	TenantType string
	// MDMAuthority is unknown, intune, sccm or office365.
	MDMAuthority string
	// VerifiedDomains are the names of the domains.
	VerifiedDomains []string
}

type wireOrganization struct {
	ID           string `json:"id"`
	Name         string `json:"displayName"`
	Country      string `json:"countryLetterCode"`
	TenantType   string `json:"tenantType"`
	MDMAuthority string `json:"mobileDeviceManagementAuthority"`
	Domains      []struct {
		Name string `json:"name"`
	} `json:"verifiedDomains"`
}

// Organization reads the facts of the tenant (Graph notes §2).
func (c *Client) Organization(ctx context.Context) (Organization, error) {
	w, err := c.organization(ctx, "id,displayName,countryLetterCode,tenantType,mobileDeviceManagementAuthority,verifiedDomains")
	o := Organization{ID: w.ID, Name: w.Name, Country: w.Country, TenantType: w.TenantType, MDMAuthority: w.MDMAuthority}
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
