//go:build !linux

package child

import "context"

// Adopt does nothing.
func Adopt() error { return nil }

// Left finds nothing.
func Left(context.Context) ([]string, error) { return nil, nil }
