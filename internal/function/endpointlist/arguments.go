package endpointlist

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/endpoint"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/function/form"
)

// arguments are those of one call. Terraform calls no function while an argument, or a part of one, is not known yet. The
// first thing that is wrong is kept, with the argument that it is about.
type arguments struct {
	data  function.ArgumentsData
	fixed int
	known []option
	err   *function.FuncError
}

// fail says that an argument, counted from 0, is wrong; nil says nothing.
func (a *arguments) fail(position int, err error) {
	if err != nil && a.err == nil {
		a.err = function.NewArgumentFuncError(int64(position), err.Error())
	}
}

// failed says what is wrong where it cannot be told which argument is to blame: the options, if there are any.
func (a *arguments) failed(o *options, err error) {
	switch {
	case err == nil || a.err != nil:
	case o.given:
		a.fail(a.fixed, err)
	default:
		a.err = function.NewFuncError(err.Error())
	}
}

// get reads an argument into a target; after something was wrong it does nothing.
func (a *arguments) get(ctx context.Context, position int, target any) {
	if a.err == nil {
		a.err = a.data.GetArgument(ctx, position, target)
	}
}

func (a *arguments) text(ctx context.Context, position int) string {
	var text types.String
	a.get(ctx, position, &text)
	return text.ValueString()
}

func (a *arguments) texts(ctx context.Context, position int) []string {
	var list types.List
	a.get(ctx, position, &list)
	texts, err := textsOf(list)
	a.fail(position, err)
	return texts
}

func (a *arguments) entries(ctx context.Context, position int) []endpoint.Entry {
	var objects []*form.Fields
	a.get(ctx, position, &objects)
	entries, err := form.Entries(objects)
	a.fail(position, err)
	return entries
}

// textsOf are the elements of a list, a set or a tuple of texts, none of them null.
func textsOf(value attr.Value) ([]string, error) {
	list, ok := value.(interface{ Elements() []attr.Value })
	if !ok {
		return nil, errors.New("it is no list of texts")
	}
	texts := []string{}
	for i, element := range list.Elements() {
		if dynamic, ok := element.(types.Dynamic); ok {
			element = dynamic.UnderlyingValue()
		}
		text, ok := element.(types.String)
		if !ok || text.IsNull() {
			return nil, fmt.Errorf("element %d of the list is no text", i+1)
		}
		texts = append(texts, text.ValueString())
	}
	return texts, nil
}
