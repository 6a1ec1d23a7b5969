package repository

import (
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
)

// inRepository are paths that CONTRIBUTING.md names: those with a slash, and files with an extension.
var inRepository = regexp.MustCompile("`((?:[\\w.<>-]+/)+[\\w.<>-]*|\\w+\\.(?:mod|md))`")

// TestContributing: every path and every make target that CONTRIBUTING.md names is there.
func TestContributing(t *testing.T) {
	text, makefile := read(t, "CONTRIBUTING.md"), read(t, "GNUmakefile")
	paths := inRepository.FindAllStringSubmatch(text, -1)
	targets := regexp.MustCompile("`make ([a-z-]+)`").FindAllStringSubmatch(text, -1)
	if len(paths) < 15 || len(targets) < 8 {
		t.Errorf("only %d paths and %d targets were looked at", len(paths), len(targets))
	}
	for _, p := range paths {
		if !strings.Contains(p[1], "<") && !exists(p[1]) {
			t.Errorf("there is no %s", p[1])
		}
	}
	for _, target := range targets {
		if !regexp.MustCompile(`(?m)^` + target[1] + `:.* ## `).MatchString(makefile) {
			t.Errorf("there is no target %s", target[1])
		}
	}
	if run := regexp.MustCompile(`-run (Test\w+)`).FindStringSubmatch(text); run == nil || !strings.Contains(read(t, "internal/acceptance/collection_upload_test.go"), "func "+run[1]+"(") {
		t.Errorf("there is no test %v", run)
	}
}

// TestAddAResource walks "To add a resource" for every resource that there is: each has the files that the steps name, and
// stands in those that are for all of them.
func TestAddAResource(t *testing.T) {
	_, walk, _ := strings.Cut(read(t, "CONTRIBUTING.md"), "## To add a resource\n")
	walk, _, _ = strings.Cut(walk, "\n## ")
	for _, factory := range provider.New("test")().Resources(t.Context()) {
		r := factory()
		var meta resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		thing := strings.TrimPrefix(meta.TypeName, "tenantattach_")
		own := strings.NewReplacer("<package>", path.Base(reflect.TypeOf(r).Elem().PkgPath()), "<thing>", thing)
		n := 0
		for _, p := range inRepository.FindAllStringSubmatch(walk, -1) {
			if name := own.Replace(p[1]); name != p[1] {
				if n++; !exists(name) {
					t.Errorf("%s has no %s", meta.TypeName, name)
				}
			}
		}
		if n < 6 {
			t.Errorf("only %d files of %s were looked at", n, meta.TypeName)
		}
		for file, want := range map[string]string{
			"README.md": "`" + meta.TypeName + "`", "CHANGELOG.md": "`" + meta.TypeName + "`", "templates/guides/drift-attribution.md": "`" + meta.TypeName + "`",
			"internal/acceptance/drift_test.go": `"` + thing + ".",
		} {
			if !strings.Contains(read(t, file), want) {
				t.Errorf("%s does not stand in %s", meta.TypeName, file)
			}
		}
	}
}
