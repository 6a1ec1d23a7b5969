// Package keyed holds what a service has answered to having what its objects are known by. An object without its key is none:
// taken for one, it would be another object, and the one that is looked for would be taken for gone.
package keyed

import (
	"fmt"
	"reflect"
	"strings"
)

// Check is an error if a field of v, or of what v holds, with the tag `key:"…"` is empty. The error has no value in it.
func Check(v any) error { return check(reflect.ValueOf(v)) }

func check(v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return check(v.Elem())
	case reflect.Slice, reflect.Array:
		if kind := v.Type().Elem().Kind(); kind != reflect.Struct && kind != reflect.Pointer {
			return nil
		}
		for i := range v.Len() {
			if err := check(v.Index(i)); err != nil {
				return err
			}
		}
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if _, isKey := field.Tag.Lookup("key"); isKey && v.Field(i).IsZero() {
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				return fmt.Errorf("%s is missing", name)
			}
			if err := check(v.Field(i)); err != nil {
				return err
			}
		}
	}
	return nil
}
