package driftreport

import (
	"fmt"
	"maps"
	"slices"
)

// columns are the resources that tenants have, without the keys of their instances.
func columns(groups []group) []string {
	names := map[string]bool{}
	for _, g := range groups {
		for _, f := range g.Findings {
			if g.File == "" {
				names[f.Column] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// troublesByFile are the plans that are not whole.
func troublesByFile(r Report) map[string]string {
	all := map[string]string{}
	for _, p := range r.Plans {
		if status := p.TroubleStatus(); status != "" {
			all[p.File] = status
		}
	}
	return all
}

// newRow is the row of a tenant: the most urgent of all, then the most urgent of each resource.
func newRow(g group, details int, columns []string, troubles map[string]string) pageRow {
	row := pageRow{Name: g.Name(), Details: details, Overall: newCell(g.Findings)}
	for _, f := range g.Findings {
		if status, ok := troubles[f.File]; ok {
			row.Overall = pageCell{Rank: int(CheckFailed) + 1, ID: "trouble", Symbol: "⚠", Text: status}
		}
	}
	byColumn := map[string][]located{}
	for _, f := range g.Findings {
		byColumn[f.Column] = append(byColumn[f.Column], f)
	}
	for _, name := range columns {
		row.Cells = append(row.Cells, newCell(byColumn[name]))
	}
	return row
}

// newCell is the most urgent status, with how many of all have it.
func newCell(all []located) pageCell {
	if len(all) == 0 {
		return pageCell{Rank: -1, ID: "none", Symbol: "–", Text: "none"}
	}
	worst, n := InSync, 0
	for _, f := range all {
		worst = max(worst, f.Status)
	}
	for _, f := range all {
		if f.Status == worst {
			n++
		}
	}
	text := worst.String()
	if len(all) > 1 && worst != InSync {
		text += fmt.Sprintf(", %d of %d", n, len(all))
	}
	return pageCell{Rank: int(worst), ID: worst.ID(), Symbol: worst.Symbol(), Text: text}
}
