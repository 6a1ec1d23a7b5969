package form

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"regexp"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

// maxIdle is the longest idle time-out that is taken, in seconds: a day.
const maxIdle = 86400

var release = regexp.MustCompile(`^[0-9]{4}$`)

// Of are endpoints as they are given.
func Of(entries []endpoint.Entry) []Model {
	out := []Model{}
	for _, e := range entries {
		out = append(out, One(e))
	}
	return out
}

// One is an endpoint as it is given.
func One(e endpoint.Entry) Model {
	return Model{URL: types.StringValue(e.URL()), Fields: Fields{
		ID: types.StringValue(e.ID), Scheme: types.StringValue(e.Scheme), Host: types.StringValue(e.Host), Port: number(int64(e.Port)),
		Path: types.StringValue(e.Path), Exact: types.BoolValue(e.Exact), Purpose: types.StringValue(string(e.Purpose)), Connectors: list(e.Connectors),
		Required: types.BoolValue(e.Required), Since: types.StringValue(e.Since), IdleSeconds: number(int64(e.IdleTimeout / time.Second)),
		Clouds: list(e.Clouds), Source: types.StringValue(e.Source), Grade: types.StringValue(string(e.Grade)),
	}}
}

func number(n int64) types.Number { return types.NumberValue(new(big.Float).SetInt64(n)) }

// whole is a number from 0 to 2³¹-1; null is 0. The second result is false for any other.
func whole(n types.Number) (int, bool) {
	if n.IsNull() {
		return 0, true
	}
	i, accuracy := n.ValueBigFloat().Int64()
	return int(i), accuracy == big.Exact && i >= 0 && i <= math.MaxInt32
}

func list[T ~string](values []T) types.List {
	out := []attr.Value{}
	for _, v := range values {
		out = append(out, types.StringValue(string(v)))
	}
	return types.ListValueMust(types.StringType, out)
}

// Entries reads endpoints that come back, whoever made them. The error is for people and names the one that is wrong: by
// its place in the list, counted from 1, as long as it has no id.
func Entries(objects []*Fields) ([]endpoint.Entry, error) {
	out := []endpoint.Entry{}
	for i, f := range objects {
		e, err := f.entry()
		if err != nil {
			return nil, fmt.Errorf("endpoint %d of the list: %w", i+1, err)
		}
		out = append(out, e)
	}
	return out, endpoint.Validate(out)
}

func (f *Fields) entry() (endpoint.Entry, error) {
	if f == nil {
		return endpoint.Entry{}, errors.New("it is null")
	}
	connectors, okConnectors := texts[endpoint.Connector](f.Connectors)
	clouds, okClouds := texts[string](f.Clouds)
	for _, missing := range []struct {
		name string
		is   bool
	}{
		{"id", f.ID.IsNull()}, {"scheme", f.Scheme.IsNull()}, {"host", f.Host.IsNull()}, {"port", f.Port.IsNull()}, {"exact", f.Exact.IsNull()},
		{"purpose", f.Purpose.IsNull()}, {"connectors", !okConnectors}, {"required", f.Required.IsNull()}, {"clouds", !okClouds},
		{"source", f.Source.IsNull()}, {"grade", f.Grade.IsNull()},
	} {
		if missing.is {
			return endpoint.Entry{}, fmt.Errorf("its attribute %s is null, or has a null in it", missing.name)
		}
	}
	port, idle, err := f.numbers()
	if err == nil {
		err = f.check()
	}
	if err != nil {
		return endpoint.Entry{}, fmt.Errorf("%s: %w", f.ID.ValueString(), err)
	}
	return endpoint.Entry{
		ID: f.ID.ValueString(), Scheme: f.Scheme.ValueString(), Host: f.Host.ValueString(), Port: port, Path: f.Path.ValueString(),
		Exact: f.Exact.ValueBool(), Purpose: endpoint.Purpose(f.Purpose.ValueString()), Connectors: connectors, Required: f.Required.ValueBool(),
		Since: f.Since.ValueString(), IdleTimeout: idle, Clouds: clouds,
		Source: f.Source.ValueString(), Grade: endpoint.Grade(f.Grade.ValueString()),
	}, nil
}

// numbers are the port and the idle time-out.
func (f *Fields) numbers() (port int, idle time.Duration, err error) {
	port, ok := whole(f.Port)
	if !ok || port < 1 || port > 65535 {
		return 0, 0, fmt.Errorf("there is no port %s", f.Port)
	}
	seconds, ok := whole(f.IdleSeconds)
	if !ok || seconds > maxIdle {
		return 0, 0, fmt.Errorf("idle_timeout_seconds is %s: use 0 for none, or a whole number up to %d", f.IdleSeconds, maxIdle)
	}
	return port, time.Duration(seconds) * time.Second, nil
}

// check looks at what an endpoint's own validation leaves to whoever makes it.
func (f *Fields) check() error {
	if since := f.Since.ValueString(); since != "" && !release.MatchString(since) {
		return fmt.Errorf("since is %q, and no release such as 2107", since)
	}
	grades := []endpoint.Grade{endpoint.Documented, endpoint.Observed, endpoint.Inferred, endpoint.Configured}
	if grade := endpoint.Grade(f.Grade.ValueString()); !slices.Contains(grades, grade) {
		return fmt.Errorf("the grade %q is none of documented, observed, inferred and configured", grade)
	}
	return nil
}

// texts are the elements of a list; the second result is false if it is null or has a null in it.
func texts[T ~string](values types.List) ([]T, bool) {
	out := []T{}
	for _, element := range values.Elements() {
		text, ok := element.(types.String)
		if !ok || text.IsNull() {
			return nil, false
		}
		out = append(out, T(text.ValueString()))
	}
	return out, !values.IsNull()
}
