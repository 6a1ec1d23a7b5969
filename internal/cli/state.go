package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// StateFile and BackupFile are where Terraform keeps the state of a working directory, and that from before the last run.
const (
	StateFile  = "terraform.tfstate"
	BackupFile = "terraform.tfstate.backup"
)

// RecoverState puts the backup of the state in the place of a state file that was cut short, as when Terraform is killed
// while it writes: it empties the file first. Without a backup there was no state before, and the file is removed. It
// reports whether the file was cut short.
func (c CLI) RecoverState() (bool, error) {
	file := filepath.Join(c.Dir, StateFile)
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && json.Valid(data):
		return false, nil
	case err != nil:
		return false, fmt.Errorf("reading the state: %w", err)
	}
	backup, err := os.ReadFile(filepath.Join(c.Dir, BackupFile))
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Remove(file)
	} else if err == nil {
		err = os.WriteFile(file, backup, 0o600)
	}
	if err != nil {
		return true, fmt.Errorf("recovering the state: %w", err)
	}
	return true, nil
}
