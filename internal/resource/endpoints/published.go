package endpoints

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/bounded"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/tenant"
)

// differenceModel is one thing in which the published list differs from the catalogue.
type differenceModel struct {
	Kind      types.String `tfsdk:"kind"`
	Published types.String `tfsdk:"published"`
	SetID     types.Int64  `tfsdk:"set_id"`
	EntryID   types.String `tfsdk:"entry_id"`
	Text      types.String `tfsdk:"text"`
}

// compare fetches the published list, through the proxy of the environment and without a sign-in, and says how it differs
// from the whole catalogue of the cloud.
func (m *model) compare(ctx context.Context, t *tenant.Tenant) error {
	body, err := fetch(ctx, t, m.PublishedURL.ValueString())
	if err != nil {
		return err
	}
	sets, err := endpoint.ParsePublished(body)
	if err != nil {
		return err
	}
	entries, err := endpoint.For(m.Cloud.ValueString())
	if err != nil {
		return err
	}
	m.Differences = []differenceModel{}
	for _, d := range endpoint.Compare(entries, sets) {
		m.Differences = append(m.Differences, differenceModel{types.StringValue(string(d.Kind)), types.StringValue(d.Published), types.Int64Value(int64(d.Set)), types.StringValue(d.ID), types.StringValue(d.Text)})
	}
	return nil
}

func fetch(ctx context.Context, t *tenant.Tenant, address string) ([]byte, error) {
	client, err := t.CloudClient()
	if err != nil {
		return nil, err
	}
	target, err := url.Parse(address)
	if err != nil {
		return nil, errors.New("published_url is not a URL")
	}
	query := target.Query()
	query.Set("clientrequestid", uuid.NewString()) // the service answers nobody without one
	target.RawQuery = query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("asking for the published endpoints: %w", err)
	}
	req.Header.Set("Accept", "application/json")
	res, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("asking %s for the published endpoints: %w", target.Host, err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("asking %s for the published endpoints: it answered %s", target.Host, res.Status)
	}
	body, err := bounded.Read(res.Body, endpoint.MaxPublished)
	if err != nil {
		return nil, fmt.Errorf("reading the published endpoints of %s: %w", target.Host, err)
	}
	return body, nil
}
