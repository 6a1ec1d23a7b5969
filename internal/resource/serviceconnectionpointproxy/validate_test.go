package serviceconnectionpointproxy

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
)

func TestNotAHost(t *testing.T) {
	for _, name := range []string{"proxy", "proxy.example", "Proxy-01.Corp.Example", "10.0.0.7", "a.b.c.d.e"} {
		if said := notAHost(name); said != "" {
			t.Errorf("%s: %s", name, said)
		}
	}
	for _, name := range []string{"", " ", "proxy example", "http://proxy", "proxy:80", "::1", "*.example", "10.0.0.256", "10.0.7", "a..b", "-", "prox\u00ffy.example", `proxy"`, "proxy;x", "proxy%", "proxy\n", "\x00", strings.Repeat("a", 64) + ".example"} {
		if notAHost(name) == "" {
			t.Errorf("%q was taken", name)
		}
	}
}

func TestAccountName(t *testing.T) {
	for name, ok := range map[string]bool{
		`CORP\svc-proxy`: true, `corp.example\svc proxy$`: true, `CORP\j.doe`: true,
		`svc`: false, `svc@corp.example`: false, `\svc`: false, `CORP\`: false, `A\B\C`: false, `CORP\a"b`: false, "CORP\\a\nb": false, ``: false,
	} {
		if accountName.MatchString(name) != ok {
			t.Errorf("%q: %t", name, !ok)
		}
	}
}

// TestInternalNames: <local> is no name of a host.
func TestInternalNames(t *testing.T) {
	got := endpoint.InternalOf([]string{"a.example", local, "*.b.example"})
	if !got.Local || strings.Join(got.Names, " ") != "a.example *.b.example" {
		t.Errorf("got %+v", got)
	}
}

// quotedCommand is all that a command may consist of: neither cmd nor PowerShell does anything with what is in its quotes.
var quotedCommand = regexp.MustCompile(`^netsh winhttp set proxy proxy-server="[a-z0-9._-]+:[0-9]+"( bypass-list="(<local>)?[a-z0-9._;*-]*")?$`)

// FuzzCommand: whatever is let through as a proxy and as a bypass list, the command does nothing but set them.
func FuzzCommand(f *testing.F) {
	for _, seed := range [][2]string{{"proxy.example", "*.corp.example"}, {"10.0.0.7", "<local>"}, {`a" & calc "`, "b;c"}, {"p\u00e9", "\u00e9.example"}, {"$(x)", "`x`"}, {"%PATH%", "^"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, proxy, past string) {
		if notAHost(proxy) != "" {
			return
		}
		m := model{ProxyServer: types.StringValue(proxy), ProxyPort: types.Int64Value(8080)}
		for _, names := range []endpoint.Internal{{}, endpoint.InternalOf([]string{past}), endpoint.InternalOf([]string{local, past})} {
			if command, err := m.command(nil, names); err == nil && !quotedCommand.MatchString(command) {
				t.Errorf("%q, %q: %s", proxy, past, command)
			}
		}
	})
}
