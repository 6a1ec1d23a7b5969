package realservers

import (
	"os"
	"strings"
	"testing"
	"time"
)

// TestUsers: what the KDC says to kinit of each kind of user.
func TestUsers(t *testing.T) {
	Require(t)
	r := StartRealm(t, RealmOptions{})
	r.AddUser("good", testPassword)
	r.AddUser("expired", testPassword, PasswordExpired())
	r.AddUser("disabled", testPassword, Disabled())
	r.AddUser("short", testPassword, MaxLife(90*time.Second))
	r.AddUser("gone", testPassword)
	r.Remove("gone")
	r.AddUser("changed", "another")
	r.SetPassword("changed", testPassword)
	r.AddUser("back", testPassword, Disabled())
	r.Modify("back", Enabled())
	for user, want := range map[string]string{
		"good": "", "short": "", "changed": "", "back": "", "expired": "Password expired", "disabled": "credentials have been revoked", "gone": "not found in Kerberos database",
	} {
		_, err := r.run("kinit", testPassword+"\n", "-c", "MEMORY:", user)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", user, err, want)
		}
	}
	if _, err := r.run("kinit", "wrong\n", "-c", "MEMORY:", "good"); err == nil || !strings.Contains(err.Error(), "Password incorrect") {
		t.Errorf("wrong password: %v", err)
	}
}

// TestLifetime: a ticket lasts as long as the user, the realm and the request let it.
func TestLifetime(t *testing.T) {
	Require(t)
	r := StartRealm(t, RealmOptions{MaxLife: time.Hour})
	r.AddUser("user", testPassword)
	r.AddUser("short", testPassword, MaxLife(90*time.Second))
	for _, tt := range []struct {
		user        string
		asked, want time.Duration
	}{{"user", 0, time.Hour}, {"user", 5 * time.Hour, time.Hour}, {"user", time.Minute, time.Minute}, {"short", 0, 90 * time.Second}} {
		out, err := r.run("klist", "", "-c", r.CredentialCache(tt.user, testPassword, tt.asked))
		if err != nil {
			t.Fatal(err)
		}
		// A request has the end, and no length: what passes before it is answered is missing.
		if got := lifetime(t, out); got > tt.want || got < tt.want-tt.want/4 {
			t.Errorf("%s, asked for %s: %s, want %s", tt.user, tt.asked, got, tt.want)
		}
	}
}

// lifetime reads the first ticket in what klist prints: from, to, and for what.
func lifetime(t *testing.T, list string) time.Duration {
	t.Helper()
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		if len(f) != 5 || !strings.HasPrefix(f[4], "krbtgt/") {
			continue
		}
		const layout = "01/02/06 15:04:05"
		from, fromErr := time.Parse(layout, f[0]+" "+f[1])
		to, toErr := time.Parse(layout, f[2]+" "+f[3])
		if fromErr == nil && toErr == nil {
			return to.Sub(from)
		}
	}
	t.Fatalf("no ticket in %s", list)
	return 0
}

func TestClockOffset(t *testing.T) {
	Require(t)
	for _, offset := range []time.Duration{-6 * time.Hour, 6 * time.Hour} {
		r := StartRealm(t, RealmOptions{ClockOffset: offset})
		r.AddUser("user", testPassword)
		r.CredentialCache("user", testPassword, 0) // MIT's kinit goes by the KDC's clock
		want := time.Now().UTC().Add(offset)
		got, err := time.Parse(time.Stamp, r.Log()[:len(time.Stamp)])
		if err != nil {
			t.Fatal(err)
		}
		if apart := want.Sub(got.AddDate(want.Year(), 0, 0)).Abs(); apart > time.Minute {
			t.Errorf("offset %s: the KDC's clock shows %s", offset, got)
		}
	}
}

// TestKeytab: a keytab has the keys of who was named, and only its owner reads it.
func TestKeytab(t *testing.T) {
	Require(t)
	r := StartRealm(t, RealmOptions{})
	r.AddService("HTTP/localhost")
	r.AddUser("svc-tf", testPassword)
	name := r.Keytab("HTTP/localhost", "svc-tf")
	out, err := r.run("klist", "", "-k", name)
	if err != nil || !strings.Contains(out, "HTTP/localhost@CORP") || !strings.Contains(out, "svc-tf@CORP") {
		t.Errorf("%s, %v", out, err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if _, err := r.run("kinit", "", "-c", "MEMORY:", "-k", "-t", name, "svc-tf"); err != nil {
		t.Error(err)
	}
}
