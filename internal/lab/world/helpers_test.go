package world

import (
	"errors"
	"iter"
	"maps"
)

var errForTest = errors.New("on purpose")

func keys[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }
