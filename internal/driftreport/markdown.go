package driftreport

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// maxMarkdown is how many bytes the Markdown has at the most, but for its last line: GitHub takes a megabyte for a summary.
const maxMarkdown = 900_000

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

// markdown writes lines until there are enough.
type markdown struct {
	out           *bufio.Writer
	written, left int // bytes written, and lines that were left out
}

// line writes a line. An error stays with the writer until Flush.
func (m *markdown) line(format string, args ...any) {
	text := fmt.Sprintf(format+"\n", args...)
	if m.left > 0 || m.written+len(text) > maxMarkdown {
		m.left++
		return
	}
	m.written += len(text)
	_, _ = m.out.WriteString(text)
}

func (m *markdown) troubles(r Report) {
	for _, p := range r.Plans {
		if trouble := p.Trouble(); trouble != "" {
			m.line("- **%s** %s: %s", p.TroubleStatus(), codeSpan(p.File), plain(trouble))
		}
	}
	m.line("")
}

func (m *markdown) findings(r Report) {
	first := true
	for _, g := range r.groups() {
		for _, f := range g.Findings {
			if f.Status == InSync {
				continue
			}
			if first {
				m.line("| Tenant | Resource | Status | What |\n| --- | --- | --- | --- |")
				first = false
			}
			m.line("| %s | %s | %s %s | %s |", codeSpan(g.Name()), codeSpan(f.Address), f.Status.Symbol(), f.Status, cell(f.Finding))
		}
	}
	if m.left > 0 {
		_, _ = fmt.Fprintf(m.out, "\n… and %d more, for which there is no room here; the other forms of the report have all.\n", m.left)
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
