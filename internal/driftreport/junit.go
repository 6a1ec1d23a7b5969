package driftreport

import (
	"fmt"
	"io"

	"github.com/jstemmer/go-junit-report/v2/junit"
)

// WriteJUnit writes the report as results of tests: a suite for each tenant with a test for each resource, and a suite for
// the plans themselves. Drift, a change that was not applied and a check that failed are failures; a plan that cannot be
// read or is not whole is an error.
func WriteJUnit(w io.Writer, r Report) error {
	suites := junit.Testsuites{Name: "drift-report"}
	suites.AddSuite(plansSuite(r))
	for i, g := range r.groups() {
		suite := junit.Testsuite{Name: g.Name(), ID: i + 1, Time: "0"}
		for _, f := range g.Findings {
			suite.AddTestcase(testcase(g, f))
		}
		suites.AddSuite(suite)
	}
	if _, err := io.WriteString(w, `<?xml version="1.0" encoding="UTF-8"?>`+"\n"); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	if err := suites.WriteXML(w); err != nil {
		return fmt.Errorf("writing JUnit XML: %w", err)
	}
	return nil
}

func plansSuite(r Report) junit.Testsuite {
	suite := junit.Testsuite{Name: "plans", Time: "0"}
	for _, p := range r.Plans {
		test := junit.Testcase{Name: p.File, Classname: "plans", Time: "0"}
		if trouble := p.Trouble(); trouble != "" {
			test.Error = &junit.Result{Message: p.TroubleStatus(), Type: "plan", Data: p.File + ": " + trouble}
		}
		if p.Timestamp != "" {
			test.SystemOut = &junit.Output{Data: "made at " + p.Timestamp}
		}
		suite.AddTestcase(test)
	}
	return suite
}

func testcase(g group, f located) junit.Testcase {
	test := junit.Testcase{Name: f.Address, Classname: g.Name(), Time: "0"}
	if f.Status != InSync {
		test.Failure = &junit.Result{Message: f.Head(), Type: f.Status.ID(), Data: f.Text() + "\n\n" + f.Status.Explanation() + "\nPlan: " + f.File}
	}
	if f.Status == InSync && f.Shown() {
		test.SystemOut = &junit.Output{Data: f.Text()}
	}
	return test
}
