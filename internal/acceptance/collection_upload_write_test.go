package acceptance

import (
	"net/http"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/lab/wire"
)

// calls counts the calls of a method of the upload scope since the journal was cleared.
func (e *Env) calls(method string) int {
	n := 0
	for _, entry := range e.Lab.Recorder().Journal() {
		if strings.HasSuffix(entry.Path, "/SMS_CoMgmtConfigs."+method) {
			n++
		}
	}
	return n
}

// TestCollectionUploadChange: a restriction is removed to make way for another only if the site says that it has set the
// other, and still shows the old one. After anything else the old one stays, so that not all devices are uploaded.
func TestCollectionUploadChange(t *testing.T) {
	t.Parallel()
	const add, get, remove = "AddTenantCollectionMapping$", "GetTenantCollectionMapping$", "RemoveTenantCollectionMapping$"
	answer := func(status, times int, path, body string) wire.Fault {
		return wire.Fault{Kind: wire.KindAdminService, Method: http.MethodPost, Path: path, Status: status, Times: times, Body: []byte(body)}
	}
	ignored := answer(http.StatusCreated, 1, add, `{"ReturnValue":0}`)
	tests := map[string]struct {
		faults  []wire.Fault
		wantErr string // empty: it works
		mapped  string
		removes int
	}{
		"replaced":         {nil, "", "P0100020", 0},
		"Add fails":        {[]wire.Fault{answer(http.StatusInternalServerError, 0, add, "")}, "answered 500", "P0100014", 0},
		"Add is refused":   {[]wire.Fault{answer(http.StatusCreated, 0, add, `{"ReturnValue":1}`)}, "AddTenantCollectionMapping returned 1", "P0100014", 0},
		"answer is lost":   {[]wire.Fault{{Kind: wire.KindAdminService, Path: add, LoseAnswer: true, Times: 1}}, "", "P0100020", 0},
		"request is lost":  {[]wire.Fault{{Kind: wire.KindAdminService, Path: add, Reset: true}}, "after the write the hierarchy shows the scope P0100014, not P0100020", "P0100014", 0},
		"look fails":       {[]wire.Fault{ignored, {Kind: wire.KindAdminService, Path: get, Status: http.StatusInternalServerError, Skip: 2}}, "could not read the upload scope", "P0100014", 0},
		"Add does nothing": {[]wire.Fault{ignored}, "", "P0100020", 1},
		"Add fails after the removal": {
			[]wire.Fault{ignored, answer(http.StatusInternalServerError, 1, add, "")}, "The former collection P0100014 is in force again", "P0100014", 1,
		},
		"removal fails": {[]wire.Fault{ignored, answer(http.StatusInternalServerError, 0, remove, "")}, "The former collection P0100014 is in force again", "P0100014", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(t)
			change := resource.TestStep{
				PreConfig: func() {
					e.Lab.Recorder().ClearJournal()
					for _, f := range tt.faults {
						e.Fault(f)
					}
				},
				Config: e.scopeOf("P0100020"),
			}
			if tt.wantErr != "" {
				change.ExpectError = said(tt.wantErr)
			}
			after := func() {
				if err := e.mapped(tt.mapped)(nil); err != nil {
					t.Error(err)
				}
				if n := e.calls("RemoveTenantCollectionMapping"); n != tt.removes {
					t.Errorf("the restriction was removed %d times, want %d", n, tt.removes)
				}
				if e.calls("AddTenantCollectionMapping") == 0 {
					t.Error("nothing was tried: this shows nothing")
				}
				e.Lab.Recorder().ClearFaults()
			}
			e.Run(resource.TestStep{Config: e.scopeOf("P0100014")}, change, resource.TestStep{PreConfig: after, Config: e.scopeOf("P0100020"), Check: e.mapped("P0100020")})
		})
	}
}
