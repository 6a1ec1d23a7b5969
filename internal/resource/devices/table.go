package devices

import (
	"cmp"
	"math/big"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/adminservice"
)

// table collects the devices of the result, in the form in which they go to Terraform and with one type for all of them: see
// listType.
type table struct {
	columns []column
	kind    tftypes.Object
	ids     []int64
	rows    []tftypes.Value
}

func newTable(columns []column) *table {
	kinds := map[string]tftypes.Type{"resource_id": tftypes.Number, "name": tftypes.String}
	for _, c := range columns {
		kinds[c.name] = c.kind
	}
	return &table{columns: columns, kind: tftypes.Object{AttributeTypes: kinds}}
}

func (t *table) add(d adminservice.Device) {
	values := make(map[string]tftypes.Value, len(t.kind.AttributeTypes))
	values["resource_id"], values["name"] = tftypes.NewValue(tftypes.Number, new(big.Float).SetInt64(d.ID)), tftypes.NewValue(tftypes.String, d.Name)
	for _, c := range t.columns {
		values[c.name] = c.value(d)
	}
	t.ids, t.rows = append(t.ids, d.ID), append(t.rows, tftypes.NewValue(t.kind, values))
}

func (t *table) len() int64 { return int64(len(t.rows)) }

// sort orders the rows by id.
func (t *table) sort() {
	order := make([]int, len(t.ids))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(t.ids[a], t.ids[b]) })
	rows := make([]tftypes.Value, 0, len(order))
	for _, i := range order {
		rows = append(rows, t.rows[i])
	}
	t.rows, t.ids = rows, slices.Sorted(slices.Values(t.ids))
}

// list is the value of the attribute.
func (t *table) list() list { return list{tftypes.NewValue(tftypes.List{ElementType: t.kind}, t.rows)} }
