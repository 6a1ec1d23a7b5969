package driftreport

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// maxRows is how many findings Markdown lists: GitHub takes a megabyte for a summary.
const maxRows = 500

// WriteMarkdown writes the report for a job summary or a comment: the summary, a table of what there is by tenant, and the
// attributes folded away beneath each finding.
func WriteMarkdown(w io.Writer, r Report) error {
	out := bufio.NewWriter(w)
	m := &markdown{out: out}
	m.line("## Drift report\n\n%s\n", plain(r.Summary()))
	m.troubles(r)
	m.findings(r)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("writing Markdown: %w", err)
	}
	return nil
}

type markdown struct{ out *bufio.Writer }

// line writes a line. An error stays with the writer until Flush.
func (m *markdown) line(format string, args ...any) { _, _ = fmt.Fprintf(m.out, format+"\n", args...) }

func (m *markdown) troubles(r Report) {
	for _, p := range r.Plans {
		if trouble := p.Trouble(); trouble != "" {
			m.line("- **%s** %s: %s", p.TroubleStatus(), codeSpan(p.File), plain(trouble))
		}
	}
	m.line("")
}

func (m *markdown) findings(r Report) {
	rows := 0
	for _, g := range r.groups() {
		for _, f := range g.Findings {
			if f.Status == InSync {
				continue
			}
			if rows == 0 {
				m.line("| Tenant | Resource | Status | What |\n| --- | --- | --- | --- |")
			}
			if rows++; rows <= maxRows {
				m.line("| %s | %s | %s %s | %s |", codeSpan(g.Name()), codeSpan(f.Address), f.Status.Symbol(), f.Status, cell(f.Finding))
			}
		}
	}
	if rows > maxRows {
		m.line("\n… and %d more; the other forms of the report have all.", rows-maxRows)
	}
}

// cell is what a finding says beside its status.
func cell(f Finding) string {
	lines := []string{}
	for line := range strings.Lines(f.details()) {
		if line = strings.TrimSuffix(line, "\n"); line != "" {
			lines = append(lines, codeSpan(line))
		}
	}
	return strings.Join(lines, "<br>")
}

// plain is a text that Markdown, and the HTML in it, take as a text.
func plain(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case strings.ContainsRune("<>&@", r): // no tags, and no mention of anybody
			fmt.Fprintf(&b, "&#%d;", r)
		case strings.ContainsRune("\\`*_[]|~$", r):
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// codeSpan is a text as code, in which Markdown takes nothing for its own but the bars of a table.
func codeSpan(text string) string {
	longest, run := 0, 0
	for _, r := range text {
		if run++; r != '`' {
			run = 0
		}
		longest = max(longest, run)
	}
	fence, pad := strings.Repeat("`", longest+1), ""
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		pad = " "
	}
	return fence + pad + strings.ReplaceAll(text, "|", `\|`) + pad + fence
}
