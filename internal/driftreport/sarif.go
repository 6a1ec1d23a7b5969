package driftreport

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	repository  = "https://github.com/tenantattach/terraform-provider-tenantattach"
	ruleTrouble = "plan-not-whole"
	ruleAge     = "plan-outdated"
)

// WriteSARIF writes the report for code scanning. A result is about the file of its plan, and is the same one in the next
// report as long as it is about the same attributes of the same resource of the same tenant, whatever the values: what is
// secret must not be guessed from a fingerprint.
func WriteSARIF(w io.Writer, r Report, version string) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{Name: "tenantattach drift-report", Version: version, InformationURI: repository, Rules: rules()}
	for _, p := range r.Plans {
		if trouble := p.Trouble(); trouble != "" {
			run.Results = append(run.Results, result(troubleRule(p), "error", p.File+": "+p.TroubleStatus()+": "+trouble, p.File, p.Label, p.TroubleStatus()))
		}
	}
	for _, g := range r.groups() {
		for _, f := range g.Findings {
			if f.Status != InSync {
				run.Results = append(run.Results, findingResult(g, f))
			}
		}
	}
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	if err := out.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{run}}); err != nil {
		return fmt.Errorf("writing SARIF: %w", err)
	}
	return nil
}

// troubleRule is the rule that a plan as a whole breaks.
func troubleRule(p Plan) string {
	if p.TroubleStatus() == outdated {
		return ruleAge
	}
	return ruleTrouble
}

func rules() []sarifRule {
	all := []sarifRule{
		rule(ruleTrouble, "the plan is not whole", "A file is no plan, or planning failed or left something out. The report is not the whole truth until that is mended.", "error"),
		rule(ruleAge, "the plan is outdated", "A plan is older than -max-age allows, or does not say how old it is. What it shows may not be so any more.", "error"),
	}
	for _, s := range Statuses() {
		if s != InSync {
			all = append(all, rule(s.ID(), s.String(), s.Explanation(), level(s)))
		}
	}
	return all
}

func rule(id, title, explanation, level string) sarifRule {
	return sarifRule{
		ID: id, Short: sarifText{strings.ToUpper(title[:1]) + title[1:]}, Full: sarifText{explanation}, Help: sarifText{explanation},
		Default: sarifDefault{Level: level},
	}
}

func level(s Status) string {
	switch {
	case s == CheckFailed:
		return "error"
	case s.Drifted():
		return "warning"
	default:
		return "note"
	}
}

func findingResult(g group, f located) sarifResult {
	identity := []string{g.Tenant.Name, g.Tenant.ID, f.Address, f.Status.ID(), g.File}
	for _, d := range f.Differences {
		identity = append(identity, d.Path)
	}
	one := result(f.Status.ID(), level(f.Status), g.Name()+": "+f.Address+": "+f.Text(), f.File, identity...)
	one.Locations[0].Logical = []sarifLogical{{Name: f.Address, Kind: "resource"}}
	one.Properties = map[string]string{"tenant": g.Tenant.Name, "tenantId": g.Tenant.ID, "resource": f.Address, "action": f.Action}
	return one
}

func result(ruleID, level, message, file string, identity ...string) sarifResult {
	sum := sha256.Sum256([]byte(ruleID + "\x00" + strings.Join(identity, "\x00")))
	fingerprint := hex.EncodeToString(sum[:16])
	location := sarifLocation{}
	location.Physical.Artifact.URI, location.Physical.Region.StartLine = fileURI(file), 1
	return sarifResult{
		RuleID: ruleID, Level: level, Message: sarifText{message}, Locations: []sarifLocation{location},
		// GitHub looks at the first of these only.
		Fingerprints: map[string]string{"primaryLocationLineHash": fingerprint, "driftFinding/v1": fingerprint},
	}
}

// fileURI is the name of a file as a reference: relative where the name is.
func fileURI(file string) string {
	u := url.URL{Path: strings.ReplaceAll(file, `\`, "/")}
	if strings.HasPrefix(u.Path, "/") {
		u.Scheme = "file"
	}
	return u.String()
}
