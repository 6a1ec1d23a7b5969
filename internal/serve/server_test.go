package serve

import (
	"context"
	"errors"
	"reflect"
	"runtime"
	"testing"
	"weak"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
)

type markKey struct{}

// mark stands for what Terraform's libraries put into the context of a call.
type mark [1 << 10]byte

// TestLetsGo: what a call brings with it is gone when it has been answered, though the framework keeps its context. Each call
// is tried at both servers: once the framework's own lets go, too, this package has no reason any more.
func TestLetsGo(t *testing.T) {
	p := provider.New("test")
	ours, framework := New(p()), providerserver.NewProtocol6(p())()
	for name, call := range map[string]func(context.Context, tfprotov6.ProviderServer) error{
		"ValidateResourceConfig": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ValidateResourceConfig(ctx, &tfprotov6.ValidateResourceConfigRequest{})
			return err
		},
		"UpgradeResourceState": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.UpgradeResourceState(ctx, &tfprotov6.UpgradeResourceStateRequest{})
			return err
		},
		"UpgradeResourceIdentity": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.UpgradeResourceIdentity(ctx, &tfprotov6.UpgradeResourceIdentityRequest{})
			return err
		},
		"ReadResource": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ReadResource(ctx, &tfprotov6.ReadResourceRequest{})
			return err
		},
		"PlanResourceChange": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.PlanResourceChange(ctx, &tfprotov6.PlanResourceChangeRequest{})
			return err
		},
		"ApplyResourceChange": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ApplyResourceChange(ctx, &tfprotov6.ApplyResourceChangeRequest{})
			return err
		},
		"ImportResourceState": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ImportResourceState(ctx, &tfprotov6.ImportResourceStateRequest{})
			return err
		},
		"ValidateDataResourceConfig": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ValidateDataResourceConfig(ctx, &tfprotov6.ValidateDataResourceConfigRequest{})
			return err
		},
		"ReadDataSource": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{})
			return err
		},
		"CallFunction": func(ctx context.Context, s tfprotov6.ProviderServer) error {
			_, err := s.CallFunction(ctx, &tfprotov6.CallFunctionRequest{})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			if kept := keeps(t, func(ctx context.Context) error { return call(ctx, framework) }); !kept {
				t.Error("the framework lets go by itself: this call needs no lent context")
			}
			if kept := keeps(t, func(ctx context.Context) error { return call(ctx, ours) }); kept {
				t.Error("the context of the call is kept")
			}
		})
	}
}

// keeps reports whether the values of a call's context outlive it.
func keeps(t *testing.T, call func(context.Context) error) bool {
	t.Helper()
	m := &mark{}
	is := weak.Make(m)
	ctx, cancel := context.WithCancel(context.WithValue(context.Background(), markKey{}, m))
	if err := call(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()          // as gRPC does when the answer is sent
	m, ctx = nil, nil //nolint:ineffassign,wastedassign // not to be held by this frame
	runtime.GC()
	return is.Value() != nil
}

// TestLent: while it is lent, a context is what it was made of; then it is over.
func TestLent(t *testing.T) {
	for _, given := range []bool{false, true} {
		ctx, cancel := context.WithCancelCause(context.WithValue(context.Background(), markKey{}, "here"))
		l := lend(ctx)
		child, stop := context.WithCancel(l)
		defer stop()
		if l.Value(markKey{}) != "here" || l.Err() != nil || child.Err() != nil {
			t.Errorf("while lent: value %v, %v, its child %v", l.Value(markKey{}), l.Err(), child.Err())
		}
		if given {
			l.giveBack()
			if l.Value(markKey{}) != nil || l.Err() == nil {
				t.Errorf("given back: value %v, %v", l.Value(markKey{}), l.Err())
			}
		}
		cancel(context.Canceled)
		select {
		case <-child.Done():
		default:
			t.Errorf("given back %v: the end of the call does not end what comes of it", given)
		}
	}
}

// TestAhead: the schema that is made ahead is the one that is asked for, once; then, and where nobody has made one, the
// framework answers. Nothing keeps it when the provider is configured without it.
func TestAhead(t *testing.T) {
	request := &tfprotov6.GetProviderSchemaRequest{}
	s, ok := New(provider.New("test")()).(server)
	if !ok {
		t.Fatal("the framework serves less than this package knows")
	}
	p := begin(s)
	made := p.schema.Load()
	want, err := s.GetProviderSchema(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	first, err := p.GetProviderSchema(t.Context(), request)
	if err != nil || first != made.answer {
		t.Errorf("the first schema is not the one that was made: %v", err)
	}
	second, err := p.GetProviderSchema(t.Context(), request)
	if err != nil || second == first {
		t.Errorf("the second schema is the first: it is kept (%v)", err)
	}
	for _, got := range []*tfprotov6.GetProviderSchemaResponse{first, second} {
		if !reflect.DeepEqual(got, want) {
			t.Error("another schema than the framework's")
		}
	}
	unasked := begin(s)
	kind := want.Provider.ValueType()
	config, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unasked.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: &config}); err != nil {
		t.Fatal(err)
	}
	if unasked.schema.Load() != nil {
		t.Error("a configured provider keeps a schema")
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	waiting := &process{server: s}
	waiting.schema.Store(&schema{done: make(chan struct{})})
	if _, err := waiting.GetProviderSchema(ended, request); !errors.Is(err, context.Canceled) {
		t.Errorf("who gives up waiting gets %v", err)
	}
}
