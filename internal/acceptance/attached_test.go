package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// changes is how `plan -detailed-exitcode` exits when there is something to do.
const changes = 2

// terraform runs one command with a provider of its own inside this process, and returns how it exited and what it printed
// apart from its errors, which are the error.
func (s *steps) terraform(command string, args ...string) (exit int, out string, err error) {
	attached, detach, err := attach(s.t)
	if err != nil {
		return -1, "", err
	}
	defer detach()
	if command != "show" {
		args = append([]string{"-input=false", "-lock=false"}, args...)
	}
	cmd := s.Command(s.t.Context(), append([]string{command, "-no-color"}, args...)...)
	cmd.Env = append(os.Environ(), "TF_REATTACH_PROVIDERS="+attached)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var exited *exec.ExitError
	switch {
	case err == nil:
		return 0, stdout.String(), nil
	case errors.As(err, &exited) && exited.ExitCode() == changes:
		return changes, stdout.String(), nil
	default:
		return -1, stdout.String(), fmt.Errorf("terraform %s: %w\n%s", command, err, stderr.String())
	}
}

// attach serves a provider inside this process until it is detached, and throws away what it logs. attached is what tells
// Terraform of it.
func attach(t *testing.T) (attached string, detach func(), err error) {
	server, err := Factories()["tenantattach"]()
	if err != nil {
		return "", nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	configs, closed, failed := make(chan *plugin.ReattachConfig), make(chan struct{}), make(chan error, 1)
	go func() {
		err := tf6server.Serve("tenantattach", func() tfprotov6.ProviderServer { return server },
			tf6server.WithDebug(ctx, configs, closed), tf6server.WithLoggingSink(t), tf6server.WithoutLogStderrOverride(), tf6server.WithGoPluginLogger(hclog.NewNullLogger()))
		failed <- err
	}()
	var config *plugin.ReattachConfig
	select {
	case config = <-configs:
	case err := <-failed:
		cancel()
		return "", nil, err
	}
	told := map[string]any{}
	for _, host := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		told[host+"/tenantattach/tenantattach"] = map[string]any{
			"Protocol": config.Protocol, "ProtocolVersion": config.ProtocolVersion, "Pid": config.Pid, "Test": config.Test,
			"Addr": map[string]string{"Network": config.Addr.Network(), "String": config.Addr.String()},
		}
	}
	text, err := json.Marshal(told)
	return string(text), func() { cancel(); <-closed }, err
}
