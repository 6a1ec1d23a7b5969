package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
)

const (
	// starts is how often each provider is started. The fastest counts: whatever else the machine does only adds to it.
	starts = 100
	// maxSchema bounds the answer with the schema, as Terraform does.
	maxSchema = 64 << 20
	// maxBinary is the budget of the stripped binary, in megabytes.
	maxBinary = 30
	// maxStart is how much longer than an empty provider it may take to the schema.
	maxStart = 1.5
)

// started is what is known of a provider that was asked for its schema.
type started struct {
	took   time.Duration
	schema int   // bytes
	rest   int64 // proportional set size afterwards, in bytes
}

// measureStart compares the provider with one that has nothing in it, built alike.
func measureStart(ctx context.Context, b *bench) error {
	own, empty := []started{}, []started{}
	for range starts {
		for binary, all := range map[string]*[]started{b.provider: &own, b.empty: &empty} {
			s, err := start(ctx, binary)
			if err != nil {
				return fmt.Errorf("starting %s: %w", binary, err)
			}
			*all = append(*all, s)
		}
	}
	mine, nothing := fastest(own), fastest(empty)
	b.table.note("start to schema, empty provider", nothing.took.Round(10*time.Microsecond).String())
	b.table.note("start to schema, provider", mine.took.Round(10*time.Microsecond).String())
	b.table.most("start to schema, against empty", maxStart, mine.took.Seconds()/nothing.took.Seconds(), " ×")
	b.table.note("schema, empty provider", fmt.Sprintf("%d bytes", nothing.schema))
	b.table.note("schema, provider", fmt.Sprintf("%.0f KB", float64(mine.schema)/1024))
	b.table.note("memory at rest, empty provider", fmt.Sprintf("%.1f MB", megabytes(nothing.rest)))
	b.table.note("memory at rest, provider", fmt.Sprintf("%.1f MB, %.1f × empty", megabytes(mine.rest), float64(mine.rest)/float64(nothing.rest)))
	return b.sizes()
}

// sizes are those of the binaries.
func (b *bench) sizes() error {
	size := map[string]float64{}
	for _, binary := range []string{b.provider, b.empty} {
		info, err := os.Stat(binary)
		if err != nil {
			return err
		}
		size[binary] = megabytes(info.Size())
	}
	b.table.note("binary, empty provider", fmt.Sprintf("%.1f MB", size[b.empty]))
	b.table.most("binary, stripped", maxBinary, size[b.provider], " MB")
	return nil
}

func fastest(all []started) started {
	return slices.MinFunc(all, func(a, b started) int { return int(a.took - b.took) })
}

// start starts a provider as Terraform does, asks for its schema, and ends it.
func start(ctx context.Context, binary string) (s started, err error) {
	began := time.Now()
	cmd := exec.CommandContext(ctx, binary)
	// What the plugin protocol expects of whoever starts a provider (hashicorp/go-plugin; terraform-plugin-go, tf6server).
	cmd.Env = []string{"TF_PLUGIN_MAGIC_COOKIE=d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2", "PLUGIN_PROTOCOL_VERSIONS=6", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir()}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return s, err
	}
	if err := cmd.Start(); err != nil {
		return s, err
	}
	defer func() {
		err = errors.Join(err, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return s, fmt.Errorf("it did not say where it listens: %w", err)
	}
	if s.schema, err = schemaSize(ctx, line); err != nil {
		return s, err
	}
	s.took = time.Since(began)
	s.rest, err = pssOf("/proc/" + strconv.Itoa(cmd.Process.Pid))
	return s, err
}

// schemaSize asks the provider for its schema, where the line of its handshake says: version, protocol, network, address.
func schemaSize(ctx context.Context, handshake string) (int, error) {
	fields := strings.Split(strings.TrimSpace(handshake), "|")
	if len(fields) < 4 {
		return 0, fmt.Errorf("it said %q", handshake)
	}
	conn, err := grpc.NewClient("passthrough:///provider", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, fields[2], fields[3])
		}))
	if err != nil {
		return 0, err
	}
	var answer []byte
	err = conn.Invoke(ctx, "/tfplugin6.Provider/GetProviderSchema", []byte{}, &answer, grpc.ForceCodec(bare{}), grpc.MaxCallRecvMsgSize(maxSchema))
	return len(answer), errors.Join(err, conn.Close())
}

// bare leaves messages as they are on the wire: the request has no fields, and of the answer only the size matters.
type bare struct{}

var _ encoding.Codec = bare{}

// Marshal implements encoding.Codec.
func (bare) Marshal(v any) ([]byte, error) {
	data, _ := v.([]byte)
	return data, nil
}

// Unmarshal implements encoding.Codec.
func (bare) Unmarshal(data []byte, v any) error {
	into, ok := v.(*[]byte)
	if !ok {
		return fmt.Errorf("a message cannot be taken as %T", v)
	}
	*into = slices.Clone(data)
	return nil
}

// Name implements encoding.Codec.
func (bare) Name() string { return "bare" }
