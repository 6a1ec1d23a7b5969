package realproxies

import (
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

const (
	certgen = "/usr/lib/squid/security_file_certgen"
	// inspectionAuthority is the name of the authority of a Squid that inspects TLS.
	inspectionAuthority = "Contoso Proxy Inspection CA"
)

// squidBase is what every squid.conf has: no cache, no name looked up, nothing outside the directory, and a parent for
// everything.
const squidBase = `pid_filename %[1]s/squid.pid
cache_log %[1]s/cache.log
coredump_dir %[1]s
logformat tenantattach %%rm	%%ru	%%>Hs	%%Ss	%%un
access_log stdio:%[1]s/access.log tenantattach
cache deny all
cache_mem 8 MB
pinger_enable off
netdb_filename none
visible_hostname proxy.contoso.test
shutdown_lifetime 0 seconds
dns_nameservers 127.0.0.1
max_filedescriptors 4096
cache_peer 127.0.0.1 parent %[2]d 0 no-query default
never_direct allow all
`

func (s *Squid) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, "http_port %s%s\n", s.address(), s.inspectPort())
	fmt.Fprintf(&b, squidBase, s.dir.path, s.far.port())
	if s.options.TunnelIdle > 0 {
		fmt.Fprintf(&b, "read_timeout %d seconds\n", max(1, int(s.options.TunnelIdle/time.Second)))
	}
	if s.options.InspectTLS {
		fmt.Fprintf(&b, "sslcrtd_program %s -s %s -M 4MB\nsslcrtd_children 1 startup=1 idle=1\n", certgen, s.dir.file("certificates"))
		b.WriteString("acl begin at_step SslBump1\nssl_bump peek begin\nssl_bump bump all\n")
		b.WriteString("sslproxy_cert_error allow all\nsslproxy_cert_sign signTrusted all\n")
	}
	if len(s.options.Login) > 0 {
		fmt.Fprintf(&b, "auth_param basic program /bin/sh %s %s\n", s.dir.file("login.sh"), s.dir.file("login"))
		b.WriteString("auth_param basic children 1 startup=1 idle=1\nauth_param basic realm Contoso proxy\n")
		b.WriteString("acl signed_in proxy_auth REQUIRED\nhttp_access deny !signed_in\n")
	}
	if s.options.ACL != "" {
		fmt.Fprintf(&b, "include %s\nhttp_access deny all\n", s.dir.file("acl.conf"))
	} else {
		b.WriteString("http_access allow all\n")
	}
	return b.String()
}

func (s *Squid) inspectPort() string {
	if !s.options.InspectTLS {
		return ""
	}
	return fmt.Sprintf(" ssl-bump tls-cert=%s tls-key=%s generate-host-certificates=on", s.dir.file("ca.pem"), s.dir.file("ca.key"))
}

// loginScript answers Squid's questions, a user and a password in a line each, out of a file of such lines.
const loginScript = `while read -r line; do
  if grep -qxF -- "$line" "$1"; then echo OK; else echo ERR; fi
done
`

func (s *Squid) writeFiles() error {
	files := map[string]string{"acl.conf": s.options.ACL, "login.sh": loginScript}
	for _, user := range slices.Sorted(maps.Keys(s.options.Login)) {
		files["login"] += user + " " + s.options.Login[user] + "\n"
	}
	if s.options.InspectTLS {
		ca, key, err := newAuthority(inspectionAuthority)
		if err != nil {
			return err
		}
		files["ca.pem"], files["ca.key"] = ca, key
	}
	for name, text := range files {
		if err := s.dir.write(name, text); err != nil {
			return err
		}
	}
	if s.options.InspectTLS {
		return s.makeCertificateStore()
	}
	return nil
}

// makeCertificateStore makes the directory in which Squid keeps the certificates that it has made.
func (s *Squid) makeCertificateStore() error {
	cmd := exec.Command(certgen, "-c", "-s", s.dir.file("certificates"), "-M", "4MB")
	cmd.Env = child.Environment()
	child.Isolate(cmd, s.dir.owner)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("making a store for certificates: %w: %s", err, out)
	}
	return nil
}
