package adminservice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
)

// Identification is SMS_Identification: which site answers. Every administrative user may read it.
type Identification struct{ SiteCode, SiteName string }

type identificationRow struct {
	ThisSiteCode string `json:"ThisSiteCode"`
	ThisSiteName string `json:"ThisSiteName"`
}

// Identification reads which site answers; it is the cheap proof that the account may read. It is never cached.
func (c *Client) Identification(ctx context.Context) (Identification, error) {
	const op = "read which site this is"
	body, err := c.call(ctx, op, http.MethodGet, "SMS_Identification", selecting(fieldsFor("SMS_Identification", everybody)), nil)
	if err != nil {
		return Identification{}, err
	}
	found, _, err := decode[identificationRow](body)
	if err != nil {
		return Identification{}, c.unreadable(op, "SMS_Identification", err)
	}
	if len(found) == 0 {
		return Identification{}, c.notShown(op, "SMS_Identification", "Access denied: no row of SMS_Identification is shown")
	}
	return Identification{SiteCode: found[0].ThisSiteCode, SiteName: found[0].ThisSiteName}, nil
}

// SupportID is SMS_Identification.SupportID, the id of the hierarchy that the console shows as its support id. It is asked for
// apart from Identification, which proves access and must not fail for it.
func (c *Client) SupportID(ctx context.Context) (string, error) {
	const op = "read the support id of the hierarchy"
	found, err := list[struct{ SupportID string }](ctx, c, op, "SMS_Identification", fieldsFor("SMS_Identification", statusUser))
	if err != nil {
		return "", err
	}
	if len(found) == 0 || found[0].SupportID == "" {
		return "", fmt.Errorf("could not %s at the hierarchy of tenant %s: SMS_Identification shows none", op, c.options.TenantID)
	}
	return found[0].SupportID, nil
}

// SiteType is SMS_Site.Type (AdminService notes §2.4).
type SiteType int

// The types of sites.
const (
	SiteSecondary SiteType = 1
	SitePrimary   SiteType = 2
	SiteCAS       SiteType = 4
)

// String names the type.
func (t SiteType) String() string {
	switch t {
	case SiteSecondary:
		return "secondary"
	case SitePrimary:
		return "primary"
	case SiteCAS:
		return "central_administration_site"
	default:
		return fmt.Sprintf("unknown (%d)", int(t))
	}
}

// Site is SMS_Site.
type Site struct {
	Code, Name, ServerName string
	Type                   SiteType
	Version                string // 5.00.9141.1000
	Build                  int    // 9141
	Parent                 string // code of the site that it reports to; empty at the top
}

type siteRow struct {
	SiteCode          string  `json:"SiteCode" key:"yes"`
	SiteName          string  `json:"SiteName"`
	ServerName        string  `json:"ServerName"`
	Type              integer `json:"Type" key:"yes"`
	Version           string  `json:"Version"`
	BuildNumber       integer `json:"BuildNumber" key:"yes"`
	ReportingSiteCode string  `json:"ReportingSiteCode"`
}

// Sites lists the sites of the hierarchy.
func (c *Client) Sites(ctx context.Context) ([]Site, error) {
	found, err := list[siteRow](ctx, c, "list the sites", "SMS_Site", fields("SMS_Site"))
	out := make([]Site, 0, len(found))
	for _, r := range found {
		out = append(out, Site{Code: r.SiteCode, Name: r.SiteName, ServerName: r.ServerName, Type: SiteType(r.Type), Version: r.Version, Build: int(r.BuildNumber), Parent: r.ReportingSiteCode})
	}
	return out, err
}

// TopSite is the site that reports to none: the central administration site, or the only primary site.
func TopSite(sites []Site) (Site, error) {
	for _, s := range sites {
		if s.Parent == "" && s.Type != SiteSecondary {
			return s, nil
		}
	}
	return Site{}, errors.New("the hierarchy shows no top site (SMS_Site without ReportingSiteCode) to this account")
}

// SystemRole is one site system role of one server: SMS_SCI_SysResUse.
type SystemRole struct {
	RoleName, Server, SiteCode string
	Key                        SystemRoleKey
	props                      map[string]EmbeddedProperty
}

// EmbeddedProperty is one element of Props (SMS_EmbeddedProperty).
type EmbeddedProperty struct {
	Value          int64
	Value1, Value2 string
}

// Prop is a property of the role, if it is one that this client reads and the row has it.
func (r SystemRole) Prop(name string) (EmbeddedProperty, bool) {
	p, ok := r.props[name]
	return p, ok
}

type systemRoleRow struct {
	RoleName      string       `json:"RoleName" key:"yes"`
	NetworkOSPath string       `json:"NetworkOSPath"`
	SiteCode      string       `json:"SiteCode"`
	FileType      integer      `json:"FileType"`
	ItemName      string       `json:"ItemName"`
	ItemType      string       `json:"ItemType"`
	Props         propertyRows `json:"Props"`
}

func (r systemRoleRow) role() SystemRole {
	role := SystemRole{RoleName: r.RoleName, Server: r.NetworkOSPath, SiteCode: r.SiteCode, props: map[string]EmbeddedProperty{}}
	role.Key = SystemRoleKey{FileType: int64(r.FileType), ItemName: r.ItemName, ItemType: r.ItemType, SiteCode: r.SiteCode}
	for _, p := range r.Props {
		role.props[p.PropertyName] = EmbeddedProperty{int64(p.Value), p.Value1, p.Value2}
	}
	return role
}

// propertyRows are those of readProps; the others are not even decoded.
type propertyRows []propertyRow

// UnmarshalJSON implements json.Unmarshaler.
func (p *propertyRows) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if err := json.Unmarshal(data, &list); err != nil {
		return formError("Props is not a list")
	}
	*p = nil
	for _, element := range list {
		var named struct{ PropertyName string }
		if json.Unmarshal(element, &named) != nil || !slices.Contains(readProps(), named.PropertyName) {
			continue
		}
		var row propertyRow
		if err := json.Unmarshal(element, &row); err != nil {
			return err
		}
		*p = append(*p, row)
	}
	return nil
}

type propertyRow struct {
	PropertyName string  `json:"PropertyName"`
	Value        integer `json:"Value"`
	Value1       string  `json:"Value1"`
	Value2       string  `json:"Value2"`
}

// readProps are the properties that are taken out of a row: others may hold certificates and secrets.
func readProps() []string { return append(proxyNames(), "OfflineMode") }

// SystemRoles lists the site system roles. The class refuses $select, so whole rows come; only what is known to be
// needed is kept (AdminService notes §1.2).
func (c *Client) SystemRoles(ctx context.Context) ([]SystemRole, error) {
	found, err := list[systemRoleRow](ctx, c, "list the site system roles", systemRoleClass, nil)
	out := make([]SystemRole, 0, len(found))
	for _, r := range found {
		out = append(out, r.role())
	}
	return out, err
}
