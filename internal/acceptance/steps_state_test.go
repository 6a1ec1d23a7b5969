package acceptance

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
)

// stateFile is what the tests need of the file that Terraform keeps the state in. To read it takes no command.
type stateFile struct {
	Outputs   map[string]any
	Resources []struct {
		Mode, Type, Name string
		Instances        []struct{ Attributes map[string]any }
	}
}

// state is empty as long as there is no file.
func (s *steps) state() (f stateFile) {
	s.t.Helper()
	data, err := os.ReadFile(filepath.Join(s.Dir, cli.StateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return f
	}
	if err := errors.Join(err, json.Unmarshal(data, &f)); err != nil {
		s.t.Fatal(err)
	}
	return f
}

// holds reports whether there is anything but data sources.
func (f stateFile) holds() bool {
	for _, r := range f.Resources {
		if r.Mode == "managed" {
			return true
		}
	}
	return len(f.Outputs) > 0
}

// texts are the attributes that are texts, as the checks of a step have them. Other attributes are for ConfigStateChecks.
func (f stateFile) texts() *state {
	root := &terraform.ModuleState{Path: []string{"root"}, Resources: map[string]*terraform.ResourceState{}}
	for _, r := range f.Resources {
		address := r.Type + "." + r.Name
		if r.Mode == "data" {
			address = "data." + address
		}
		for _, instance := range r.Instances {
			attributes := map[string]string{}
			for name, value := range instance.Attributes {
				if text, ok := value.(string); ok {
					attributes[name] = text
				}
			}
			root.Resources[address] = &terraform.ResourceState{Type: r.Type, Primary: &terraform.InstanceState{ID: attributes["id"], Attributes: attributes}}
		}
	}
	return &state{Modules: []*terraform.ModuleState{root}}
}
