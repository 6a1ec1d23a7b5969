package prerequisite

import (
	"fmt"
	"strings"
)

// mark is how a status looks: the word is always with it, so that no colour or symbol carries it alone.
func (s Status) mark() string {
	switch s {
	case Pass:
		return "✅ pass"
	case Warn:
		return "⚠️ warn"
	case Fail:
		return "❌ fail"
	default:
		return "❔ unknown"
	}
}

// Markdown renders a report for a comment on a pull request: what has to be done first, then everything as a table.
func (r Report) Markdown(title string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n", inCell(title))
	counts := []string{}
	for _, s := range Statuses() {
		if n := len(r.With(s)); n > 0 {
			counts = append(counts, fmt.Sprintf("%d %s", n, s))
		}
	}
	fmt.Fprintf(&b, "**%s**: %s of %d checks.\n", r.Status().mark(), strings.Join(counts, ", "), len(r))
	for _, s := range []Status{Fail, Warn, Unknown} {
		for _, one := range r {
			if one.Status == s && one.Remedy != "" {
				fmt.Fprintf(&b, "\n- %s `%s`: %s", s.mark(), one.ID, inCell(one.Remedy))
			}
		}
	}
	b.WriteString("\n\n| Check | Status | Evidence |\n|---|---|---|\n")
	for _, one := range r {
		fmt.Fprintf(&b, "| [%s](%s) `%s` | %s | %s |\n", inCell(one.Title), one.Link, one.ID, one.Status.mark(), inCell(one.details()))
	}
	return b.String()
}

// details are the evidence, with the permission that was missing.
func (r Result) details() string {
	if r.Missing == "" {
		return r.Evidence
	}
	return r.Evidence + " Missing: " + r.Missing + "."
}

// inCell makes a text fit into a cell of a table: what comes from a tenant must not break out of it, be taken for markup,
// or call anybody, which a word joiner behind an at sign prevents.
func inCell(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "\r", " ", "\n", " ", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]", "`", "'", "*", "\\*", "_", "\\_", "@", "@\u2060", "#", "\\#").Replace(strings.TrimSpace(text))
}
