// Package serve serves the provider to Terraform, and lets go of each call when it has been answered.
package serve

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
)

// Serve serves the provider under its address in the registry until Terraform ends it. With debug it prints what a CLI needs
// to attach to it, and waits.
func Serve(address string, debug bool, p func() provider.Provider) error {
	opts := []tf6server.ServeOpt{}
	if debug {
		opts = append(opts, tf6server.WithManagedDebug())
	}
	served := New(p())
	if s, ok := served.(server); ok {
		served = begin(s)
	}
	return tf6server.Serve(address, func() tfprotov6.ProviderServer { return served }, opts...)
}

// New is the framework's server of a provider, without its memory of calls. To be able to cancel them when Terraform stops it,
// the framework (1.19) keeps the context of every call for as long as the process lives, with the loggers in it: some 30 kB for
// each resource that is refreshed and planned. With hundreds of tenants that is most of what a process holds.
func New(p provider.Provider) tfprotov6.ProviderServer {
	framework := providerserver.NewProtocol6(p)()
	if s, ok := framework.(full); ok {
		return server{s}
	}
	return framework // of another version, which serves less
}

// full is all that the framework serves.
type full interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// server lends the context of the calls that come once or more for each object. Those that answer with a stream go on after
// they have returned, and are few.
type server struct{ full }

// lending answers one call with a lent context.
func lending[Request, Response any](ctx context.Context, req Request, answer func(context.Context, Request) (Response, error)) (Response, error) {
	l := lend(ctx)
	defer l.giveBack()
	return answer(l, req)
}

// ValidateResourceConfig implements tfprotov6.ResourceServer.
func (s server) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return lending(ctx, req, s.full.ValidateResourceConfig)
}

// UpgradeResourceState implements tfprotov6.ResourceServer.
func (s server) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return lending(ctx, req, s.full.UpgradeResourceState)
}

// UpgradeResourceIdentity implements tfprotov6.ResourceServer.
func (s server) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return lending(ctx, req, s.full.UpgradeResourceIdentity)
}

// ReadResource implements tfprotov6.ResourceServer.
func (s server) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return lending(ctx, req, s.full.ReadResource)
}

// PlanResourceChange implements tfprotov6.ResourceServer.
func (s server) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return lending(ctx, req, s.full.PlanResourceChange)
}

// ApplyResourceChange implements tfprotov6.ResourceServer.
func (s server) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return lending(ctx, req, s.full.ApplyResourceChange)
}

// ImportResourceState implements tfprotov6.ResourceServer.
func (s server) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return lending(ctx, req, s.full.ImportResourceState)
}

// ValidateDataResourceConfig implements tfprotov6.DataSourceServer.
func (s server) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return lending(ctx, req, s.full.ValidateDataResourceConfig)
}

// ReadDataSource implements tfprotov6.DataSourceServer.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return lending(ctx, req, s.full.ReadDataSource)
}

// CallFunction implements tfprotov6.FunctionServer.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return lending(ctx, req, s.full.CallFunction)
}
