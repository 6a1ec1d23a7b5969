package cli

import (
	"os"
	"path/filepath"
	"testing"
)

func TestRecoverState(t *testing.T) {
	const none = "(none)"
	tests := map[string]struct {
		state, backup, want string
		recovered           bool
	}{
		"whole":                  {`{"serial":2}`, `{"serial":1}`, `{"serial":2}`, false},
		"no state":               {none, `{"serial":1}`, none, false},
		"emptied":                {"", `{"serial":1}`, `{"serial":1}`, true},
		"cut short":              {`{"ser`, `{"serial":1}`, `{"serial":1}`, true},
		"emptied in a first run": {"", none, none, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, text := range map[string]string{StateFile: tt.state, BackupFile: tt.backup} {
				if text == none {
					continue
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			recovered, err := CLI{Dir: dir}.RecoverState()
			if err != nil || recovered != tt.recovered {
				t.Errorf("%t, %v", recovered, err)
			}
			got := none
			if data, err := os.ReadFile(filepath.Join(dir, StateFile)); err == nil {
				got = string(data)
			}
			if got != tt.want {
				t.Errorf("the state is %s, want %s", got, tt.want)
			}
		})
	}
}
