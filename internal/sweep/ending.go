package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/aymanbagabas/go-udiff"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/cli"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
)

// ending is how a run ends: what the lab holds, and what the state has, as JSON.
type ending struct{ world, state string }

// ending reads it.
func (b *bed) ending() (ending, error) {
	dump, err := b.lab.World().Dump("")
	if err != nil {
		return ending{}, err
	}
	holds, err := json.Marshal(b.holds())
	if err != nil {
		return ending{}, err
	}
	state, err := b.state()
	return ending{world: fmt.Sprintf(`{"lab": %s, "secretsAtSites": %s}`, dump, holds), state: string(state)}, err
}

// canonical is an ending in the form in which two can be compared.
func (e ending) canonical(c canon) (out ending, err error) {
	if out.world, err = c.text([]byte(e.world)); err != nil {
		return ending{}, err
	}
	out.state, err = c.text([]byte(e.state))
	return out, err
}

// differences says in what an ending is otherwise than the clean one, both in the canonical form; empty when it is not.
func (e ending) differences(clean ending) []string {
	out := []string{}
	for _, compared := range []struct{ said, is, clean string }{
		{"the lab holds something else", e.world, clean.world}, {"the state is another", e.state, clean.state},
	} {
		if d := udiff.Unified("clean run", "this run", compared.clean, compared.is); d != "" {
			out = append(out, compared.said+":\n"+d)
		}
	}
	return out
}

// holds says of each application at a site which secret of Entra's the site signs in with: a dump has no secrets.
func (b *bed) holds() []string {
	out := []string{}
	for _, t := range b.lab.World().Tenants() {
		directory := t.Directory.Head()
		t.Hierarchy.View(func(tables *world.Tables) {
			for _, row := range tables.Rows["SMS_AAD_Application_Ex"] {
				if id, ok := row["ID"].(int64); ok {
					out = append(out, fmt.Sprintf("row %d of %s: %s", id, t.Name, keyOf(directory, tables.Secrets[id])))
				}
			}
		})
	}
	return out
}

func keyOf(s *world.Snapshot, secret string) string {
	for _, app := range s.Applications {
		for _, p := range app.PasswordCredentials {
			if p.Text == secret {
				return "key " + p.KeyID
			}
		}
	}
	return "a secret that Entra does not take"
}

// stateFile is what is compared of a state: everything but what Terraform counts, and what the provider keeps to itself.
type stateFile struct {
	Resources []stateResource `json:"resources"`
}

type stateResource struct {
	Mode      string `json:"mode"`
	Type      string `json:"type"`
	Name      string `json:"name"`
	Instances []struct {
		Status     string          `json:"status,omitempty"`
		Deposed    string          `json:"deposed,omitempty"`
		Attributes json.RawMessage `json:"attributes"`
	} `json:"instances"`
}

// state is what is compared of the state file; without one there is nothing in the state.
func (b *bed) state() ([]byte, error) {
	state := stateFile{Resources: []stateResource{}}
	data, err := os.ReadFile(b.file(cli.StateFile))
	if err == nil {
		err = json.Unmarshal(data, &state)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the state: %w", err)
	}
	return json.Marshal(state)
}
