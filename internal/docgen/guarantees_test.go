package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestGuarantees: each test that the guide names exists.
func TestGuarantees(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join("..", "..", "templates", "guides", "guarantees.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("..", "acceptance", "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`(?m)^func (Test\w+)\(`).FindAllSubmatch(source, -1) {
			there[string(found[1])] = true
		}
	}
	names := regexp.MustCompile("`(Test\\w+)`").FindAllSubmatch(guide, -1)
	if len(names) == 0 {
		t.Error("the guide names no test")
	}
	for _, name := range names {
		if !there[string(name[1])] {
			t.Errorf("there is no test %s", name[1])
		}
	}
}
