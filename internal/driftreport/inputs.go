package driftreport

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// input is a file to be read.
type input struct {
	file, label string
	open        func() (io.ReadCloser, error)
}

// inputsOf are the files that arguments stand for: a file for itself, a directory for every .json file below it, and -
// for the standard input.
func inputsOf(args []string, stdin io.Reader) []input {
	var all []input
	for _, arg := range args {
		switch info, err := os.Stat(arg); {
		case arg == "-":
			all = append(all, input{file: "stdin", open: func() (io.ReadCloser, error) { return io.NopCloser(stdin), nil }})
		case err == nil && info.IsDir():
			all = append(all, directory(arg)...)
		default:
			all = append(all, file(arg))
		}
	}
	all = once(all)
	label(all)
	return all
}

// once leaves out a file that was named before, as itself or within a directory.
func once(all []input) []input {
	seen, out := map[string]bool{}, []input{}
	for _, in := range all {
		if name := filepath.Clean(in.file); !seen[name] {
			seen[name] = true
			out = append(out, in)
		}
	}
	return out
}

func file(name string) input {
	return input{file: filepath.ToSlash(name), open: func() (io.ReadCloser, error) { return os.Open(name) }}
}

// directory is every .json file below a directory. One without any is read as a file that cannot be: a report that is
// silent about plans that are missing would look like a good one.
func directory(name string) []input {
	var all []input
	err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.EqualFold(filepath.Ext(path), ".json") {
			all = append(all, file(path))
		}
		return err
	})
	if err == nil && len(all) == 0 {
		err = errors.New("there is no .json file in this directory")
	}
	if err != nil {
		all = append(all, input{file: filepath.ToSlash(name), open: func() (io.ReadCloser, error) { return nil, err }})
	}
	return all
}

// label gives each file the shortest name that is its own: its base name without .json, or else the path.
func label(all []input) {
	short := func(in input) string { return strings.TrimSuffix(filepath.Base(in.file), ".json") }
	count := map[string]int{}
	for _, in := range all {
		count[short(in)]++
	}
	for i := range all {
		all[i].label = short(all[i])
		if count[all[i].label] > 1 {
			all[i].label = strings.TrimSuffix(all[i].file, ".json")
		}
	}
}

// read reads one file. What is wrong with it is part of the report, so that the others go on.
func (in input) read() Plan {
	from, err := in.open()
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Plan{
			File: printable(in.file), Label: printable(in.label), Missing: true,
			Unreadable: "there is no such file", Remedy: "Nothing has planned it, or its plan did not come here: see whether the job that plans it ran, and whether its runner is there.",
		}
	case err != nil:
		return Plan{File: printable(in.file), Label: printable(in.label), Unreadable: printable(reason(err)), Remedy: "Name the files that this writes: " + showJSON}
	}
	defer func() { _ = from.Close() }()
	return ReadPlan(from, in.file, in.label)
}

// reason is an error without the name of the file, which stands beside it.
func reason(err error) string {
	if path := (*fs.PathError)(nil); errors.As(err, &path) {
		return fmt.Sprintf("%s: %v", path.Op, path.Err)
	}
	return err.Error()
}

// Read reads all plans, one after another, and keeps only what they show.
func Read(args []string, stdin io.Reader) Report {
	var r Report
	for _, in := range inputsOf(args, stdin) {
		r.Plans = append(r.Plans, in.read())
	}
	slices.SortStableFunc(r.Plans, func(a, b Plan) int { return strings.Compare(a.File, b.File) })
	return r
}
