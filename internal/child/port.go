package child

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strconv"
)

// Loopback is the address that everything listens on.
const Loopback = "127.0.0.1"

// The ports that are tried lie below those that systems give out by themselves, so that a server that is stopped for a
// while finds its port free when it is started again.
const (
	firstPort, lastPort = 20000, 29999
	portTries           = 100
)

// OnFreePort starts a server on a port that is free, and on another when it does not start: somebody else may have taken
// the port before the server could.
func OnFreePort(start func(port int) error) error {
	const tries = 3
	for try := 1; ; try++ {
		port, err := FreePort(context.Background())
		if err != nil {
			return err
		}
		if err = start(port); err == nil || try == tries {
			return err
		}
	}
}

// FreePort returns a port of the loopback interface that nobody listens on, by TCP or UDP.
func FreePort(ctx context.Context) (int, error) {
	for range portTries {
		port := firstPort + rand.IntN(lastPort-firstPort+1)
		if IsFree(ctx, net.JoinHostPort(Loopback, strconv.Itoa(port))) {
			return port, nil
		}
	}
	return 0, errors.New("no port is free")
}

// IsFree reports whether nobody listens on an address, by TCP or UDP.
func IsFree(ctx context.Context, address string) bool {
	var config net.ListenConfig
	tcp, err := config.Listen(ctx, "tcp", address)
	if err != nil {
		return false
	}
	defer func() { _ = tcp.Close() }()
	udp, err := config.ListenPacket(ctx, "udp", address)
	if err != nil {
		return false
	}
	return udp.Close() == nil
}
