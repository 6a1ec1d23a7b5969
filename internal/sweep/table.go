package sweep

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// Table prints, for each scenario and fault, at how many requests it struck and what came of it, and how much of all it is.
func (r *Result) Table(out io.Writer) error {
	rows := "SCENARIO\tREQUESTS\tFAULT\tRUNS\tMET\tABSORBED\tSTATE RECOVERED\tAS DOCUMENTED\tCONVERGED\n"
	for _, s := range scenarios() {
		for _, f := range faults() {
			n := r.count(s.name, f.name)
			if n.runs == 0 {
				continue
			}
			rows += fmt.Sprintf("%s\t%d\t%s\t%d\t%d\t%d\t%d\t%d\t%s\n", s.name, r.Requests[s.name], f.name, n.runs, n.met, n.absorbed, n.recovered, n.spared, n.verdict())
		}
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	if _, err := io.WriteString(w, rows); err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, r.extent())
	return err
}

// extent says how many cases were run, and of how many.
func (r *Result) extent() string {
	text := fmt.Sprintf("%d of %d cases were run", len(r.Outcomes), r.Cases)
	if r.Part.Of > 0 {
		text += fmt.Sprintf(", which are part %d of %d of the %d that seed %d orders", r.Part.Number, r.Part.Of, r.Drawn, r.Seed)
	}
	if len(r.Outcomes) < r.Cases {
		text += "; the others were not: the sweep was interrupted"
	}
	return text + "."
}

// counts are those of a line of the table.
type counts struct{ runs, met, absorbed, recovered, spared, converged int }

func (r *Result) count(scenario, fault string) counts {
	var n counts
	for _, o := range r.Outcomes {
		if o.Scenario != scenario || o.Fault != fault {
			continue
		}
		n.runs++
		n.met += one(o.Met)
		n.absorbed += one(o.Absorbed)
		n.recovered += one(o.Recovered)
		n.spared += one(o.Spared)
		n.converged += one(len(o.Problems) == 0)
	}
	return n
}

func one(is bool) int {
	if is {
		return 1
	}
	return 0
}

func (n counts) verdict() string {
	if n.converged == n.runs {
		return "all"
	}
	return fmt.Sprintf("%d; NOT %d", n.converged, n.runs-n.converged)
}
