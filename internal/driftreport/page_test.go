package driftreport

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// all is a report with every status and every kind of trouble.
func all(t *testing.T) Report {
	t.Helper()
	r := three(t)
	for i, members := range []object{
		{"errored": true}, {"complete": false, "resource_changes": []any{entry(scope, "no-op", of("part", nil), of("part", nil))}},
		{"deferred_changes": []any{object{"reason": "x", "resource_change": entry(scope, "create", nil, of("deferred", nil))}}},
		{"resource_drift": []any{entry(scope, "update", of("left", object{"x": "1"}), of("left", object{"x": "2"}))}},
		{"checks": []any{object{"address": object{"to_display": "check.a"}, "status": "fail"}}},
	} {
		p := readGood(t, members)
		p.Label = fmt.Sprintf("label-%d", i)
		p.File = p.Label + ".json"
		r.Plans = append(r.Plans, p)
	}
	return r
}

func TestPage(t *testing.T) {
	b := startBrowser(t)
	t.Run("sort", func(t *testing.T) { testSort(openTab(t, b, three(t))) })
	t.Run("contrast", func(t *testing.T) { testContrast(openTab(t, b, all(t))) })
	t.Run("accessibility", func(t *testing.T) { testAccessibility(openTab(t, b, all(t))) })
	t.Run("hostile", func(t *testing.T) { testHostile(openTab(t, b, hostile(t))) })
	t.Run("policy", func(t *testing.T) { testPolicy(openTab(t, b, three(t))) })
	t.Run("print", func(t *testing.T) { testPrint(openTab(t, b, three(t))) })
	t.Run("no script", func(t *testing.T) {
		testNoScript(openTab(t, b, three(t), func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
			return cdp.Call(ctx, target, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		}))
	})
	t.Run("nothing", func(t *testing.T) {
		p := openTab(t, b, Report{})
		if text := ask[string](p, `document.body.innerText`); !strings.Contains(text, "Nothing drifted") {
			t.Error(text)
		}
		p.quiet()
	})
}

// expect requires an order of the tenants, and which column says that it is sorted.
func (p *tab) expect(what string, rows, sorted []string) {
	p.t.Helper()
	if got := ask[[]string](p, rowsOf); !reflect.DeepEqual(got, rows) {
		p.t.Errorf("%s: got %q, want %q", what, got, rows)
	}
	if got := ask[[]string](p, sorts); !reflect.DeepEqual(got, sorted) {
		p.t.Errorf("%s: aria-sort is %q, want %q", what, got, sorted)
	}
}

// testSort sorts by the keyboard and by the mouse.
func testSort(p *tab) {
	p.expect("at first", []string{"both", "drifted", "same", "waiting", "broken"}, []string{"", "", "", ""})
	p.tabTo("Overall↕")
	p.do(chromedp.KeyEvent(kb.Enter))
	p.expect("by urgency", []string{"broken", "both", "drifted", "waiting", "same"}, []string{"", "ascending", "", ""})
	if said := ask[string](p, `document.getElementById("announce").textContent`); said != "Sorted by Overall, ascending." {
		p.t.Errorf("what is announced: %q", said)
	}
	p.do(chromedp.KeyEvent(" "))
	p.expect("the other way", []string{"same", "waiting", "drifted", "both", "broken"}, []string{"", "descending", "", ""})
	p.do(chromedp.Click(chromedp.CSS(`#matrix thead th:first-child button`)))
	p.expect("by mouse", []string{"both", "broken", "drifted", "same", "waiting"}, []string{"ascending", "", "", ""})
	p.quiet()
}

// tabTo presses Tab until something has the focus, which must be seen.
func (p *tab) tabTo(text string) {
	p.t.Helper()
	seen := []string{}
	for range 20 {
		p.do(chromedp.KeyEvent(kb.Tab))
		now := ask[string](p, focused)
		seen = append(seen, now)
		if !strings.HasSuffix(now, "|true") {
			p.t.Errorf("the focus cannot be seen: %s", now)
		}
		if now == text+"|true" {
			return
		}
	}
	p.t.Fatalf("%s cannot be reached by Tab: %q", text, seen)
}

// testContrast reads the computed colours of every text, in light and dark.
func testContrast(p *tab) {
	grounds := map[string]string{}
	for _, scheme := range []string{"light", "dark"} {
		call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}})
		if texts := ask[[]string](p, faint); len(texts) > 0 {
			p.t.Errorf("%s: these texts have too little contrast: %q", scheme, texts)
		}
		grounds[scheme] = ask[string](p, `getComputedStyle(document.body).backgroundColor`)
	}
	if grounds["light"] != "rgb(255, 255, 255)" || grounds["dark"] == grounds["light"] {
		p.t.Errorf("the schemes are %v", grounds)
	}
	for _, s := range Statuses() { // colour is never alone
		if n := ask[int](p, `[...document.querySelectorAll(".s-`+s.ID()+`")].filter((e) => e.innerText.includes("`+s.String()+`")).length`); n == 0 {
			p.t.Errorf("no %s is said in words", s)
		}
	}
	p.quiet()
}

