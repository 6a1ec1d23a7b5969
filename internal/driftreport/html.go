package driftreport

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
)

//go:embed page/report.html.tmpl
var pageTemplate string

//go:embed page/report.css
var pageStyle string

//go:embed page/report.js
var pageScript string

// WriteHTML writes the report as one page. It fetches nothing: style and script stand in it, and its policy allows only
// these two, by their hashes.
func WriteHTML(w io.Writer, r Report) error {
	t, err := template.New("report").Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("reading the template of the page: %w", err)
	}
	out := bufio.NewWriter(w)
	if err := t.Execute(out, newPage(r)); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing HTML: %w", err)
	}
	return nil
}

// page is what the template shows.
type page struct {
	Policy  string
	Style   template.CSS
	Script  template.JS
	Summary string
	Legend  []Status
	Columns []string
	Rows    []pageRow
	Trouble []Plan
	Details []pageDetails
}

// pageRow is a tenant in the matrix.
type pageRow struct {
	Name    string
	Details int // the number of its details; 0 for none
	Overall pageCell
	Cells   []pageCell
}

// pageCell is a status in the matrix. Rank puts it in order.
type pageCell struct {
	Rank             int
	ID, Symbol, Text string
}

// pageDetails are the findings of a tenant, or of a file where there is none.
type pageDetails struct {
	Number   int
	Name     string
	Findings []located
}

func newPage(r Report) page {
	p := page{
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; style-src '" + hash(pageStyle) + "'; script-src '" + hash(pageScript) + "'",
		Style:  template.CSS(pageStyle), Script: template.JS(pageScript), //nolint:gosec // both are parts of this program
		Summary: r.Summary(), Legend: Statuses(),
	}
	for _, plan := range r.Plans {
		if plan.Trouble() != "" {
			p.Trouble = append(p.Trouble, plan)
		}
	}
	groups := r.groups()
	p.Columns = columns(groups)
	troubles := troublesByFile(r)
	for _, g := range groups {
		details := p.addDetails(g)
		if g.File == "" {
			p.Rows = append(p.Rows, newRow(g, details, p.Columns, troubles))
		}
	}
	for _, plan := range p.Trouble {
		if !slices.ContainsFunc(plan.Findings, func(f Finding) bool { return f.ours }) { // whose tenant would be missing
			p.Rows = append(p.Rows, newRow(group{Tenant: Tenant{Name: plan.Label}, Findings: []located{{File: plan.File}}}, 0, p.Columns, troubles))
		}
	}
	return p
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// addDetails adds what differs of a group, and returns the number under which it is.
func (p *page) addDetails(g group) int {
	d := pageDetails{Number: len(p.Details) + 1, Name: g.Name()}
	for _, f := range g.Findings {
		if f.Shown() {
			d.Findings = append(d.Findings, f)
		}
	}
	if len(d.Findings) == 0 {
		return 0
	}
	p.Details = append(p.Details, d)
	return d.Number
}
