package acceptance

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// fence is a block of HCL on a page.
var fence = regexp.MustCompile("(?ms)^```(?:hcl|terraform)\n(.*?)^```$")

// pageModules are the blocks of HCL of pages as modules, by name. Within one, nothing is declared twice.
type pageModules struct {
	files     map[string]*hclwrite.File
	declared  map[string][]string
	providers int
}

// TestPages plans every block of HCL that the README and the guides show, in one run: those of a page as one module, or as
// several where a name comes again. Their provider blocks are validated; the resources are those of the lab.
func TestPages(t *testing.T) {
	t.Parallel()
	guides, err := filepath.Glob("../../docs/guides/*.md")
	if err != nil {
		t.Fatal(err)
	}
	modules := pageModules{map[string]*hclwrite.File{}, map[string][]string{}, 0}
	for _, file := range append(guides, "../../README.md", "../../docs/index.md") {
		page, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range fence.FindAllSubmatch(page, -1) {
			parsed, d := hclwrite.ParseConfig(block[1], file, hcl.InitialPos)
			if d.HasErrors() {
				t.Errorf("%s: %v", file, d)
				continue
			}
			if formatted := hclwrite.Format(block[1]); string(formatted) != string(block[1]) {
				t.Errorf("%s is not formatted; it would be\n%s", file, formatted)
			}
			modules.add(strings.ToLower(strings.TrimSuffix(filepath.Base(file), ".md")), parsed.Body().Blocks())
		}
	}
	if len(modules.files) < 12 || modules.providers < 15 {
		t.Errorf("only %d modules and %d providers were looked at", len(modules.files), modules.providers)
	}
	e := New(t)
	dir := t.TempDir()
	modules.write(t, dir, e.Provider("admin"))
	p := e.ProcessIn(dir)
	p.plan(2)
}

// add puts blocks into the first module of a page that does not declare any of them. What is left out: the settings of
// Terraform, which are the same everywhere, and imports, which need what they import (TestPageOfImports).
func (p *pageModules) add(page string, blocks []*hclwrite.Block) {
	kept, names := []*hclwrite.Block{}, []string{}
	for _, b := range blocks {
		switch b.Type() {
		case "terraform", "import":
			continue
		case "provider": // a name of its own, since the one without a name is the lab's
			p.providers++
			b = aliased(b, fmt.Sprintf(`"page_%d"`, p.providers))
		case "locals":
			for name := range b.Body().Attributes() {
				names = append(names, "local."+name)
			}
		default:
			names = append(names, strings.Join(append([]string{b.Type()}, b.Labels()...), "."))
		}
		kept = append(kept, b)
	}
	if len(kept) == 0 {
		return
	}
	module := page
	for i := 2; slices.ContainsFunc(names, func(name string) bool { return slices.Contains(p.declared[module], name) }); i++ {
		module = fmt.Sprintf("%s_%d", page, i)
	}
	p.declared[module] = append(p.declared[module], names...)
	if p.files[module] == nil {
		p.files[module] = hclwrite.NewEmptyFile()
	}
	for _, b := range kept {
		p.files[module].Body().AppendBlock(b)
		p.files[module].Body().AppendNewline()
	}
}

// aliased is a copy of a provider block with another alias.
func aliased(b *hclwrite.Block, alias string) *hclwrite.Block {
	other := hclwrite.NewBlock(b.Type(), b.Labels())
	for name, a := range b.Body().Attributes() {
		other.Body().SetAttributeRaw(name, a.Expr().BuildTokens(nil))
	}
	other.Body().SetAttributeRaw("alias", hclwrite.TokensForIdentifier(alias))
	return other
}

// write writes the modules, and a root that calls them with what must be given: a text, or nothing in place of what is none.
func (p *pageModules) write(t *testing.T, dir, provider string) {
	t.Helper()
	root := requiredProviders + provider
	for name, file := range p.files {
		given := Attrs{"source": Q("./" + name)}
		for _, b := range file.Body().Blocks() {
			if b.Type() != "variable" || b.Body().GetAttribute("default") != nil {
				continue
			}
			given[b.Labels()[0]] = "null"
			if kind := b.Body().GetAttribute("type"); strings.TrimSpace(string(kind.Expr().BuildTokens(nil).Bytes())) == "string" {
				given[b.Labels()[0]] = Q("given")
			}
		}
		root += Block(fmt.Sprintf("module %q", name), given)
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, "main.tf"), append([]byte(requiredProviders), file.Bytes()...), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "main.tf"), []byte(root), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestPageOfImports: the guide about an existing attachment, with the ids of one: what it shows imports all of it and
// changes nothing but what the guide says.
func TestPageOfImports(t *testing.T) {
	t.Parallel()
	e := New(t)
	made := e.Process(e.Provider("admin") + Stack(map[string]Attrs{"application": {"display_name": Q("ConfigMgrSvc_0f0e0d0c"), "unique_name": Q("made-elsewhere")}}))
	made.apply()
	var state struct {
		Values struct {
			Root struct {
				Resources []struct {
					Address string
					Values  map[string]any
				} `json:"resources"`
			} `json:"root_module"`
		}
	}
	if err := json.Unmarshal([]byte(made.want(0, "show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	client := ""
	for _, r := range state.Values.Root.Resources {
		if r.Address == onboarding {
			client = fmt.Sprint(r.Values["client_id"])
		}
	}
	page, err := os.ReadFile("../../docs/guides/bring-existing.md")
	if err != nil {
		t.Fatal(err)
	}
	config := e.Provider("reader", Attrs{"read_only": "true"})
	for _, block := range fence.FindAllSubmatch(page, -1) {
		config += string(block[1])
	}
	config = strings.NewReplacer(
		"00000000-aaaa-bbbb-cccc-dddddddddddd", client, "00000000-1111-2222-3333-444444444444", e.Tenant("contoso").ID,
		"tenant-attach-p01", "made-elsewhere",
	).Replace(config)
	e.sees(e.Process(config).plan(2), "Plan: 4 to import, 0 to add, 0 to change, 0 to destroy.", `client_id = "`+client+`"`, `upload_scope = "P0100014"`)
	made.destroy()
}
