package driftreport

import (
	"fmt"
	"io"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// The widest that columns of the table become before they are wrapped.
const (
	tenantWidth, resourceWidth, statusWidth, differenceWidth = 38, 60, 26, 70
)

// WriteTable writes the report for a terminal: a row for each finding, nothing for what is in sync, and the summary.
func WriteTable(w io.Writer, r Report) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Options.SeparateRows = true
	t.Style().Format.Header = text.FormatDefault
	wrap := func(column, width int) table.ColumnConfig {
		return table.ColumnConfig{Number: column, WidthMax: width, WidthMaxEnforcer: wrapLines}
	}
	t.SetColumnConfigs([]table.ColumnConfig{wrap(1, tenantWidth), wrap(2, resourceWidth), wrap(3, statusWidth), wrap(4, differenceWidth)})
	t.AppendHeader(table.Row{"Tenant", "Resource", "Status", "What"})
	rows := 0
	for _, p := range r.Plans {
		if trouble := p.Trouble(); trouble != "" {
			t.AppendRow(table.Row{p.Label, p.File, p.TroubleStatus(), trouble})
			rows++
		}
	}
	for _, g := range r.groups() {
		for _, f := range g.Findings {
			if f.Status != InSync {
				t.AppendRow(table.Row{g.Name(), f.Address, f.Status.String(), f.details()})
				rows++
			}
		}
	}
	out := r.Summary() + "\n"
	if rows > 0 {
		out = t.Render() + "\n" + out
	}
	if _, err := io.WriteString(w, out); err != nil {
		return fmt.Errorf("writing the table: %w", err)
	}
	return nil
}

// wrapLines wraps each line by itself, at spaces where there are some.
func wrapLines(lines string, width int) string {
	wrapped := []string{}
	for _, line := range strings.Split(lines, "\n") {
		wrapped = append(wrapped, text.WrapSoft(line, width))
	}
	return strings.Join(wrapped, "\n")
}

// details are the finding's lines without its status.
func (f Finding) details() string {
	lines := []string{}
	for _, line := range []string{f.Action, f.Note} {
		if line != "" {
			lines = append(lines, line)
		}
	}
	for _, d := range f.Differences {
		lines = append(lines, d.Text())
	}
	if f.More > 0 {
		lines = append(lines, f.MoreText())
	}
	return strings.Join(lines, "\n")
}