// testAccessibility reads what a screen reader is told.
func testAccessibility(p *tab) {
	names := accessible(p)
	for role, want := range map[string][]string{
		"table":        {"Status of each resource in each tenant", `Attributes of tenantattach_collection_upload.this["both"] that differ in both (id-of-both)`},
		"columnheader": {"Tenant", "Overall", "tenantattach_collection_upload.this", "Attribute", "State had", "Found", "Apply sets"},
		"rowheader":    {"both (id-of-both)", "broken", "x", "label-0", "part (id-of-part)"},
		"button":       {"Tenant", "Overall"},
		"banner":       {""}, "main": {""}, "contentinfo": {""},
		"region":  {"Tenants and resources", "Details", "Plans that are not whole, or not of now", "What the words mean"},
		"heading": {"Drift report", "Tenants and resources"},
		"cell":    {"drift, apply repairs it", "pending change", "in sync", "unreadable", "plan failed", "incomplete"},
		"status":  {""},
	} {
		for _, name := range want {
			if !slices.Contains(names[role], name) {
				p.t.Errorf("there is no %s %q, only %q", role, name, names[role])
			}
		}
	}
	for _, role := range []string{"region", "table"} { // a list of landmarks is of use only if each is another
		if all := names[role]; len(all) != len(slices.Compact(slices.Sorted(slices.Values(all)))) {
			p.t.Errorf("a %s is named like another: %q", role, all)
		}
	}
	if language := ask[string](p, `document.documentElement.lang`); language != "en" {
		p.t.Errorf("the language is %q", language)
	}
	if ids := ask[[]string](p, `[...document.querySelectorAll("[id]")].map((e) => e.id)`); len(ids) != len(slices.Compact(slices.Sorted(slices.Values(ids)))) {
		p.t.Errorf("an id is there twice: %q", ids)
	}
	p.quiet()
}

// accessible are the names of the accessibility tree, by role.
func accessible(p *tab) map[string][]string {
	p.t.Helper()
	names := map[string][]string{}
	for _, n := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil {
			continue
		}
		role := axText(p, n.Role)
		names[role] = append(names[role], axText(p, n.Name))
	}
	return names
}

// axText is a text of the accessibility tree.
func axText(p *tab, value *accessibility.Value) string {
	p.t.Helper()
	if value == nil {
		return ""
	}
	var text string
	if err := json.Unmarshal(value.Value, &text); err != nil {
		p.t.Fatal(err)
	}
	return strings.TrimSpace(text)
}

// testHostile: nothing that a value holds becomes a part of the page, or makes it wider than the window.
func testHostile(p *tab) {
	p.do(chromedp.EmulateViewport(1280, 800))
	if title := ask[string](p, `document.title`); title != "Drift report" {
		p.t.Errorf("the title is %q", title)
	}
	if n := ask[int](p, `document.querySelectorAll("img, iframe, script:not(body > script:last-of-type), [onerror]").length`); n != 0 {
		p.t.Errorf("%d elements are of a value", n)
	}
	if wide := ask[[]string](p, tooWide); len(wide) > 0 {
		p.t.Errorf("wider than the window: %q", wide)
	}
	if n := ask[int](p, `[...document.querySelectorAll("bdi")].filter((e) => e.textContent.includes("שלום")).length`); n == 0 {
		p.t.Error("no text from right to left is isolated: this test would show nothing")
	}
	p.quiet()
}

// testPolicy: a script that got into the page all the same does not run.
func testPolicy(p *tab) {
	p.quiet()
	const inject = `(() => { const s = document.createElement("script"); s.textContent = "document.title = 'ran'"; document.body.append(s); const i = new Image(); i.src = "https://example.invalid/x.png"; document.body.append(i); return document.title; })()`
	if title := ask[string](p, inject); title != "Drift report" {
		p.t.Errorf("the script ran: %s", title)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, what := range []string{"Executing inline script violates", "Loading the image 'https://example.invalid/x.png' violates"} {
		if !strings.Contains(strings.Join(p.complains, "\n"), what) {
			p.t.Errorf("the browser does not say %q, only %q", what, p.complains)
		}
	}
}

// testPrint: on paper, nothing is cut off by a box that scrolls, and no control is there.
func testPrint(p *tab) {
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
	if overflow := ask[string](p, `getComputedStyle(document.querySelector(".scroll")).overflowX`); overflow != "visible" {
		p.t.Errorf("a box is %s", overflow)
	}
	if display := ask[string](p, `getComputedStyle(document.querySelector(".skip")).display`); display != "none" {
		p.t.Errorf("the link to the details is %s", display)
	}
	if pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF()); err != nil || !strings.HasPrefix(string(pdf), "%PDF-") {
		p.t.Errorf("printing: %v", err)
	}
	p.quiet()
}

// testNoScript: without its script the page has everything, and no buttons that do nothing.
func testNoScript(p *tab) {
	names := accessible(p)
	if len(names["button"]) > 0 {
		p.t.Errorf("buttons without a script: %q", names["button"])
	}
	for _, want := range []string{"Tenant", "Overall", "Attribute"} {
		if !slices.Contains(names["columnheader"], want) {
			p.t.Errorf("there is no column %s: %q", want, names["columnheader"])
		}
	}
	for _, want := range []string{"both (id-of-both)", "drifted (id-of-drifted)", "same (id-of-same)", "waiting (id-of-waiting)", "broken"} {
		if !slices.Contains(names["rowheader"], want) {
			p.t.Errorf("there is no row %s: %q", want, names["rowheader"])
		}
	}
	p.quiet()
}
