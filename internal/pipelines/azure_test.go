package pipelines

import (
	"slices"
	"strings"
	"testing"
)

// azurePipeline is the part of Azure Pipelines' YAML that the example uses; anything else is a slip of the pen.
type azurePipeline struct {
	Trigger   string `yaml:"trigger"`
	PR        string `yaml:"pr"`
	Schedules []struct {
		Cron        string              `yaml:"cron"`
		DisplayName string              `yaml:"displayName"`
		Branches    map[string][]string `yaml:"branches"`
		Always      bool                `yaml:"always"`
	} `yaml:"schedules"`
	Variables []struct {
		Name  string `yaml:"name"`
		Value string `yaml:"value"`
	} `yaml:"variables"`
	Jobs []azureJob `yaml:"jobs"`
}

type azureJob struct {
	Job         string `yaml:"job"`
	DisplayName string `yaml:"displayName"`
	DependsOn   any    `yaml:"dependsOn"`
	Condition   string `yaml:"condition"`
	Timeout     int    `yaml:"timeoutInMinutes"`
	Strategy    *struct {
		Matrix      string `yaml:"matrix"`
		MaxParallel int    `yaml:"maxParallel"`
	} `yaml:"strategy"`
	Pool struct {
		VMImage string   `yaml:"vmImage"`
		Name    string   `yaml:"name"`
		Demands []string `yaml:"demands"`
	} `yaml:"pool"`
	Workspace struct {
		Clean string `yaml:"clean"`
	} `yaml:"workspace"`
	Steps []azureStep `yaml:"steps"`
}

type azureStep struct {
	Checkout           string            `yaml:"checkout"`
	PersistCredentials *bool             `yaml:"persistCredentials"`
	Clean              bool              `yaml:"clean"`
	Bash               string            `yaml:"bash"`
	Task               string            `yaml:"task"`
	Name               string            `yaml:"name"`
	DisplayName        string            `yaml:"displayName"`
	Condition          string            `yaml:"condition"`
	Env                map[string]string `yaml:"env"`
	Inputs             map[string]string `yaml:"inputs"`
}

// azureTasks are the tasks that the example uses, with the inputs that each must have.
func azureTasks() map[string][]string {
	return map[string][]string{
		"PublishPipelineArtifact@1": {"targetPath", "artifact"}, "DownloadPipelineArtifact@2": {"itemPattern", "targetPath"},
		"PublishTestResults@2": {"testResultsFormat", "testResultsFiles"}, "PublishBuildArtifacts@1": {"PathtoPublish", "ArtifactName"},
	}
}

func TestAzure(t *testing.T) {
	p := readYAML[azurePipeline](t, "azure-pipelines.yml")
	if p.Trigger != "none" || p.PR != "none" || len(p.Schedules) != 1 || !p.Schedules[0].Always || len(strings.Fields(p.Schedules[0].Cron)) != 5 {
		t.Errorf("when it runs: %q, %q, %+v", p.Trigger, p.PR, p.Schedules)
	}
	known := map[string]azureJob{}
	for _, j := range p.Jobs {
		for _, before := range dependencies(j.DependsOn) {
			if _, ok := known[before]; !ok {
				t.Errorf("%s depends on %s, which does not stand before it", j.Job, before)
			}
		}
		known[j.Job] = j
		testAzureSteps(t, j)
	}
	if m := known["plan"].Strategy; m == nil || m.Matrix != "$[ dependencies.tenants.outputs['list.matrix'] ]" || known["tenants"].Steps[1].Name != "list" {
		t.Errorf("the matrix is not that of the first job: %+v", m)
	}
}

// TestAzureIsOfOneRun: nothing that an agent of one's own has kept is taken for a plan of this run, and nothing is left to
// the next one.
func TestAzureIsOfOneRun(t *testing.T) {
	for _, j := range readYAML[azurePipeline](t, "azure-pipelines.yml").Jobs {
		if j.Pool.Name == "" { // the machine is thrown away
			continue
		}
		if j.Workspace.Clean != "all" || !j.Steps[0].Clean {
			t.Errorf("%s begins with what earlier runs left", j.Job)
		}
		removed := false
		for _, s := range j.Steps {
			if s.Task == "DownloadPipelineArtifact@2" && s.Inputs["buildType"] != "current" {
				t.Errorf("%s: the plans may be those of another run: %v", j.Job, s.Inputs)
			}
			removed = removed || strings.HasPrefix(s.Bash, "rm -rf ") && s.Condition == "always()"
		}
		if !removed {
			t.Errorf("%s leaves the plans behind", j.Job)
		}
	}
}

func dependencies(on any) []string {
	switch on := on.(type) {
	case string:
		return []string{on}
	case []any:
		names := []string{}
		for _, one := range on {
			names = append(names, one.(string))
		}
		return names
	default:
		return nil
	}
}

func testAzureSteps(t *testing.T, j azureJob) {
	t.Helper()
	for _, s := range j.Steps {
		inputs, known := azureTasks()[s.Task]
		if kinds := []bool{s.Checkout != "", s.Bash != "", s.Task != ""}; (s.Task != "") != known || slices.Index(kinds, true) < 0 {
			t.Errorf("%s: the step %+v is no step that this test knows", j.Job, s)
		}
		for _, input := range inputs {
			if s.Inputs[input] == "" {
				t.Errorf("%s: %s has no %s", j.Job, s.Task, input)
			}
		}
		if s.Checkout == "self" && (s.PersistCredentials == nil || *s.PersistCredentials) {
			t.Errorf("%s: the token of the job stays in the working directory", j.Job)
		}
		if strings.Contains(s.Bash, "terraform init -input") || strings.Contains(s.Bash, "plan.sh") {
			for _, name := range []string{"SYSTEM_ACCESSTOKEN", "ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID", "ARM_USE_OIDC", "TENANT"} {
				if s.Env[name] == "" {
					t.Errorf("%s: %q has no %s", j.Job, s.Bash, name)
				}
			}
		}
		for _, macro := range []string{"$(tenant)", "$(runner)", "$(Build.", "$(System."} {
			if strings.Contains(s.Bash, macro) {
				t.Errorf("%s: %s is pasted into a script", j.Job, macro)
			}
		}
	}
}
