// Package pipelines holds the examples of pipelines to what their systems take: actionlint, ShellCheck, and what can be
// said of Azure Pipelines and GitLab without them. That the scripts and the configuration work is tested against the lab,
// by package acceptance.
package pipelines
