package driftreport

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/remote"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

// browser is a Chromium without a window. It can reach nothing.
type browser struct {
	ctx context.Context
	dir string // all that it writes
}

// startBrowser starts a browser, which is stopped with the test.
func startBrowser(t *testing.T) browser {
	t.Helper()
	realservers.RequireGroup(t, realservers.Browser)
	dir, err := os.MkdirTemp("", "browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	args := []string{
		"--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-sync", "--disable-background-networking", "--disable-component-update",
		"--disable-crash-reporter", "--disable-breakpad", "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=" + dir, "--remote-debugging-port=0", "about:blank",
	}
	if os.Geteuid() == 0 {
		args = append([]string{"--no-sandbox"}, args...) // Chromium refuses to run as root with it
	}
	cmd := exec.Command(realservers.Program("chromium"), args...)
	cmd.Env = append(child.Environment(), "HOME="+dir, "XDG_CONFIG_HOME="+dir, "XDG_CACHE_HOME="+dir)
	p, err := child.Launch(cmd, child.Owner{}, filepath.Join(dir, "browser.log"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Stop(); err != nil {
			t.Error(err)
		}
	})
	address := ""
	if err := p.Ready("Chromium", func(context.Context) bool {
		text, err := os.ReadFile(filepath.Join(dir, "DevToolsActivePort"))
		port, path, found := strings.Cut(strings.TrimSpace(string(text)), "\n")
		address = "ws://" + child.Loopback + ":" + port + path
		return err == nil && found
	}); err != nil {
		text, _ := os.ReadFile(filepath.Join(dir, "browser.log"))
		t.Fatalf("%v\n%s", err, text)
	}
	ctx, cancel := remote.NewAllocator(context.Background(), address, remote.NoModifyURL)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatal(err)
	}
	return browser{ctx: ctx, dir: dir}
}

// tab is a tab with a page, and what it complained about or asked the network for.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string

	mu        sync.Mutex
	complains []string
}

// openTab opens the page of a report from a file, after some actions.
func openTab(t *testing.T, b browser, r Report, before ...chromedp.Action[chromedp.Void]) *tab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(file, []byte(forms(t, r)["html"]), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := chromedp.NewContext(b.ctx)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // the tab lives as long as the context of the first call
		t.Fatal(err)
	}
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, url: "file://" + file}
	if err := chromedp.Listen(ctx, p.listen); err != nil {
		t.Fatal(err)
	}
	call(p, network.Enable, network.EnableParams{})
	call(p, log.Enable, cdp.Empty{})
	call(p, runtime.Enable, cdp.Empty{})
	p.do(before...)
	p.do(chromedp.Navigate(p.url))
	return p
}

// listen notes what a good page never does.
func (p *tab) listen(event any) {
	what := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		what = "exception: " + e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		what = fmt.Sprintf("console: %s", e.Type)
	case *log.EventEntryAdded:
		what = "log: " + e.Entry.Text
	case *network.EventRequestWillBeSent:
		if e.Request.URL != p.url {
			what = "request: " + e.Request.URL
		}
	}
	if what != "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.complains = append(p.complains, what)
	}
}

func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	if err := chromedp.Do(p.ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// ask evaluates an expression.
func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	out, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// quiet requires that the page has complained about nothing and asked the network for nothing.
func (p *tab) quiet() {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, what := range p.complains {
		p.t.Error(what)
	}
}

// call sends a command of the protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	result, err := chromedp.Call(p.ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}
