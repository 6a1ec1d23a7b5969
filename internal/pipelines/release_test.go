package pipelines

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// TestRelease: a release is built for every platform of Terraform, and named as the registries want it. That goreleaser takes
// the file is looked at by `make snapshot`.
func TestRelease(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, ".goreleaser.yml"))
	if err != nil {
		t.Fatal(err)
	}
	type platform struct{ Goos, Goarch string }
	var config struct {
		ProjectName string `yaml:"project_name"`
		Builds      []struct {
			Binary       string
			Goos, Goarch []string
			Ignore       []platform
			Ldflags      []string
		}
		Archives []struct {
			Formats []string
			Name    string `yaml:"name_template"`
		}
		Checksum struct {
			Algorithm string
			Name      string `yaml:"name_template"`
		}
		Signs, Sboms []struct{ Artifacts string }
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	build := config.Builds[0]
	platforms := []string{}
	for _, system := range build.Goos {
		for _, arch := range build.Goarch {
			if !slices.Contains(build.Ignore, platform{system, arch}) {
				platforms = append(platforms, system+"_"+arch)
			}
		}
	}
	slices.Sort(platforms)
	want := []string{
		"darwin_amd64", "darwin_arm64", "freebsd_386", "freebsd_amd64", "freebsd_arm", "linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"openbsd_386", "openbsd_amd64", "solaris_amd64", "windows_386", "windows_amd64", "windows_arm64",
	}
	if !slices.Equal(platforms, want) {
		t.Errorf("it is built for %v, want %v", platforms, want)
	}
	const name = "terraform-provider-tenantattach"
	if config.ProjectName != name || build.Binary != "{{ .ProjectName }}_v{{ .Version }}" || !strings.Contains(strings.Join(build.Ldflags, " "), "-X main.version={{ .Version }}") {
		t.Errorf("the binary: %+v", build)
	}
	if a := config.Archives[0]; !slices.Equal(a.Formats, []string{"zip"}) || a.Name != "{{ .ProjectName }}_{{ .Version }}_{{ .Os }}_{{ .Arch }}" {
		t.Errorf("the archive: %+v", a)
	}
	if c := config.Checksum; c.Algorithm != "sha256" || c.Name != "{{ .ProjectName }}_{{ .Version }}_SHA256SUMS" || config.Signs[0].Artifacts != "checksum" || config.Sboms[0].Artifacts != "binary" {
		t.Errorf("%+v, %+v, %+v", c, config.Signs, config.Sboms)
	}
	var manifest struct {
		Version  int
		Metadata struct {
			Protocols []string `json:"protocol_versions"`
		}
	}
	text, err = os.ReadFile(filepath.Join(root, "terraform-registry-manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	server, err := os.ReadFile(filepath.Join(root, "internal", "serve", "server.go"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &manifest); err != nil || manifest.Version != 1 || !slices.Equal(manifest.Metadata.Protocols, []string{"6.0"}) || !strings.Contains(string(server), "return tf6server.Serve(") {
		t.Errorf("the manifest: %+v, %v", manifest, err)
	}
}
