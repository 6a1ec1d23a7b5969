package sweep

import (
	"strings"
	"testing"
)

// TestParts: the parts of a sweep are all of its cases, each once, and one request more puts no case into another part.
func TestParts(t *testing.T) {
	const parts, requests, seed = 4, 100, 7
	in := func(requests int) map[string]int {
		cases, partOf := []oneCase{}, map[string]int{}
		for request := range requests {
			cases = append(cases, oneCase{request: request})
		}
		for n := 1; n <= parts; n++ {
			part := Part{n, parts}.of(cases, seed)
			if len(part) < requests/parts/2 {
				t.Errorf("part %d has %d of %d cases", n, len(part), requests)
			}
			for _, c := range part {
				if partOf[c.String()] != 0 {
					t.Errorf("%s is in two parts", c)
				}
				partOf[c.String()] = n
			}
		}
		if len(partOf) != requests {
			t.Errorf("the parts have %d of %d cases", len(partOf), requests)
		}
		if all := (Part{}).of(cases, seed); len(all) != requests {
			t.Errorf("without a part there are %d of %d cases", len(all), requests)
		}
		return partOf
	}
	longer := in(requests + 1)
	for c, n := range in(requests) {
		if longer[c] != n {
			t.Errorf("%s is in part %d, and with one request more in part %d", c, n, longer[c])
		}
	}
}

func TestParsePart(t *testing.T) {
	for text, want := range map[string]Part{"1/1": {1, 1}, "2/4": {2, 4}, "4/4": {4, 4}, "0/4": {}, "5/4": {}, "2": {}, "": {}, "2/": {}, "a/b": {}, "-1/-1": {}, "2/4/8": {}} {
		if got, err := ParsePart(text); got != want || (err != nil) != (want == Part{}) {
			t.Errorf("%q is %v, %v", text, got, err)
		}
	}
}

// TestExtent: a table says whether it is of all cases, of a part, or of less than that.
func TestExtent(t *testing.T) {
	for want, r := range map[string]Result{
		"2 of 2 cases were run.": {Drawn: 2, Cases: 2, Outcomes: make([]Outcome, 2)},
		"2 of 2 cases were run, which are part 3 of 4 of the 8 that seed 5 orders.": {Drawn: 8, Cases: 2, Part: Part{3, 4}, Seed: 5, Outcomes: make([]Outcome, 2)},
		"1 of 2 cases were run; the others were not: the sweep was interrupted.":    {Drawn: 2, Cases: 2, Outcomes: make([]Outcome, 1)},
	} {
		var out strings.Builder
		if err := r.Table(&out); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(out.String(), "\n"+want+"\n") {
			t.Errorf("got %q, want %q", out.String(), want)
		}
	}
}
