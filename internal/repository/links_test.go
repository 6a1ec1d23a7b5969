package repository

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// page is what links can be made from, and to.
type page struct {
	links   []string
	anchors []string
}

// tree are the addresses of files of this repository on GitHub.
var tree = regexp.MustCompile(`^https://github\.com/tenantattach/terraform-provider-tenantattach/(?:blob|tree)/main/(.+)$`)

// pages are all pages of Markdown for people, by path. Templates are left out: the docs are made of them.
func pages(t *testing.T) map[string]page {
	t.Helper()
	all := map[string]page{}
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "templates", "build", "dist"}, name):
			return fs.SkipDir
		case strings.HasSuffix(name, ".md"):
			all[name] = parsePage(read(t, name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var explicit = regexp.MustCompile(`<a id="([^"]+)">`)

func parsePage(source string) page {
	if strings.HasPrefix(source, "---\n") {
		_, source, _ = strings.Cut(source[4:], "\n---\n")
	}
	markdown := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	p := page{}
	for _, id := range explicit.FindAllStringSubmatch(source, -1) {
		p.anchors = append(p.anchors, id[1])
	}
	_ = ast.Walk(markdown.Parser().Parse(text.NewReader([]byte(source))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Link:
			if entering {
				p.links = append(p.links, string(n.Destination))
			}
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok && entering {
				p.anchors = append(p.anchors, fmt.Sprintf("%s", id))
			}
		}
		return ast.WalkContinue, nil
	}) // which fails only when its function does
	return p
}

// TestLinks: every link between pages, or to a file of this repository, leads somewhere, with its anchor.
func TestLinks(t *testing.T) {
	all, n := pages(t), 0
	for name, p := range all {
		for _, link := range p.links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			target := path.Join(path.Dir(name), u.Path)
			if on := tree.FindStringSubmatch(link); on != nil {
				target = on[1]
			} else if u.Host != "" {
				continue // somebody else's page
			}
			if u.Path == "" {
				target = name
			}
			n++
			if !exists(target) {
				t.Errorf("%s links to %s, which is not there", name, link)
			} else if u.Fragment != "" && !slices.Contains(all[target].anchors, u.Fragment) {
				t.Errorf("%s links to %s: %s has no such heading", name, link, target)
			}
		}
	}
	if n < 100 {
		t.Errorf("only %d links were looked at", n)
	}
}

// TestGuidesAreFound: every guide and every example is linked from the README.
func TestGuidesAreFound(t *testing.T) {
	linked := []string{}
	for _, link := range pages(t)["README.md"].links {
		linked = append(linked, path.Clean(link))
	}
	for _, pattern := range []string{"docs/guides/*.md", "examples/*/README.md", "examples/modules/*/README.md"} {
		names, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			if at, err := filepath.Rel(root, name); err != nil || !slices.Contains(linked, filepath.ToSlash(at)) {
				t.Errorf("README.md does not lead to %s (%v)", at, err)
			}
		}
	}
}
