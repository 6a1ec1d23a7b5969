package serve

import (
	"context"
	"sync/atomic"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// process is the server of a process that serves nothing else. Terraform starts three of them for one command, and most do
// no more than tell the schema.
type process struct {
	server
	schema atomic.Pointer[schema]
}

// schema is one that is being made until done is closed.
type schema struct {
	done   chan struct{}
	answer *tfprotov6.GetProviderSchemaResponse
	err    error
}

// begin makes the schema while Terraform and the plugin still shake hands, since it is the first thing that Terraform asks for.
// What the framework logs meanwhile, at TRACE, is not logged.
func begin(s server) *process {
	p, made := &process{server: s}, &schema{done: make(chan struct{})}
	p.schema.Store(made)
	go func() {
		defer close(made.done)
		made.answer, made.err = s.GetProviderSchema(context.Background(), &tfprotov6.GetProviderSchemaRequest{})
	}()
	return p
}

// GetProviderSchema implements tfprotov6.ProviderServer. Who asks first gets the schema that has been made, so that nothing
// keeps it.
func (p *process) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	made := p.schema.Swap(nil)
	if made == nil {
		return p.server.GetProviderSchema(ctx, req)
	}
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-made.done:
		return made.answer, made.err
	}
}

// ConfigureProvider implements tfprotov6.ProviderServer. Terraform does not ask this process for the schema if another of the
// same command has told it.
func (p *process) ConfigureProvider(ctx context.Context, req *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	p.schema.Store(nil)
	return p.server.ConfigureProvider(ctx, req)
}
