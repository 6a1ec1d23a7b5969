package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	abstractions "github.com/microsoft/kiota-abstractions-go"
)

// The paths of the switch "Use Intune RBAC", in Graph's beta only (Graph notes §3; learn, intune-devices-tenantattachrbac).
const (
	RBACStatePath  = "deviceManagement/tenantAttachRBAC/getState"
	rbacEnablePath = "deviceManagement/tenantAttachRBAC/enable"
)

// IntuneRBAC reads the tenant-wide switch "Use Intune RBAC".
func (c *Client) IntuneRBAC(ctx context.Context) (enabled bool, err error) {
	ctx = during(ctx, readIntuneRBAC())
	state, err := function[struct {
		Enabled *bool `json:"enabled"`
	}](ctx, c, func(out any) error { return c.beta(ctx, abstractions.GET, RBACStatePath, nil, out) })
	if err != nil {
		return false, err
	}
	if state.Enabled == nil { // must not pass for "off"
		return false, fmt.Errorf("could not %s in tenant %s: the answer does not say whether it is on", operationOf(ctx).text, c.options.TenantID)
	}
	return *state.Enabled, nil
}

// SetIntuneRBAC writes the switch "Use Intune RBAC"; the action is called enable either way. It sets a value, so it is
// repeated after a lost answer. That it was taken says nothing of when reads show it.
func (c *Client) SetIntuneRBAC(ctx context.Context, enabled bool) error {
	return c.beta(repeatable(during(ctx, writeIntuneRBAC())), abstractions.POST, rbacEnablePath, map[string]any{"enable": enabled}, nil)
}

// function reads the result of a function that is an object. By OData its properties stand in the answer itself; the samples
// of Microsoft's reference have them inside value. Both are taken.
func function[T any](ctx context.Context, c *Client, call func(out any) error) (T, error) {
	var result T
	var raw json.RawMessage
	if err := call(&raw); err != nil {
		return result, err
	}
	var wrapped struct {
		Value json.RawMessage `json:"value"`
	}
	err := json.Unmarshal(raw, &wrapped)
	if err == nil && len(wrapped.Value) > 0 && string(wrapped.Value) != "null" {
		raw = wrapped.Value
	}
	if err == nil {
		err = json.Unmarshal(raw, &result)
	}
	if err != nil {
		return result, fmt.Errorf("could not %s in tenant %s: the answer is not what Microsoft Graph answers: %w", operationOf(ctx).text, c.options.TenantID, err)
	}
	return result, nil
}

// IsNotOffered reports whether the service does not know a path: its cloud does not offer it, or not any more. The text of the
// 400 is what Graph says of a path that it does not know; texts are no contract, so this decides no more than what is said of it.
func IsNotOffered(err error) bool {
	return IsNotFound(err) || hasStatus(err, http.StatusBadRequest) && strings.Contains(strings.ToLower(err.Error()), "resource not found for the segment")
}
