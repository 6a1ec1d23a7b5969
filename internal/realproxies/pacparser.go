package realproxies

import (
	"bufio"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// AskPAC asks pacparser what a PAC file says for each URL. They must be ASCII, without blanks and single quotes, which
// pacparser cannot be given.
func AskPAC(t testing.TB, pac string, urls []string) map[string]string {
	t.Helper()
	Require(t)
	dir := newDirectory(t, "pac", child.Owner{})
	dir.mustWrite(t, "proxy.pac", pac)
	dir.mustWrite(t, "urls", strings.Join(urls, "\n")+"\n")
	cmd := exec.Command(program("pactester"), "-p", dir.file("proxy.pac"), "-f", dir.file("urls"))
	cmd.Env = child.Environment()
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("asking pacparser: %v", err)
	}
	answers, lines := map[string]string{}, bufio.NewScanner(strings.NewReader(string(out)))
	for lines.Scan() {
		if url, answer, ok := cutLast(lines.Text(), " : "); ok {
			answers[url] = answer
		}
	}
	for _, url := range urls {
		if answers[url] == "" {
			t.Errorf("pacparser does not answer for %q", url)
		}
	}
	return answers
}

func cutLast(text, mark string) (before, after string, ok bool) {
	i := strings.LastIndex(text, mark)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(mark):], true
}

// PacparserVersion is the version of the pacparser that is installed, such as 1.3.6: that of the package, since the program
// of Debian does not know its own.
func PacparserVersion() (string, error) {
	return version("dpkg-query", regexp.MustCompile(`^([0-9.]+)`), "-W", "-f", "${Version}", "libpacparser1")
}
