// Package rsakey has the RSA keys of the lab. All labs of a process share them by name: to make one takes longer than
// everything else that a lab begins with, and tests start hundreds of labs.
package rsakey

import (
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"sync"
)

// bits is the length of Entra's own signing keys.
const bits = 2048

var (
	mu   sync.Mutex                     //nolint:gochecknoglobals // guards made
	made = map[string]*rsa.PrivateKey{} //nolint:gochecknoglobals // of the process
)

// Named is the key of that name.
func Named(name string) (*rsa.PrivateKey, error) {
	mu.Lock()
	defer mu.Unlock()
	if key := made[name]; key != nil {
		return key, nil
	}
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return nil, fmt.Errorf("making the key %s: %w", name, err)
	}
	made[name] = key
	return key, nil
}
