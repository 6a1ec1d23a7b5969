package endpointallowlist

import (
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/graph"
)

func listOf(t *testing.T, additions ...string) agreement {
	t.Helper()
	w := defaults()
	w.additions = additions
	a, err := catalogue("v", unchanged).agree(w)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// begun is a policy that a create of the list has begun.
func begun(a agreement) graph.FilteringPolicy {
	p := graph.FilteringPolicy{ID: "1", Name: "n", Description: marked("d", a.mark()), Action: graph.FilteringAllow, Rules: sortedRules(a.rules())}
	for i := range p.Rules {
		p.Rules[i].ID = "r"
	}
	return p
}

// TestBegan: only what a create of the same list has begun, and nobody has changed, is recognised.
func TestBegan(t *testing.T) {
	a := listOf(t)
	tests := map[string]struct {
		change func(*graph.FilteringPolicy)
		want   bool
	}{
		"begun":             {func(*graph.FilteringPolicy) {}, true},
		"fewer rules":       {func(p *graph.FilteringPolicy) { p.Rules = p.Rules[1:] }, true},
		"other description": {func(p *graph.FilteringPolicy) { p.Description = a.mark() }, true},
		"finished":          {func(p *graph.FilteringPolicy) { p.Description = unmarked(p.Description) }, false},
		"another list":      {func(p *graph.FilteringPolicy) { p.Description = listOf(t, "x.contoso.com").mark() }, false},
		"the mark within":   {func(p *graph.FilteringPolicy) { p.Description += " (by hand)" }, false},
		"blocks":            {func(p *graph.FilteringPolicy) { p.Action = "block" }, false},
		"foreign rule":      {func(p *graph.FilteringPolicy) { p.Rules[0].Name = "x.example" }, false},
		"changed rule":      {func(p *graph.FilteringPolicy) { p.Rules[0].FQDNs = append(p.Rules[0].FQDNs, "x.example") }, false},
		"category":          {func(p *graph.FilteringPolicy) { p.Rules[0].Type = "webCategory" }, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			p := begun(a)
			tt.change(&p)
			if got := a.began(&p); got != tt.want {
				t.Errorf("%+v: %t", p, got)
			}
		})
	}
}

// TestMark: a mark comes off again, and nothing else does.
func TestMark(t *testing.T) {
	mark := listOf(t).mark()
	for _, text := range []string{"", "d", "d ", "[unfinished]", mark + "x"} {
		if got := unmarked(marked(text, mark)); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for _, text := range []string{"", "by hand", mark + " by hand", markStart, markStart + "1234]", mark[:len(mark)-1] + ")"} {
		if got := unmarked(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}
