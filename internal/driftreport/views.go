package driftreport

import (
	"slices"
)

// views are the three views of one object: what the state held, what was found, and what apply would set.
type views struct {
	was, is, will any
	// unknowns says what of will is known only after apply.
	unknowns any
	mask     *mask
	secrets  *secrets
	// restless says that the object is a part of what changes by itself.
	restless bool
}

// kind says what it means that the views differ, if they do.
func (v views) kind() (Kind, bool) {
	drifted, open := !equal(v.was, v.is), hasUnknown(v.unknowns)
	changes := open || !equal(v.is, v.will)
	switch {
	case !drifted && !changes:
		return 0, false
	case drifted && v.restless && (!changes || v.unknowns == true): // what apply will find is not known, or as it is now
		return KindRestless, true
	case !changes:
		return KindLeft, true
	case !drifted && v.unknowns == true:
		return KindFollows, true
	case !drifted:
		return KindPending, true
	case v.unknowns == true || !open && equal(v.was, v.will):
		return KindRepaired, true
	default:
		return KindChanged, true
	}
}

func (v views) hidden() bool {
	return v.mask != nil && (v.mask.all || v.mask.hides(v.was) || v.mask.hides(v.is) || v.mask.hides(v.will))
}

// areObjects: every view is an object or null, and one is an object.
func (v views) areObjects() bool {
	some := false
	for _, view := range []any{v.was, v.is, v.will} {
		_, object := view.(map[string]any)
		if !object && view != nil {
			return false
		}
		some = some || object
	}
	return some
}

// areLists: all views are lists of one length, with objects in them. Other lists are better shown as a whole.
func (v views) areLists() bool {
	objects := false
	for _, view := range []any{v.was, v.is, v.will} {
		list, ok := view.([]any)
		if !ok || len(list) != v.length() {
			return false
		}
		objects = objects || slices.ContainsFunc(list, func(element any) bool { _, ok := element.(map[string]any); return ok })
	}
	return objects
}

func (v views) length() int {
	list, _ := v.was.([]any)
	return len(list)
}

func (v views) key(name string) views {
	get := func(view any) any {
		object, _ := view.(map[string]any)
		return object[name]
	}
	return views{was: get(v.was), is: get(v.is), will: get(v.will), unknowns: get(v.unknowns), mask: v.mask.key(name), secrets: v.secrets}
}

func (v views) element(i int) views {
	get := func(view any) any {
		if list, _ := view.([]any); i < len(list) {
			return list[i]
		}
		return nil
	}
	return views{was: get(v.was), is: get(v.is), will: get(v.will), unknowns: get(v.unknowns), mask: v.mask.element(), secrets: v.secrets, restless: v.restless}
}

// visible are the views whose differences are worth a line: of an object that was deleted, only what apply would make
// otherwise than it was; of one that apply deletes, only what drifted.
func (v views) visible(gone bool, pending *change) views {
	switch {
	case gone && v.will == nil:
		v.is, v.will = v.was, v.was
	case gone:
		v.is = v.was
	case pending != nil && v.will == nil:
		v.will, v.unknowns = v.is, nil
	}
	return v
}
