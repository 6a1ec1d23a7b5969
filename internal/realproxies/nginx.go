package realproxies

import (
	"context"
	"crypto/tls"
	"fmt"
	"math/rand/v2"
	"net"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/child"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/realservers"
)

const nginxStreamModule = "/usr/lib/nginx/modules/ngx_stream_module.so"

// NginxOptions say what an nginx is like.
type NginxOptions struct {
	// Map is a map for the context http; what it does not allow is answered 403, everything else 204.
	Map string
	// Stream is a map for the context stream; what it does not allow is closed, with everything else TLS can be spoken.
	Stream string
	// HTTP and TLS are the ports that it listens on in the context http, StreamPorts those in the context stream. They are real
	// ones, since maps look at them: the lower ones need rights.
	HTTP, TLS, StreamPorts []int
}

// Nginx is a running nginx.
type Nginx struct {
	options NginxOptions
	dir     directory
	// Each way to listen has an address of its own, so that each can have every port.
	plain, secure, streaming string
}

// StartNginx starts an nginx, which is stopped with the test. Its addresses on the loopback interface are its own, so that
// every port is free.
func StartNginx(t testing.TB, o NginxOptions) *Nginx {
	t.Helper()
	Require(t)
	n := &Nginx{options: o, dir: newDirectory(t, "nginx", child.Owner{})}
	n.newAddresses()
	low := slices.Concat(o.HTTP, o.TLS, o.StreamPorts)
	if len(low) > 0 && !child.IsFree(context.Background(), fmt.Sprintf("%s:%d", n.plain, slices.Min(low))) {
		realservers.Lack(t, "nginx has to listen on ports below 1024: run the tests as root, or set net.ipv4.ip_unprivileged_port_start to 0")
	}
	ca, key, err := newAuthority("tenantattach.test")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"map.conf": o.Map, "stream.conf": o.Stream, "server.pem": ca, "server.key": key} {
		n.dir.mustWrite(t, name, text)
	}
	start(t, "nginx", child.Owner{}, n.dir.file("nginx.out"), n.prepare, n.answers)
	return n
}

func (n *Nginx) newAddresses() {
	const highest = 250
	a, b := 1+rand.IntN(highest), 1+rand.IntN(highest)
	n.plain, n.secure, n.streaming = fmt.Sprintf("127.%d.%d.1", a, b), fmt.Sprintf("127.%d.%d.2", a, b), fmt.Sprintf("127.%d.%d.3", a, b)
}

func (n *Nginx) prepare() (*exec.Cmd, error) {
	n.newAddresses()
	if err := n.dir.write("nginx.conf", n.config()); err != nil {
		return nil, err
	}
	cmd := exec.Command(program("nginx"), "-p", n.dir.path, "-e", n.dir.file("error.log"), "-c", n.dir.file("nginx.conf"))
	cmd.Dir = n.dir.path
	return cmd, nil
}

// answers: nginx binds its ports one after the other.
func (n *Nginx) answers(ctx context.Context) bool {
	all := map[string][]int{n.plain: n.options.HTTP, n.secure: append(slices.Clone(n.options.TLS), farPort), n.streaming: n.options.StreamPorts}
	for host, ports := range all {
		for _, port := range ports {
			conn, err := dialTCP(ctx, fmt.Sprintf("%s:%d", host, port))
			if err != nil || conn.Close() != nil {
				return false
			}
		}
	}
	return true
}

// farPort is that of the server behind the stream, which ends TLS.
const farPort = 9443

// nginxBase begins nginx.conf: one process, and no file outside the directory.
const nginxBase = `load_module %[2]s;
daemon off;
master_process off;
pid %[1]s/nginx.pid;
error_log %[1]s/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path %[1]s/body;
  proxy_temp_path %[1]s/proxy;
  fastcgi_temp_path %[1]s/fastcgi;
  uwsgi_temp_path %[1]s/uwsgi;
  scgi_temp_path %[1]s/scgi;
  keepalive_requests 1000000;
  server_names_hash_bucket_size 128;
  large_client_header_buffers 4 16k;
  ssl_certificate %[1]s/server.pem;
  ssl_certificate_key %[1]s/server.key;
  server { listen %[3]s:%[4]d ssl; return 204; }
`

func (n *Nginx) config() string {
	var b strings.Builder
	fmt.Fprintf(&b, nginxBase, n.dir.path, nginxStreamModule, n.secure, farPort)
	if n.options.Map != "" {
		fmt.Fprintf(&b, "  include %s;\n  server {\n%s%s", n.dir.file("map.conf"), listen(n.plain, n.options.HTTP, ""), listen(n.secure, n.options.TLS, " ssl"))
		b.WriteString("    if ($tenantattach_allowed = 0) { return 403; }\n    location / { return 204; }\n  }\n")
	}
	b.WriteString("}\n")
	if n.options.Stream != "" {
		fmt.Fprintf(&b, "stream {\n  include %s;\n", n.dir.file("stream.conf"))
		fmt.Fprintf(&b, "  map $tenantattach_allowed $upstream { 1 %s:%d; default \"\"; }\n", n.secure, farPort)
		fmt.Fprintf(&b, "  server {\n%s    ssl_preread on;\n    proxy_pass $upstream;\n  }\n}\n", listen(n.streaming, n.options.StreamPorts, ""))
	}
	return b.String()
}

func listen(address string, ports []int, more string) string {
	var b strings.Builder
	for _, port := range ports {
		fmt.Fprintf(&b, "    listen %s:%d%s;\n", address, port, more)
	}
	return b.String()
}

// dialTLS speaks TLS with any certificate: whom nginx stands for is not what is asked.
func dialTLS(ctx context.Context, address string) (net.Conn, error) {
	dialer := tls.Dialer{Config: &tls.Config{ServerName: "nginx.test", InsecureSkipVerify: true}} //nolint:gosec // see above
	return dialer.DialContext(ctx, "tcp", address)
}

// NginxVersion is the version of the nginx that is installed, such as 1.22.1.
func NginxVersion() (string, error) {
	return version("nginx", regexp.MustCompile(`nginx/([0-9.]+)`), "-v")
}
