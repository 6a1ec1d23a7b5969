package prerequisite

import (
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// TestReportStatus: the worst counts, and what is not known is not taken for ready.
func TestReportStatus(t *testing.T) {
	for want, list := range map[Status][]Status{Pass: {Pass, Pass}, Unknown: {Pass, Unknown}, Warn: {Unknown, Warn, Pass}, Fail: {Warn, Fail, Unknown}} {
		r := Report{}
		for _, s := range list {
			r = append(r, Result{ID: string(s), Status: s})
		}
		if got := r.Status(); got != want {
			t.Errorf("%v: %s, want %s", list, got, want)
		}
		if got := r.With(want); !slices.Contains(got, string(want)) {
			t.Errorf("%v: with %s are %v", list, want, got)
		}
	}
	if got := (Report{}).Status(); got != Unknown {
		t.Errorf("of nothing: %s", got)
	}
}

// TestMarkdown: rendered, it is a table with a row for each check, whatever texts hold.
func TestMarkdown(t *testing.T) {
	hostile := "a | b\n<script>alert(1)</script> [x](javascript:y) `c` @team _d_ *e* \\"
	r := Report{
		{ID: "one", Title: "First " + hostile, Status: Fail, Evidence: hostile, Remedy: hostile, Link: "https://learn.microsoft.com/x", Missing: "Policy.Read.All"},
		{ID: "two", Title: "Second", Status: Pass, Evidence: "fine", Link: "https://learn.microsoft.com/y"},
	}
	var html strings.Builder
	if err := goldmark.New(goldmark.WithExtensions(extension.Table)).Convert([]byte(r.Markdown(hostile)), &html); err != nil {
		t.Fatal(err)
	}
	got := html.String()
	for part, times := range map[string]int{"<tr>": 3, "<td>": 6, "<script": 0, `href="javascript`: 0, "<em>": 0, " @team": 0, "Missing: Policy.Read.All.": 1, "<h2>": 1, "<li>": 1, "1 fail, 1 pass of 2 checks": 1} {
		if n := strings.Count(got, part); n != times {
			t.Errorf("%q is there %d times, not %d:\n%s", part, n, times, got)
		}
	}
}
