package realproxies

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"testing"
)

const loopback = "127.0.0.1"

// directory is where a proxy has its files. It belongs to the user that the proxy runs as, and goes with the test.
type directory struct {
	path  string
	owner owner
}

// newDirectory makes a directory that is not the test's: nobody else can enter that, and a proxy may run as another user.
func newDirectory(t testing.TB, name string, as owner) directory {
	t.Helper()
	path, err := os.MkdirTemp("", name+"-")
	if err != nil {
		t.Fatalf("making a directory for %s: %v", name, err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(path) })
	if err := as.give(path); err != nil {
		t.Fatalf("making a directory for %s: %v", name, err)
	}
	return directory{path: path, owner: as}
}

func (d directory) file(name string) string { return filepath.Join(d.path, name) }

func (d directory) write(name, text string) error {
	if err := os.WriteFile(d.file(name), []byte(text), 0o600); err != nil {
		return fmt.Errorf("writing %s: %w", name, err)
	}
	return d.owner.give(d.file(name))
}

func (d directory) mustWrite(t testing.TB, name, text string) {
	t.Helper()
	if err := d.write(name, text); err != nil {
		t.Fatal(err)
	}
}

// The ports that are tried lie below those that systems give out by themselves.
const (
	firstPort, lastPort = 20000, 29999
	portTries           = 100
)

// freePort returns a port of the loopback interface that nobody listens on.
func freePort() (int, error) {
	for range portTries {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if isFree(fmt.Sprintf("%s:%d", loopback, port)) {
			return port, nil
		}
	}
	return 0, fmt.Errorf("no port of %s is free", loopback)
}

func isFree(address string) bool {
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", address)
	return err == nil && l.Close() == nil
}
