package bounded

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRead: what ends within the limit is read, and nothing else is read to its end.
func TestRead(t *testing.T) {
	for size, good := range map[int64]bool{0: true, 9: true, 10: true, 11: false, 4096: false} {
		got, err := Read(io.LimitReader(strings.NewReader(strings.Repeat("x", 5000)), size), 10)
		if (err == nil) != good || good && int64(len(got)) != size || err != nil && !errors.Is(err, ErrTooLarge) {
			t.Errorf("%d bytes: got %d, %v", size, len(got), err)
		}
	}
}

// TestFile: a file of the right size is read; a directory, a device and a file that is too long are refused by name.
func TestFile(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, size int) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	if got, err := File(write("most", MaxFile)); err != nil || len(got) != MaxFile {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	for file, want := range map[string]string{
		write("more", MaxFile+1): "is longer than", dir: "is no regular file", os.DevNull: "is no regular file",
		filepath.Join(dir, "none"): "none",
	} {
		if _, err := File(file); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: got %v", file, err)
		}
	}
}
