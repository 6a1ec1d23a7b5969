package realservers

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

//go:embed apache.conf.tmpl
var apacheConfig string

// module is a module of Apache, with the file that it is loaded from.
type module struct{ Name, File string }

// modules are what a front needs beside what Debian's Apache has built in.
func modules() []module {
	signIn := file("libapache2-mod-auth-gssapi")
	var all []module
	for _, name := range []string{"mpm_worker", "authn_core", "authz_core", "authz_host", "authz_user", "alias", "headers", "setenvif", "ssl", "proxy", "proxy_http", "status"} {
		all = append(all, module{name, filepath.Join(filepath.Dir(signIn), "mod_"+name+".so")})
	}
	return append(all, module{"auth_gssapi", signIn})
}

// plainKey and configValue are what can stand in Apache's configuration without meaning something there: as the value of a
// header, and in quotes.
var (
	plainKey    = regexp.MustCompile(`^[A-Za-z0-9-]*$`)
	configValue = regexp.MustCompile(`^[!#-\[\]-~]*$`)
)

// writeFiles makes the files that stay as they are while the front lives, and gives them to its user.
func (f *Front) writeFiles() error {
	if err := f.owner.Give(f.dir); err != nil {
		return fmt.Errorf("giving the directory of the front away: %w", err)
	}
	backendCA, err := f.backendCA()
	if err != nil {
		return err
	}
	files, err := newCertificate(append([]string{"localhost"}, f.options.Names...))
	if err != nil {
		return err
	}
	users, err := ntlmUsers(f.options.NTLMUsers)
	if err != nil {
		return err
	}
	files["backend.pem"], files["ntlm.users"], files["krb5.conf"] = backendCA, users, f.kerberosConfig()
	for name, data := range files {
		if err := f.write(name, data); err != nil {
			return err
		}
	}
	ca, err := os.ReadFile(f.CAFile())
	if err != nil {
		return fmt.Errorf("reading the authority of the front: %w", err)
	}
	f.client = statusClient(ca)
	return f.copyKeytab()
}

func (f *Front) backendCA() ([]byte, error) {
	if f.options.BackendCA == "" {
		return nil, nil
	}
	data, err := os.ReadFile(f.options.BackendCA)
	if err != nil {
		return nil, fmt.Errorf("reading the authority of the backend: %w", err)
	}
	return data, nil
}

// kerberosConfig is that of the service: the realm's, with the skew of the front.
func (f *Front) kerberosConfig() []byte {
	if f.options.Realm == nil {
		return nil
	}
	skew := f.options.ClockSkew
	if skew == 0 {
		skew = 5 * time.Minute
	}
	return []byte(f.options.Realm.clientConfig(fmt.Sprintf("  clockskew = %d\n", max(1, int(skew.Round(time.Second)/time.Second)))))
}

// ntlmUsers is the file of accounts that the NTLM mechanism reads: domain, user and password, with colons between.
func ntlmUsers(accounts map[string]string) ([]byte, error) {
	var lines []string
	for name, password := range accounts {
		domain, user, ok := strings.Cut(name, `\`)
		if !ok || strings.ContainsAny(domain+user+password, ":\n") {
			return nil, errors.New("an account for NTLM is named like CORP\\svc-tf, and has no colon in its name or password")
		}
		lines = append(lines, domain+":"+user+":"+password+"\n")
	}
	slices.Sort(lines)
	return []byte(strings.Join(lines, "")), nil
}

// copyKeytab brings the keys to where Apache reads them, at each sign-in: there is never half a file.
func (f *Front) copyKeytab() error {
	if f.options.Keytab == "" {
		return nil
	}
	data, err := os.ReadFile(f.options.Keytab)
	if err != nil {
		return fmt.Errorf("reading the keys of the service: %w", err)
	}
	if err := f.write("keytab.new", data); err != nil {
		return err
	}
	if err := os.Rename(f.path("keytab.new"), f.path("keytab")); err != nil {
		return fmt.Errorf("replacing the keys of the service: %w", err)
	}
	return nil
}

// configure writes Apache's configuration for the port.
func (f *Front) configure() error {
	o := f.options
	if !plainKey.MatchString(o.Key) || !configValue.MatchString(o.Backend) || !configValue.MatchString(o.Redirect) {
		return errors.New("the key, the backend or the redirect cannot stand in Apache's configuration")
	}
	var out bytes.Buffer
	err := template.Must(template.New("").Parse(apacheConfig)).Execute(&out, map[string]any{
		"Dir": f.dir, "Port": f.port, "Status": f.status, "Modules": modules(), "Kerberos": o.Keytab != "", "NTLM": o.NTLM,
		"Key": o.Key, "Redirect": o.Redirect, "BackendCA": f.path("backend.pem"),
		// Apache looks for names in a certificate only.
		"Backend": strings.Replace(strings.TrimSuffix(o.Backend, "/"), child.Loopback, "localhost", 1),
	})
	if err != nil {
		return fmt.Errorf("making Apache's configuration: %w", err)
	}
	return f.write("apache.conf", out.Bytes())
}

// write writes a file that only the user of the front reads: keys and passwords are among them.
func (f *Front) write(name string, data []byte) error {
	const mode fs.FileMode = 0o600
	if err := os.WriteFile(f.path(name), data, mode); err != nil {
		return fmt.Errorf("writing the files of the front: %w", err)
	}
	if err := f.owner.Give(f.path(name)); err != nil {
		return fmt.Errorf("giving a file of the front away: %w", err)
	}
	return nil
}
