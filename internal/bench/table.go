package main

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// row is one measured figure.
type row struct {
	section, what           string
	budget, measured, ratio string
	verdict                 string
}

// The verdicts of a row.
const (
	held     = "ok"
	overrun  = "OVER"
	noBudget = ""
)

// table is what has been measured.
type table struct {
	section string
	rows    []row
}

// note adds a figure without a budget.
func (t *table) note(what, measured string) {
	t.rows = append(t.rows, row{section: t.section, what: what, budget: "-", measured: measured, ratio: "-", verdict: noBudget})
}

// most adds a figure that may be as large as its budget, in this unit.
func (t *table) most(what string, budget, measured float64, unit string) {
	t.add(what, "≤ ", budget, measured, unit, measured <= budget)
}

// least adds a figure that must be as large as its budget.
func (t *table) least(what string, budget, measured float64, unit string) {
	t.add(what, "≥ ", budget, measured, unit, measured >= budget)
}

func (t *table) add(what, sign string, budget, measured float64, unit string, ok bool) {
	r := row{section: t.section, what: what, budget: sign + figure(budget) + unit, measured: figure(measured) + unit, ratio: "-", verdict: held}
	if budget > 0 {
		r.ratio = fmt.Sprintf("%.2f", measured/budget)
	}
	if !ok {
		r.verdict = overrun
	}
	t.rows = append(t.rows, r)
}

// figure is a number with as many digits as matter.
func figure(v float64) string {
	switch {
	case v == float64(int64(v)):
		return fmt.Sprintf("%d", int64(v))
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

// over reports whether a budget does not hold.
func (t *table) over() bool {
	for _, r := range t.rows {
		if r.verdict == overrun {
			return true
		}
	}
	return false
}

// print writes the table.
func (t *table) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "\nMEASUREMENT\tWHAT\tBUDGET\tMEASURED\tOF BUDGET\tOK") // Flush says what went wrong
	for _, r := range t.rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", r.section, r.what, r.budget, r.measured, r.ratio, r.verdict)
	}
	return w.Flush()
}
