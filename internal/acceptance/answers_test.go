package acceptance

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/issuer"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/world"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/wiretest"
)

const (
	// answersTime is how long a question may take whose answers are spoiled.
	answersTime = 30 * time.Second
	// badInput is the variable that says how many cases are tried; all of them take an hour.
	badInput = "BAD_INPUT"
)

// question is something that Terraform asks the provider.
type question struct {
	name string
	ask  func(*protocol) (answer tftypes.Value, failed string)
	// strict says that what comes back without an error must be what came back before. The others say in their results what
	// they could not read.
	strict bool
}

// answered is one request with its answer.
type answered struct {
	kind, method, path string
	body               []byte
}

// TestSpoiledAnswers: whatever is wrong with an answer, each question to the provider ends in time, with an error or with
// what is so: no object is taken for gone, and no value is made up.
func TestSpoiledAnswers(t *testing.T) {
	t.Parallel()
	e := NewWith(t, lab.Options{}, withProfiles, func(s *world.Seed) { s.Lag = 0 })
	admin := e.Protocol("admin")
	made := admin.attached()
	made["endpoint_allowlist"] = admin.create("endpoint_allowlist", map[string]any{
		"connectors": []any{"provider"}, "publish_to_global_secure_access": map[string]any{"policy_name": "Tenant attach", "profile_name": "Servers"},
	})
	all := []func(){}
	for _, q := range e.questions(admin, made) {
		want, failed := q.ask(e.answering())
		if failed != "" {
			t.Fatalf("%s: %s", q.name, failed)
		}
		for _, a := range e.answersOf(q) {
			for _, m := range append(wholes(), parts(a.body)...) {
				all = append(all, func() { e.spoil(q, a, m, want) })
			}
		}
	}
	try(t, all, 25)
}

// try runs some cases out of many: as many as badInput says, or else as the default is. The same number tries the same cases.
func try(t *testing.T, all []func(), some int) {
	t.Helper()
	if n, err := strconv.Atoi(os.Getenv(badInput)); err == nil {
		some = n
	}
	rand.New(rand.NewPCG(1, uint64(some))).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	some = min(some, len(all))
	t.Logf("%d of %d cases", some, len(all))
	for _, run := range all[:some] {
		run()
	}
}

// answering is the provider of one question, which waits without taking time.
func (e *Env) answering() *protocol {
	e.t.Helper()
	return e.protocolAt(wiretest.NewClock(), "admin")
}

// spoil asks with one answer spoiled, each time that it is given.
func (e *Env) spoil(q question, a answered, m mutation, want tftypes.Value) {
	name := fmt.Sprintf("%s: %s %s %s: %s", q.name, a.kind, a.method, a.path, m.name)
	remove, err := e.Lab.Recorder().Inject(wire.Fault{
		Kind: a.kind, Method: a.method, Path: "^" + regexp.QuoteMeta(a.path) + "$",
		Rewrite: func(w http.ResponseWriter, _ *http.Request, done *httptest.ResponseRecorder) { rewrite(w, done, m) },
	})
	if err != nil {
		e.t.Fatal(err)
	}
	defer remove()
	p := e.answering()
	ctx, cancel := context.WithTimeout(e.t.Context(), answersTime)
	defer cancel()
	p.ctx = ctx
	start := time.Now()
	got, failed := q.ask(p)
	switch {
	case time.Since(start) > answersTime+5*time.Second || ctx.Err() != nil:
		e.t.Errorf("%s: it took %s", name, time.Since(start))
	case failed != "" || !q.strict:
	case got.IsNull():
		e.t.Errorf("%s: it is taken for gone", name)
	case !m.valid && !bytes.ContainsAny(a.body[:1], "0123456789") && !got.Equal(want): // half a number is one
		e.t.Errorf("%s: it came back with other values:\n%s", name, differences(want, got))
	}
}

// differences are the values in which two values differ, without what is around them.
func differences(want, got tftypes.Value) string {
	diffs, err := want.Diff(got)
	if err != nil {
		return err.Error()
	}
	lines := []string{}
	for _, d := range diffs {
		if d.Value1 == nil || d.Value2 == nil {
			lines = append(lines, d.Path.String()+" is there only once")
		} else if !d.Value1.Type().Is(tftypes.Object{}) && !d.Value1.Type().Is(tftypes.List{}) {
			lines = append(lines, fmt.Sprintf("%s: %s became %s", d.Path, d.Value1, d.Value2))
		}
	}
	return strings.Join(lines[:min(5, len(lines))], "\n")
}

// answersOf asks a question and keeps the answers that it gets, each once.
func (e *Env) answersOf(q question) []answered {
	e.t.Helper()
	var mu sync.Mutex
	all := []answered{}
	remove, err := e.Lab.Recorder().Inject(wire.Fault{Rewrite: func(w http.ResponseWriter, req *http.Request, done *httptest.ResponseRecorder) {
		kind := wire.KindOf(req)
		a := answered{kind, req.Method, req.URL.Path, unpacked(done)}
		mu.Lock()
		if !slices.ContainsFunc(all, func(b answered) bool { return a.kind == b.kind && a.method == b.method && a.path == b.path }) {
			all = append(all, a)
		}
		mu.Unlock()
		rewrite(w, done, mutation{change: bytes.Clone})
	}})
	if err != nil {
		e.t.Fatal(err)
	}
	defer remove()
	if _, failed := q.ask(e.answering()); failed != "" {
		e.t.Fatalf("%s: %s", q.name, failed)
	}
	return all
}

