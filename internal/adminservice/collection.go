package adminservice

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// CollectionType is SMS_Collection.CollectionType (AdminService notes §2.4).
type CollectionType int

// The types of collections.
const (
	CollectionOther  CollectionType = 0
	CollectionUser   CollectionType = 1
	CollectionDevice CollectionType = 2
)

// String names the type.
func (t CollectionType) String() string {
	switch t {
	case CollectionUser:
		return "user"
	case CollectionDevice:
		return "device"
	default:
		return "other"
	}
}

// Collection is SMS_Collection.
type Collection struct {
	ID, Name, Comment      string
	Type                   CollectionType
	MemberCount            int
	LimitToID, LimitToName string
	BuiltIn                bool
}

type collectionRow struct {
	CollectionID          string  `json:"CollectionID" key:"yes"`
	Name                  string  `json:"Name"`
	Comment               string  `json:"Comment"`
	CollectionType        integer `json:"CollectionType"`
	MemberCount           integer `json:"MemberCount"`
	LimitToCollectionID   string  `json:"LimitToCollectionID"`
	LimitToCollectionName string  `json:"LimitToCollectionName"`
	IsBuiltIn             flag    `json:"IsBuiltIn"`
}

func (r collectionRow) collection() Collection {
	return Collection{
		ID: r.CollectionID, Name: r.Name, Comment: r.Comment, Type: CollectionType(r.CollectionType), MemberCount: int(r.MemberCount),
		LimitToID: r.LimitToCollectionID, LimitToName: r.LimitToCollectionName, BuiltIn: bool(r.IsBuiltIn),
	}
}

// Collection reads one collection by its id.
func (c *Client) Collection(ctx context.Context, id string) (Collection, error) {
	row, err := get[collectionRow](ctx, c, "read the collection "+id, "SMS_Collection", text(id))
	return row.collection(), err
}

// Collections lists the collections that the account may see.
func (c *Client) Collections(ctx context.Context) ([]Collection, error) {
	found, err := list[collectionRow](ctx, c, "list the collections", "SMS_Collection", fields("SMS_Collection"))
	out := make([]Collection, 0, len(found))
	for _, r := range found {
		out = append(out, r.collection())
	}
	return out, err
}

const mappingClass = "SMS_CoMgmtConfigs"

// methodAnswer is what the mapping methods return (AdminService notes §1.4).
type methodAnswer struct {
	ReturnValue      *integer `json:"ReturnValue"`
	CollectionSiteID string   `json:"CollectionSiteID"`
}

// CollectionMapping is the collection whose devices are uploaded to a tenant; empty means all devices. The hierarchy
// must know the tenant: without its row the method fails in the site (AdminService notes §2.1).
func (c *Client) CollectionMapping(ctx context.Context, tenantID string) (string, error) {
	op := "read the upload scope"
	v, err := c.cache.Get(ctx, "mapping "+strings.ToLower(tenantID), func(ctx context.Context) (any, error) {
		answer, err := c.method(ctx, op, "GetTenantCollectionMapping", map[string]string{"TenantID": tenantID})
		return answer.CollectionSiteID, err
	})
	if err != nil {
		return "", err
	}
	collection, _ := v.(string)
	return collection, nil
}

// AddCollectionMapping limits the upload to a tenant to one collection.
func (c *Client) AddCollectionMapping(ctx context.Context, tenantID, collectionID string) error {
	_, err := c.method(ctx, "limit the upload to collection "+collectionID, "AddTenantCollectionMapping", map[string]string{"CollectionSiteID": collectionID, "TenantID": tenantID})
	return err
}

// RemoveCollectionMapping lifts the limit: all devices are uploaded.
func (c *Client) RemoveCollectionMapping(ctx context.Context, tenantID string) error {
	_, err := c.method(ctx, "lift the limit of the upload", "RemoveTenantCollectionMapping", map[string]string{"TenantID": tenantID})
	return err
}

func (c *Client) method(ctx context.Context, op, name string, parameters any) (methodAnswer, error) {
	var answer methodAnswer
	body, err := c.call(ctx, op, http.MethodPost, mappingClass+"."+name, nil, parameters)
	if err != nil {
		return answer, c.proveAccess(ctx, err)
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return answer, c.unreadable(op, mappingClass+"."+name, plain(err))
	}
	if answer.ReturnValue == nil { // an answer of another form must not pass for "all devices"
		return answer, c.unreadable(op, mappingClass+"."+name, errors.New("the answer has no ReturnValue"))
	}
	if *answer.ReturnValue != 0 {
		return answer, fmt.Errorf("could not %s at the hierarchy of tenant %s: %s.%s returned %d. SMSProv.log on the SMS Provider says why", op, c.options.TenantID, mappingClass, name, *answer.ReturnValue)
	}
	return answer, nil
}
