package driftreport

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/go-json-experiment/json/jsontext"
	tfjson "github.com/hashicorp/terraform-json"
)

// reader reads a plan from top to bottom: what differs of a resource is kept until the plan ends, since its drift and its
// change stand in different places. Everything else is skipped without being kept.
type reader struct {
	decoder *jsontext.Decoder
	plan    *Plan
	names   map[string]bool // the members that the document has
	format  string
	drift   map[string]*change
	changes map[string]*change
	order   []string // of the resources
	quiet   map[string]resourceID
	secrets secrets
	late    []func() // what is judged when the plan has ended
}

// ReadPlan reads the output of `terraform show -json` for a plan. A document that is none is a plan that says so. The
// label stands for the tenant where the plan does not name one.
func ReadPlan(from io.Reader, file, label string) Plan { return readPlan(from, file, label, maxValue) }

// readPlan is ReadPlan of a document whose values may have so many bytes each.
func readPlan(from io.Reader, file, label string, limit int64) Plan {
	plan := Plan{File: printable(file), Label: printable(label)}
	text, p := open(from)
	if p == nil {
		r := reader{
			plan: &plan, names: map[string]bool{},
			drift: map[string]*change{}, changes: map[string]*change{}, quiet: map[string]resourceID{},
		}
		r.decoder = jsontext.NewDecoder(&sparing{from: text, limit: limit, used: func() int64 { return r.decoder.InputOffset() }})
		p = r.read()
	}
	if p != nil {
		return Plan{File: plan.File, Label: plan.Label, Unreadable: p.what, Remedy: p.remedy}
	}
	return plan
}

func (r *reader) read() *problem {
	if err := r.members(); err != nil {
		return r.explain(err)
	}
	if p := r.check(); p != nil {
		return p
	}
	if _, err := r.decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return &problem{"there is more after the end of the plan", "Give each plan a file of its own: " + showJSON}
	}
	r.plan.TerraformVersion, r.plan.Timestamp = printable(r.plan.TerraformVersion), printable(r.plan.Timestamp)
	r.combine()
	return nil
}

// members goes through the members of the document.
func (r *reader) members() error {
	if _, err := r.decoder.ReadToken(); err != nil { // open has seen that it is an object
		return err
	}
	for r.decoder.PeekKind() != '}' {
		name, err := r.decoder.ReadToken()
		if err != nil {
			return err
		}
		if err := r.member(name.String()); err != nil {
			return err
		}
	}
	_, err := r.decoder.ReadToken()
	return err
}

func (r *reader) member(name string) error {
	if len(name) < maxText {
		r.names[name] = true
	}
	switch name {
	case "format_version":
		return r.decode(&r.format)
	case "terraform_version":
		return r.decode(&r.plan.TerraformVersion)
	case "timestamp":
		return r.decode(&r.plan.Timestamp)
	case "errored":
		return r.decode(&r.plan.Errored)
	case "complete":
		var complete *bool
		err := r.decode(&complete)
		r.plan.Incomplete = complete != nil && !*complete
		return err
	case "resource_drift":
		return each(r, func(c *change) { r.add(r.drift, c) })
	case "resource_changes":
		return each(r, r.addChange)
	case "deferred_changes":
		return each(r, r.addDeferred)
	case "checks":
		return each(r, r.addCheck)
	case "output_changes":
		return r.outputs()
	default:
		return r.decoder.SkipValue()
	}
}

// decode reads the next value.
func (r *reader) decode(into any) error {
	value, err := r.decoder.ReadValue()
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(value))
	d.UseNumber() // a float would lose digits, and with them differences
	if d.Decode(into) != nil {
		return shapeError{printable(string(r.decoder.StackPointer()))}
	}
	return nil
}

// each reads a list, one element at a time.
func each[T any](r *reader, use func(*T)) error {
	if r.decoder.PeekKind() == 'n' {
		return r.decoder.SkipValue()
	}
	if token, err := r.decoder.ReadToken(); err != nil {
		return err
	} else if token.Kind() != '[' {
		return shapeError{printable(string(r.decoder.StackPointer()))}
	}
	for r.decoder.PeekKind() != ']' {
		var element T
		if err := r.decode(&element); err != nil {
			return err
		}
		use(&element)
	}
	_, err := r.decoder.ReadToken()
	return err
}

// outputs reads output_changes, one at a time.
func (r *reader) outputs() error {
	if r.decoder.PeekKind() == 'n' {
		return r.decoder.SkipValue()
	}
	if token, err := r.decoder.ReadToken(); err != nil {
		return err
	} else if token.Kind() != '{' {
		return shapeError{"output_changes"}
	}
	for r.decoder.PeekKind() != '}' {
		name, err := r.decoder.ReadToken()
		if err != nil {
			return err
		}
		address := "output." + name.String()
		var c tfjson.Change
		if err := r.decode(&c); err != nil {
			return err
		}
		r.addOutput(address, &c)
	}
	_, err := r.decoder.ReadToken()
	return err
}
