package onboarding

import (
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-timetypes/timetypes"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/core"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

// model is the resource in configuration, plan and state.
type model struct {
	core.TenantFields
	ID                  types.String         `tfsdk:"id"`
	Handoff             types.String         `tfsdk:"handoff"`
	Preflight           types.String         `tfsdk:"preflight"`
	PreflightSkip       types.Set            `tfsdk:"preflight_skip"`
	ClientID            types.String         `tfsdk:"client_id"`
	ApplicationName     types.String         `tfsdk:"application_name"`
	IdentifierURI       types.String         `tfsdk:"identifier_uri"`
	UploadEnabled       types.Bool           `tfsdk:"upload_enabled"`
	ServiceName         types.String         `tfsdk:"service_name"`
	Description         types.String         `tfsdk:"description"`
	ApplicationRowID    types.Int64          `tfsdk:"application_row_id"`
	ServiceRowID        types.Int64          `tfsdk:"service_row_id"`
	TenantRowID         types.Int64          `tfsdk:"tenant_row_id"`
	SecretValidity      timetypes.GoDuration `tfsdk:"secret_validity"`
	RotateBefore        timetypes.GoDuration `tfsdk:"rotate_before"`
	ClientSecret        types.String         `tfsdk:"client_secret"`
	ClientSecretVersion types.String         `tfsdk:"client_secret_version"`
	ClientSecretExpiry  timetypes.RFC3339    `tfsdk:"client_secret_expiry"`
	KeyID               types.String         `tfsdk:"key_id"`
	SecretExpiry        types.String         `tfsdk:"secret_expiry"`
	SecretStatus        types.String         `tfsdk:"secret_status"`
	Timeouts            timeouts.Value       `tfsdk:"timeouts"`
}

// durations are secret_validity and rotate_before; zero while unknown.
func (m *model) durations() (validity, before time.Duration) {
	return duration(m.SecretValidity, defaultValidity), duration(m.RotateBefore, defaultRotateBefore)
}

func duration(value timetypes.GoDuration, fallback string) time.Duration {
	text := value.ValueString()
	if value.IsNull() {
		text = fallback
	}
	d, err := time.ParseDuration(text)
	if err != nil { // unknown, or refused by the type of the attribute
		return 0
	}
	return d
}

// ownSecret reports whether the user brings the secret.
func (m *model) ownSecret() bool { return !m.ClientSecretVersion.IsNull() }

func (m *model) console() bool { return m.Handoff.ValueString() == handoffConsole }

// observed is what the site and Entra show of one onboarding.
type observed struct {
	application *adminservice.Application  // nil: the site does not know the application
	service     *adminservice.CloudService // the upload service; nil: there is none
	secrets                                // of the application in Entra
}

// enabled reports whether the upload service uses the application.
func (o observed) enabled() bool {
	return o.application != nil && o.service != nil && slices.Contains(o.service.ApplicationRowIDs, o.application.RowID)
}

// set takes over what was observed. The key in state is what this resource handed over: it stays, and secret_status
// says whether it still is the site's.
func (m *model) set(o observed) {
	m.ID = types.StringValue(strings.ToLower(o.application.ClientID))
	if !strings.EqualFold(m.ClientID.ValueString(), o.application.ClientID) {
		m.ClientID = m.ID
	}
	m.ApplicationName = types.StringValue(o.application.Name)
	m.IdentifierURI = types.StringValue(o.application.IdentifierURI)
	m.ApplicationRowID = types.Int64Value(o.application.RowID)
	m.TenantRowID = types.Int64Value(o.application.TenantRowID)
	m.UploadEnabled = types.BoolValue(o.enabled())
	m.setService(o.service)
	m.setSecret(o)
}

func (m *model) setService(service *adminservice.CloudService) {
	if service == nil {
		m.ServiceRowID = types.Int64Null()
		if m.ServiceName.IsUnknown() {
			m.ServiceName = types.StringNull()
		}
		return
	}
	m.ServiceRowID = types.Int64Value(service.RowID)
	m.ServiceName = types.StringValue(service.Name)
	m.Description = core.TextOrNull(service.Description, m.Description)
}

func (m *model) setSecret(o observed) {
	atSite := timestamp(o.application.SecretExpiry)
	adopted := m.SecretExpiry.IsNull() || m.SecretExpiry.IsUnknown() // imported, or handed over at the console just now
	renewed := m.console() && m.SecretExpiry.ValueString() != atSite // by somebody at the console
	own := ownKeyThatEnds(o.passwords, atSite)
	switch {
	case !m.ownSecret() && m.SecretExpiry.ValueString() != atSite && own != "": // by tenantattach_rotate_secret
		m.SecretExpiry, m.KeyID = types.StringValue(atSite), types.StringValue(own)
	case adopted || renewed:
		m.SecretExpiry = types.StringValue(atSite)
		m.KeyID = keyThatEnds(o.passwords, o.application.SecretExpiry)
	case m.KeyID.IsNull() && m.SecretExpiry.ValueString() == atSite && !m.ownSecret():
		m.KeyID = keyThatEnds(o.passwords, o.application.SecretExpiry)
	}
	m.SecretStatus = types.StringValue(m.status(o, atSite))
}

func (m *model) status(o observed, atSite string) string {
	switch {
	case m.SecretExpiry.ValueString() != atSite:
		return statusReplaced
	case m.ownSecret():
		return statusCurrent
	case m.KeyID.IsNull():
		return statusUnmatched
	case !slices.ContainsFunc(o.passwords, func(p graph.Password) bool { return strings.EqualFold(p.KeyID, m.KeyID.ValueString()) }):
		return statusMissing
	default:
		return statusCurrent
	}
}

// keyThatEnds finds the one secret in Entra that ends when the site's does, or on the same day, since a person may have
// typed the date alone; null when it cannot be told.
func keyThatEnds(passwords []graph.Password, end time.Time) types.String {
	for _, same := range []func(time.Time) string{timestamp, func(t time.Time) string { return t.UTC().Format(time.DateOnly) }} {
		found := []string{}
		for _, p := range passwords {
			if same(p.End) == same(end) {
				found = append(found, p.KeyID)
			}
		}
		if len(found) == 1 {
			return types.StringValue(found[0])
		}
	}
	return types.StringNull()
}

// ownKeyThatEnds is the secret of this provider's own, if it is the only one and ends when the site's does, to the second; else
// it is empty. Several are left by a rotation that was interrupted: the next one removes them.
func ownKeyThatEnds(passwords []graph.Password, atSite string) string {
	own := slices.DeleteFunc(slices.Clone(passwords), func(p graph.Password) bool { return p.DisplayName != secretDisplayName })
	if len(own) != 1 || timestamp(own[0].End) != atSite {
		return ""
	}
	return own[0].KeyID
}

// timestamp is how times stand in the state: whole seconds, UTC. The site keeps no fractions.
func timestamp(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// about names the tenant and the application for summaries, as far as they are known.
func (m *model) about() string {
	application := "a new application"
	if id := m.ClientID.ValueString(); id != "" {
		application = "application " + id
	}
	return "tenant " + m.TenantID.ValueString() + ", " + application
}
