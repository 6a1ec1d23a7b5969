package pipelines

import (
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// TestPlanScriptKilled: a job that is cancelled leaves neither the binary plan nor half of the JSON.
func TestPlanScriptKilled(t *testing.T) {
	// This terraform writes a plan, says so through a pipe, and then plans on until it is killed.
	const terraform = `#!/bin/sh
case $1 in
  plan) for arg; do case $arg in -out=*) echo plan >"${arg#-out=}" ;; esac; done; exit 2 ;;
  show) echo '{"half":'; echo >said; exec cat never ;;
esac
`
	signals := []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}
	caught := make(chan os.Signal, len(signals))
	defer signal.Stop(caught)
	for _, sent := range signals {
		signal.Notify(caught, sent) // what is ignored here, as SIGHUP is under nohup, would be ignored in the script, too
		dir, env := place(t, map[string]string{"bin/terraform": terraform})
		temp, said := t.TempDir(), filepath.Join(dir, "said")
		for _, pipe := range []string{said, filepath.Join(dir, "never")} {
			if err := syscall.Mkfifo(pipe, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		cmd := exec.CommandContext(t.Context(), "sh", "scripts/plan.sh", "contoso", "plans")
		cmd.Dir, cmd.Env, cmd.SysProcAttr = dir, slices.Concat(env, []string{"TMPDIR=" + temp}), &syscall.SysProcAttr{Setpgid: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.ReadFile(said); err != nil { // which waits until it is written
			t.Fatal(err)
		}
		if err := syscall.Kill(-cmd.Process.Pid, sent); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err == nil {
			t.Errorf("%s: the script ends as if it had planned", sent)
		}
		for _, at := range []string{temp, filepath.Join(dir, "plans")} {
			if left, err := os.ReadDir(at); err != nil || len(left) > 0 {
				t.Errorf("%s: %v is left behind: %v", sent, left, err)
			}
		}
	}
}
