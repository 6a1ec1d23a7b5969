package realproxies

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
)

// farMark is what the far side says where no server was named: in a header of its answers, and first thing in a tunnel.
const farMark = "X-Far-Side"

// farSide is the parent of a Squid, and stands for the internet: no name is looked up. It takes requests as they come,
// without judging them.
type farSide struct {
	routes   map[string]string
	listener net.Listener
	mu       sync.Mutex
	open     map[net.Conn]bool
	wg       sync.WaitGroup
}

func startFarSide(t testing.TB, routes map[string]string) *farSide {
	t.Helper()
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", child.Loopback+":0")
	if err != nil {
		t.Fatalf("starting the far side: %v", err)
	}
	f := &farSide{routes: routes, listener: l, open: map[net.Conn]bool{}}
	f.wg.Go(f.accept)
	t.Cleanup(f.stop)
	return f
}

func (f *farSide) port() int { return f.listener.Addr().(*net.TCPAddr).Port }

func (f *farSide) accept() {
	for {
		conn, err := f.listener.Accept()
		if err != nil {
			return
		}
		f.keep(conn)
		f.wg.Go(func() { f.serve(conn) })
	}
}

func (f *farSide) keep(conn net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open[conn] = true
}

func (f *farSide) drop(conn net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.open, conn)
	_ = conn.Close()
}

func (f *farSide) stop() {
	_ = f.listener.Close()
	f.mu.Lock()
	for conn := range f.open {
		_ = conn.Close()
	}
	f.mu.Unlock()
	f.wg.Wait()
}

// serve answers the requests of a connection, until one has taken it over.
func (f *farSide) serve(conn net.Conn) {
	defer f.drop(conn)
	from := bufio.NewReader(conn)
	for {
		head, err := readHead(from)
		if err != nil || !f.answer(conn, from, head) {
			return
		}
	}
}

// answer reports whether the connection can be used again.
func (f *farSide) answer(conn net.Conn, from *bufio.Reader, head []string) bool {
	method, target, _ := strings.Cut(head[0], " ")
	target, _, _ = strings.Cut(target, " ")
	route := f.routes[authority(target)]
	switch {
	case f.routes != nil && route == "":
		_, _ = fmt.Fprint(conn, "HTTP/1.1 502 No such server\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return false
	case route != "":
		f.forward(conn, from, method, route, head)
		return false
	case method == "CONNECT":
		_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\n\r\n%s: %s\n", farMark, target)
		_, _ = from.ReadByte() // silent until the client speaks, which it does in vain, or the proxy cuts the tunnel
		return false
	default:
		_, err := fmt.Fprintf(conn, "HTTP/1.1 204 No Content\r\n%s: yes\r\n\r\n", farMark)
		return err == nil
	}
}

// forward passes a request, or a tunnel, on to a server.
func (f *farSide) forward(conn net.Conn, from io.Reader, method, route string, head []string) {
	server, err := dialTCP(context.Background(), route)
	if err != nil {
		_, _ = fmt.Fprint(conn, "HTTP/1.1 503 The server does not answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		return
	}
	f.keep(server)
	defer f.drop(server)
	if method == "CONNECT" {
		_, err = fmt.Fprint(conn, "HTTP/1.1 200 OK\r\n\r\n")
	} else {
		_, err = fmt.Fprint(server, originForm(head))
	}
	if err != nil {
		return
	}
	f.wg.Go(func() {
		_, _ = io.Copy(server, from)
		_ = server.(*net.TCPConn).CloseWrite()
	})
	_, _ = io.Copy(conn, server)
}

// originForm is a request to a proxy as it goes to a server, on a connection of its own.
func originForm(head []string) string {
	words := strings.Split(head[0], " ")
	if u, err := url.Parse(words[1]); err == nil {
		words[1] = u.RequestURI()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\r\nConnection: close\r\n", strings.Join(words, " "))
	for _, line := range head[1:] {
		if !strings.HasPrefix(strings.ToLower(line), "connection:") {
			b.WriteString(line + "\r\n")
		}
	}
	return b.String() + "\r\n"
}

// authority is host:port of the target of a request.
func authority(target string) string {
	u, err := url.Parse(target)
	if err != nil || u.Host == "" { // of CONNECT it is that already
		return target
	}
	if u.Port() == "" {
		return u.Host + ":80"
	}
	return u.Host
}

// readHead reads the lines of a request up to the empty one.
func readHead(from *bufio.Reader) ([]string, error) {
	head := []string{}
	for {
		line, err := from.ReadString('\n')
		if err != nil {
			return nil, err
		}
		line = strings.TrimRight(line, "\r\n")
		if line == "" && len(head) > 0 {
			return head, nil
		}
		if line != "" {
			head = append(head, line)
		}
	}
}
