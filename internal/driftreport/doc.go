// Package driftreport reads what `terraform show -json` writes about plans, of any number of tenants, and writes one
// report: as a table, Markdown, JUnit XML, SARIF or a page of HTML.
//
// Data flows one way: a plan is read as a stream (read.go), what Terraform remembered, found and would set is compared
// (judge.go, compare.go), and only findings are kept (report.go), in texts that are cut and hold no sensitive value (value.go,
// mask.go, secrets.go). The forms (terminal.go and so on) see findings, never plans: what is hidden cannot come back.
package driftreport
