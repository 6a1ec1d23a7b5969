package sweep

import "testing"

// TestJudge: a run that fails has to say what failed, of which tenant, in an error: what stands in a warning does not count.
func TestJudge(t *testing.T) {
	const good = "Error: Cannot read it\n\n  with tenantattach_application.this,\n\ncould not read the application in\ntenant c0117050-1111-4111-8111-111111111111: answered 503\nService Unavailable\n"
	tests := map[string]struct {
		fault    string
		exit     int
		output   string
		problems int
	}{
		"absorbed":               {"503", 0, "Apply complete!", 0},
		"says all":               {"503", 1, good, 0},
		"wrapped in the middle":  {"503", 1, "Error: could\nnot read c0117050-1111-4111-8111-111111111111: 503", 0},
		"says something else":    {"500", 1, good, 1},
		"says nothing":           {"503", 1, "Error: Provider produced inconsistent result\n", 3},
		"no error":               {"503", 1, "could not c0117050-1111-4111-8111-111111111111 503", 3},
		"in a warning":           {"503", 1, "Error: x\nWarning: y\n" + good[len("Error: "):], 3},
		"crashed":                {"503", 1, good + "panic: runtime error\n", 1},
		"killed":                 {"kill", 1, "", 0},
		"outlived being killed":  {"kill", 0, "Apply complete!", 1},
		"crashed before the end": {"kill", 1, "Error: Plugin did not respond", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			chosen, err := named(faults(), []string{tt.fault}, func(f fault) string { return f.name })
			if err != nil {
				t.Fatal(err)
			}
			if got := (oneCase{fault: chosen[0]}).judge(tt.exit, tt.output); len(got) != tt.problems {
				t.Errorf("got %q", got)
			}
		})
	}
	if _, err := named(faults(), []string{"418"}, func(f fault) string { return f.name }); err == nil {
		t.Error("a fault that there is not was chosen")
	}
}
