package provider

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/resource"
)

// TestAudited: the Read of every resource hands over where the changes of its object are recorded, so that none is left out
// of drift attribution, and the guide says of each what is asked.
func TestAudited(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "drift-attribution.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile("(?m)^\\| `(tenantattach_\\w+)`").FindAllStringSubmatch(string(guide), -1)
	covered := map[string]bool{}
	for _, row := range rows {
		covered[row[1]] = true
	}
	for _, factory := range New("test")().Resources(t.Context()) {
		r := factory()
		var meta resource.MetadataResponse
		r.Metadata(t.Context(), resource.MetadataRequest{ProviderTypeName: "tenantattach"}, &meta)
		if !covered[meta.TypeName] {
			t.Errorf("the guide has no row for %s", meta.TypeName)
		}
		delete(covered, meta.TypeName)
		_, dir, _ := strings.Cut(reflect.TypeOf(r).Elem().PkgPath(), "/internal/")
		if !audits(t, filepath.Join("..", filepath.FromSlash(dir))) {
			t.Errorf("the Read of %s hands no Audit over", meta.TypeName)
		}
	}
	for name := range covered {
		t.Errorf("the guide has a row for %s, which is no resource", name)
	}
}

// audits reports whether the method Read in a package calls Refresh with a call that is Audited, and not by nothing.
func audits(t *testing.T, dir string) (found bool) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_test.go") }) {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if read, ok := d.(*ast.FuncDecl); ok && read.Recv != nil && read.Name.Name == "Read" {
				ast.Inspect(read, func(n ast.Node) bool {
					if call := calls(n, "Refresh"); call != nil && len(call.Args) > 1 {
						audited := calls(call.Args[1], "Audited")
						found = found || audited != nil && len(audited.Args) == 1 && !isNil(audited.Args[0])
					}
					return true
				})
			}
		}
	}
	return found
}

// calls is the call of a method, if a node is one.
func calls(n ast.Node, method string) *ast.CallExpr {
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	if f, ok := call.Fun.(*ast.SelectorExpr); !ok || f.Sel.Name != method {
		return nil
	}
	return call
}

func isNil(n ast.Expr) bool {
	id, ok := n.(*ast.Ident)
	return ok && id.Name == "nil"
}
