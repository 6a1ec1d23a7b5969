package pipelines

import (
	"slices"
	"testing"
)

// gitlabJob is the part of a job of GitLab that the examples use.
type gitlabJob struct {
	Stage     string            `yaml:"stage"`
	Image     any               `yaml:"image"`
	Tags      []string          `yaml:"tags"`
	Timeout   string            `yaml:"timeout"`
	When      string            `yaml:"when"`
	Variables map[string]string `yaml:"variables"`
	IDTokens  map[string]struct {
		Audience string `yaml:"aud"`
	} `yaml:"id_tokens"`
	Before    []string `yaml:"before_script"`
	Script    []string `yaml:"script"`
	After     []string `yaml:"after_script"`
	Artifacts struct {
		When    string            `yaml:"when"`
		Access  string            `yaml:"access"`
		Expire  string            `yaml:"expire_in"`
		Paths   []string          `yaml:"paths"`
		Reports map[string]string `yaml:"reports"`
	} `yaml:"artifacts"`
	Trigger *struct {
		Strategy string              `yaml:"strategy"`
		Include  []map[string]string `yaml:"include"`
	} `yaml:"trigger"`
}

type gitlabParent struct {
	Workflow struct {
		Rules []map[string]string `yaml:"rules"`
	} `yaml:"workflow"`
	Stages  []string  `yaml:"stages"`
	Tenants gitlabJob `yaml:"tenants"`
	Drift   gitlabJob `yaml:"drift"`
}

type gitlabChild struct {
	Stages  []string        `yaml:"stages"`
	Default map[string]bool `yaml:"default"`
	Plan    gitlabJob       `yaml:".plan"`
	Report  gitlabJob       `yaml:"report"`
}

func TestGitLab(t *testing.T) {
	parent, child := readYAML[gitlabParent](t, "gitlab-ci.yml"), readYAML[gitlabChild](t, "gitlab-drift.yml")
	for stage, stages := range map[string][]string{
		parent.Tenants.Stage: parent.Stages, parent.Drift.Stage: parent.Stages, child.Plan.Stage: child.Stages, child.Report.Stage: child.Stages,
	} {
		if !slices.Contains(stages, stage) {
			t.Errorf("there is no stage %q", stage)
		}
	}
	trigger := parent.Drift.Trigger
	if trigger == nil || trigger.Strategy != "depend" || len(trigger.Include) != 1 || trigger.Include[0]["job"] != "tenants" || !slices.Contains(parent.Tenants.Artifacts.Paths, trigger.Include[0]["artifact"]) {
		t.Errorf("the child pipeline is not that of the first job: %+v", trigger)
	}
	if child.Plan.IDTokens["ARM_OIDC_TOKEN"].Audience != "api://AzureADTokenExchange" || child.Plan.Artifacts.When != "always" || child.Plan.Artifacts.Access != "developer" {
		t.Errorf("%+v", child.Plan)
	}
	if child.Plan.Variables["FF_ENABLE_JOB_CLEANUP"] != "true" || !slices.Contains(child.Report.After, "rm -rf plans") {
		t.Errorf("the plans are left behind: %+v, %+v", child.Plan, child.Report)
	}
	if want := "scripts/tenants.sh gitlab >child.yml"; !slices.Contains(parent.Tenants.Script, want) {
		t.Errorf("the child pipeline is not made by %s", want)
	}
	if junit := child.Report.Artifacts.Reports["junit"]; junit != "report/report.xml" || child.Report.Artifacts.When != "always" || child.Report.When != "always" {
		t.Errorf("%+v", child.Report)
	}
}
