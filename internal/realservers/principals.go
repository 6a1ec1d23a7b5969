package realservers

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// UserOption is a trait of a user or a service: arguments of kadmin.
type UserOption []string

// MaxLife limits how long the tickets of a user, or for a service, last.
func MaxLife(d time.Duration) UserOption { return UserOption{"-maxlife", seconds(d)} }

// PasswordExpired is a user who must choose another password before signing in.
func PasswordExpired() UserOption { return UserOption{"-pwexpire", "yesterday"} }

// Disabled is an account that gets no tickets.
func Disabled() UserOption { return UserOption{"-allow_tix"} }

// Enabled is one that gets them: the opposite of Disabled, for Modify.
func Enabled() UserOption { return UserOption{"+allow_tix"} }

// AddUser adds a user with a password.
func (r *Realm) AddUser(name, password string, o ...UserOption) {
	r.t.Helper()
	r.kadmin("addprinc", append(arguments(o), "-pw", password, name)...)
}

// AddService adds a service with a random key, such as HTTP/localhost.
func (r *Realm) AddService(spn string, o ...UserOption) {
	r.t.Helper()
	r.kadmin("addprinc", append(arguments(o), "-randkey", spn)...)
}

// Modify changes a user or a service. Tickets that were issued before stay as they are.
func (r *Realm) Modify(name string, o ...UserOption) {
	r.t.Helper()
	r.kadmin("modprinc", append(arguments(o), name)...)
}

// Remove removes a user or a service.
func (r *Realm) Remove(name string) {
	r.t.Helper()
	r.kadmin("delprinc", "-force", name)
}

// SetPassword changes the password of a user.
func (r *Realm) SetPassword(name, password string) {
	r.t.Helper()
	r.kadmin("cpw", "-pw", password, name)
}

// Rekey gives a service another random key, as Active Directory does with the accounts of machines now and then. A keytab
// that was made before does not have it.
func (r *Realm) Rekey(spn string) {
	r.t.Helper()
	r.kadmin("cpw", "-randkey", spn)
}

func arguments(options []UserOption) []string {
	var all []string
	for _, o := range options {
		all = append(all, o...)
	}
	return all
}

// Keytab returns a new file with the present keys of users and services.
func (r *Realm) Keytab(principals ...string) string {
	r.t.Helper()
	name := filepath.Join(r.t.TempDir(), "keytab")
	for _, principal := range principals {
		// For a principal that is not there, kadmin ends well all the same.
		out := r.kadmin("ktadd", "-norandkey", "-k", name, principal)
		if !strings.Contains(out, "Entry for principal "+principal) {
			r.t.Fatalf("no key of %s for a keytab: %s", principal, out)
		}
	}
	if err := os.Chmod(name, 0o600); err != nil {
		r.t.Fatalf("making a keytab: %v", err)
	}
	return name
}

// CredentialCache signs a user in by password and returns a new credential cache, of the kind FILE, with the ticket, which
// lasts as long as said, or as long as the realm lets it when that is 0.
func (r *Realm) CredentialCache(user, password string, lifetime time.Duration) string {
	r.t.Helper()
	name := filepath.Join(r.t.TempDir(), "ccache")
	args := []string{"-c", "FILE:" + name}
	if lifetime > 0 {
		args = append(args, "-l", seconds(lifetime))
	}
	if _, err := r.run("kinit", password+"\n", append(args, fmt.Sprintf("%s@%s", user, r.Name()))...); err != nil {
		r.t.Fatalf("signing %s in to %s: %v", user, r.Name(), err)
	}
	return name
}

// Trust lets users of each of two realms use the services of the other, and adds the other to the configuration of the
// clients of each.
func (r *Realm) Trust(other *Realm) {
	r.t.Helper()
	for _, realm := range []*Realm{r, other} {
		// The keys are made of the password, so they are the same in both databases.
		realm.kadmin("addprinc", "-pw", "trust", "krbtgt/"+r.Name()+"@"+other.Name())
		realm.kadmin("addprinc", "-pw", "trust", "krbtgt/"+other.Name()+"@"+r.Name())
	}
	r.trusted, other.trusted = append(r.trusted, other), append(other.trusted, r)
	for _, realm := range []*Realm{r, other} {
		if err := realm.configure(); err != nil {
			r.t.Fatal(err)
		}
	}
}

// kadmin changes the database of the realm, of which a running KDC takes notice. It returns what was printed.
func (r *Realm) kadmin(command string, args ...string) string {
	r.t.Helper()
	out, err := r.run("kadmin.local", "", append([]string{"-r", r.Name(), command}, args...)...)
	if err != nil {
		r.t.Fatalf("changing the realm %s: %v", r.Name(), err)
	}
	return out
}