// questions are all kinds of questions that change nothing, of each thing that the provider has.
func (e *Env) questions(p *protocol, made map[string]instance) []question {
	e.t.Helper()
	all := []question{}
	add := func(what, kind string, strict bool, ask func(*protocol) (tftypes.Value, string)) {
		all = append(all, question{what + " " + kind, ask, strict})
	}
	for _, kind := range kinds(p.schemas.ResourceSchemas) {
		one, ok := made[kind]
		if !ok {
			e.t.Errorf("no %s is made", kind)
			continue
		}
		config := generated(p.resource(kind), one.state)
		add("refresh", kind, true, func(p *protocol) (tftypes.Value, string) {
			got, failed := p.read(kind, &tfprotov6.ReadResourceRequest{TypeName: "tenantattach_" + kind, CurrentState: p.dynamic(one.state), Private: one.private})
			return got.state, failed
		})
		add("plan", kind, true, func(p *protocol) (tftypes.Value, string) {
			plan, failed := p.tryPlan(kind, one, config)
			return p.static(plan.PlannedState, config.Type()), failed
		})
		base, ok := resourceConfigs()[kind]
		if !ok {
			e.t.Errorf("there is no configuration for %s", kind)
			continue
		}
		base["tenant"] = "fabrikam" // where nothing is attached
		add("plan to create", kind, true, func(p *protocol) (tftypes.Value, string) {
			plan, failed := p.tryPlan(kind, p.none(kind), valueOf(config.Type(), base))
			return p.static(plan.PlannedState, config.Type()), failed
		})
		if _, ok := p.identities["tenantattach_"+kind]; ok {
			add("import", kind, true, func(p *protocol) (tftypes.Value, string) {
				got, failed := p.importBy(kind, text(e.t, one.state, "id"), tftypes.Value{})
				return got.state, failed
			})
		}
	}
	for _, kind := range kinds(p.schemas.ListResourceSchemas) {
		add("list", kind, true, func(p *protocol) (tftypes.Value, string) {
			found, failed := p.list(kind, nil)
			states := []tftypes.Value{}
			for _, f := range found {
				states = append(states, f.state)
			}
			return tftypes.NewValue(tftypes.List{ElementType: p.resource(kind).ValueType()}, states), failed
		})
	}
	for _, kind := range kinds(p.schemas.DataSourceSchemas) {
		config, ok := e.dataConfigs()[kind]
		if !ok {
			e.t.Errorf("there is no configuration for %s", kind)
		}
		tells := slices.Contains([]string{"connectivity", "prerequisites", "status"}, kind)
		add("data", kind, !tells, func(p *protocol) (tftypes.Value, string) { return p.data(kind, config) })
	}
	return all
}

// resourceConfigs is a good configuration of each resource.
func resourceConfigs() map[string]map[string]any {
	const id = "0123abcd-0000-4000-8000-000000000001"
	return map[string]map[string]any{
		"application":                    {"unique_name": "attach", "display_name": "ConfigMgr attach", "purge_on_destroy": true},
		"cloud_environment":              {"name": "Contoso", "environment": "AzurePublicCloud"},
		"collection_upload":              {"scope": "all_devices"},
		"endpoint_allowlist":             {"connectors": []any{"provider"}},
		"intune_rbac":                    {"enabled": false},
		"onboarding":                     {"handoff": "admin_service", "client_id": id, "application_name": "ConfigMgr attach", "identifier_uri": "api://" + id + "/attach"},
		"service_connection_point_proxy": {"proxy_server": "proxy.example", "proxy_port": 8080, "proxy_access_account": `CORP\svc-proxy`},
	}
}

// dataConfigs is a good configuration of each data source.
func (e *Env) dataConfigs() map[string]map[string]any {
	return map[string]map[string]any{
		"collection": {"name": "Pilot"}, "collections": {}, "connectivity": {}, "devices": {"columns": []any{"domain"}},
		"endpoints": {"published_url": e.Lab.IssuerURL() + issuer.PublishedPath}, "prerequisites": {}, "site": {}, "status": {},
	}
}

func rewrite(w http.ResponseWriter, done *httptest.ResponseRecorder, m mutation) {
	body := unpacked(done)
	maps.Copy(w.Header(), done.Header())
	w.Header().Del("Content-Encoding")
	w.Header().Del("Content-Length")
	if m.contentType != "" {
		w.Header().Set("Content-Type", m.contentType)
	}
	w.WriteHeader(done.Code)
	if len(body) > 0 {
		_, _ = w.Write(m.change(body))
	}
}

// unpacked is the body of an answer.
func unpacked(done *httptest.ResponseRecorder) []byte {
	if done.Header().Get("Content-Encoding") != "gzip" {
		return done.Body.Bytes()
	}
	packed, err := gzip.NewReader(bytes.NewReader(done.Body.Bytes()))
	if err != nil {
		return nil
	}
	body, _ := io.ReadAll(packed)
	return body
}
