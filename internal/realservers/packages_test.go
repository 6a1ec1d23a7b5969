package realservers

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestPackages(t *testing.T) {
	names := map[Group]string{}
	for _, p := range packages() {
		names[p.group] += " " + p.name
	}
	want := map[Group]string{
		Windows: " krb5-kdc krb5-admin-server krb5-user apache2-bin libapache2-mod-auth-gssapi gss-ntlmssp libfaketime curl",
		Proxies: " squid-openssl nginx-common nginx libnginx-mod-stream libpacparser1",
		Browser: " chromium", Pipelines: " shellcheck jq",
	}
	if !maps.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if find("nonesuch") != "" || find("/nonesuch/*") != "" || find("/*") == "" || find("sh") == "" || file("nonesuch") != "" {
		t.Error("what is there is not told from what is not")
	}
}

// TestScript: tools/real-servers.sh and Missing agree on what is missing.
func TestScript(t *testing.T) {
	if runtime.GOOS != "linux" {
		Lack(t, "tools/real-servers.sh installs packages of Debian, so that it is for Linux only")
	}
	const script = "../../tools/real-servers.sh"
	missing := slices.Concat(Missing(Windows), Missing(Proxies), Missing(Browser), Missing(Pipelines))
	if out, err := exec.Command("sh", script, "check").CombinedOutput(); strings.Join(missing, "\n") != strings.TrimSpace(string(out)) || (err == nil) != (len(out) == 0) {
		t.Errorf("Missing() is %q, the script says %q, %v", missing, out, err)
	}
	if out, err := exec.Command("sh", script).CombinedOutput(); err == nil || !strings.HasPrefix(string(out), "usage:") {
		t.Errorf("without a command: %s, %v", out, err)
	}
	dir := t.TempDir()
	place := func(name string, data []byte) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(script)
	if err != nil {
		t.Fatal(err)
	}
	place("tools/real-servers.sh", data)
	place("internal/realservers/packages.txt", []byte("# comment\n\n[group]\none nonesuch sh\ntwo sh /etc/pass*\nthree sh /nonesuch/*.so nonesuch\n"))
	out, err := exec.Command("sh", filepath.Join(dir, "tools/real-servers.sh"), "check").CombinedOutput()
	if string(out) != "one\nthree\n" || err == nil {
		t.Errorf("got %q, %v", out, err)
	}
}
