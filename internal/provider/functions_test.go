package provider

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// TestFunctions checks every function: the framework's own validation, and descriptions of it and of its parameters that are
// in the committed documentation.
func TestFunctions(t *testing.T) {
	ctx := context.Background()
	for _, factory := range (&tenantAttach{}).Functions(ctx) {
		f := factory()
		var meta function.MetadataResponse
		f.Metadata(ctx, function.MetadataRequest{}, &meta)
		t.Run(meta.Name, func(t *testing.T) {
			var resp function.DefinitionResponse
			f.Definition(ctx, function.DefinitionRequest{}, &resp)
			var valid function.DefinitionValidateResponse
			resp.Definition.ValidateImplementation(ctx, function.DefinitionValidateRequest{FuncName: meta.Name}, &valid)
			if valid.Diagnostics.HasError() {
				t.Fatalf("%v", valid.Diagnostics)
			}
			page, err := os.ReadFile(filepath.Join("..", "..", "docs", "functions", meta.Name+".md"))
			if err != nil {
				t.Fatalf("%v: run make generate", err)
			}
			requireSaid(t, string(page), "summary", resp.Definition.Summary)
			requireSaid(t, string(page), "description", resp.Definition.MarkdownDescription)
			parameters := resp.Definition.Parameters
			if resp.Definition.VariadicParameter != nil {
				parameters = append(parameters, resp.Definition.VariadicParameter)
			}
			for _, p := range parameters {
				requireSaid(t, string(page), p.GetName(), p.GetMarkdownDescription())
			}
		})
	}
}

// requireSaid requires that a page has a text, line by line and wherever its white space is.
func requireSaid(t *testing.T, page, name, text string) {
	t.Helper()
	if strings.TrimSpace(text) == "" {
		t.Errorf("%s has no description", name)
	}
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.Contains(page, strings.TrimSpace(line)) {
			t.Errorf("the documentation of %s does not say %q: run make generate", name, line)
		}
	}
}
