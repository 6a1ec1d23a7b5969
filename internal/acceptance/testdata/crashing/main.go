// Command crashing is the provider with a goroutine that panics when it is told to, in the middle of whatever the others do.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/serve"
)

// server panics during an apply.
type server struct{ tfprotov6.ProviderServer }

// ApplyResourceChange implements tfprotov6.ProviderServer.
func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	if req.TypeName == "tenantattach_onboarding" {
		go crash()
	}
	return s.ProviderServer.ApplyResourceChange(ctx, req)
}

// crash waits for an answer, which comes at the moment to panic at.
func crash() {
	resp, err := http.Get(os.Getenv("CRASH_WHEN_THIS_ANSWERS")) //nolint:noctx // the test's own, and the process ends with it
	if err != nil {
		log.Fatal(err)
	}
	_ = resp.Body.Close()
	panic("told to crash")
}

func main() {
	const address = "registry.terraform.io/tenantattach/tenantattach"
	err := tf6server.Serve(address, func() tfprotov6.ProviderServer {
		return server{serve.New(provider.New("test")())}
	})
	if err != nil {
		log.Fatal(err)
	}
}
