package endpoint

import (
	"slices"
	"strings"
)

// MarkdownOptions say how to write a table.
type MarkdownOptions struct {
	// Cloud is the cloud that the entries are for; it is named above the table.
	Cloud string
}

// Markdown writes a table for people, sorted by ID.
func Markdown(entries []Entry, o MarkdownOptions) (string, error) {
	if err := Validate(entries); err != nil {
		return "", err
	}
	lines, err := heading(o.Cloud, entries)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString(cell(strings.Join(lines, " ")) + "\n\n")
	row(&b, "ID", "Endpoint", "For", "Who connects", "Required", "Since", "Idle for at least", "Source")
	row(&b, "---", "---", "---", "---", "---", "---", "---", "---")
	for _, e := range slices.SortedFunc(slices.Values(entries), byID) {
		info, _ := e.Purpose.Info()
		row(&b, code(e.ID), code(e.URL())+only(e.Exact, " (that path only)"), info.What, strings.ReplaceAll(join(e.Connectors), "_", " "),
			yes(e.Required), e.Since, idle(e), e.Source+" ("+string(e.Grade)+")")
	}
	return b.String(), nil
}

func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + strings.TrimRight(cell(c), " ") + " ")
	}
	b.WriteString("|\n")
}

// cell leaves nothing in a text that ends a cell, begins a tag or a link, or is not ASCII.
func cell(text string) string {
	return strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "[", "\\[", "]", "\\]").Replace(printable(text))
}

// code writes as code what has no backtick: IDs and URLs of valid entries.
func code(text string) string { return "`" + text + "`" }

func only(condition bool, text string) string {
	if condition {
		return text
	}
	return ""
}

func yes(condition bool) string {
	if condition {
		return "yes"
	}
	return "recommended"
}
