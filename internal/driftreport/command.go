package driftreport

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

const usage = `usage: terraform-provider-tenantattach drift-report [flags] PLAN.json…

Reads what "terraform show -json PLAN" writes, of any number of plans, and writes one report. It tells what was changed
behind Terraform's back (drift) from what is configured but not applied yet, by tenant. Sensitive values are never shown.

  PLAN.json   a file, a directory for all .json files below it, or - for the standard input

flags, each with a file or - for the standard output:
  -markdown FILE   Markdown, such as for a job summary
  -junit FILE      JUnit XML: a suite for each tenant, a test for each resource
  -sarif FILE      SARIF 2.1.0, such as for code scanning
  -html FILE       one page of HTML that needs nothing else

  -max-age DURATION  the age, such as 12h, beyond which a plan is outdated; so is one that does not say when it was made
  -quiet           write no table to the standard output

exit codes, the first that holds:
  1   used wrongly, or a report could not be written
  4   a file is missing or no plan, or planning failed or left something out: the report is not the whole truth
  5   a plan is outdated (-max-age): the report is not about now
  2   something drifted, or a check failed
  3   nothing drifted, but there are changes to be applied
  0   nothing

A nightly plan for it:
  terraform plan -out=plan && terraform show -json plan > contoso.json
  terraform-provider-tenantattach drift-report -html report.html contoso.json fabrikam.json
`

// form is a form of the report, and the file that it goes to.
type form struct {
	name, file string
	write      func(io.Writer, Report) error
}

// Command is the subcommand drift-report as it is run at a time: it returns the exit code.
func Command(args []string, version string, now time.Time, stdin io.Reader, stdout, stderr io.Writer) int {
	forms := []*form{
		{name: "markdown", write: WriteMarkdown},
		{name: "junit", write: WriteJUnit},
		{name: "sarif", write: func(w io.Writer, r Report) error { return WriteSARIF(w, r, version) }},
		{name: "html", write: WriteHTML},
	}
	flags := flag.NewFlagSet("drift-report", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	for _, f := range forms {
		flags.StringVar(&f.file, f.name, "", "")
	}
	longest := flags.Duration("max-age", 0, "")
	quiet := flags.Bool("quiet", false, "")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(stdout, usage)
		return ExitNothing
	case err != nil:
		return refuse(stderr, err)
	case flags.NArg() == 0:
		return refuse(stderr, errors.New("name at least one plan"))
	case *longest < 0:
		return refuse(stderr, errors.New("-max-age is less than nothing"))
	}
	table := &form{name: "table", file: "-", write: WriteTable}
	if *quiet {
		table.file = ""
	}
	report := Read(flags.Args(), stdin).Dated(now, *longest)
	for _, f := range append(forms, table) {
		if err := f.to(stdout, report); err != nil {
			_, _ = fmt.Fprintf(stderr, "drift-report: writing the %s: %v\n", f.name, err)
			return ExitFailed
		}
	}
	return report.ExitCode()
}

func refuse(stderr io.Writer, err error) int {
	_, _ = fmt.Fprintf(stderr, "drift-report: %v\n\n%s", err, usage)
	return ExitFailed
}

// to writes a form where it goes, if anywhere.
func (f *form) to(stdout io.Writer, r Report) error {
	switch f.file {
	case "":
		return nil
	case "-":
		return f.write(stdout, r)
	}
	out, err := os.Create(f.file)
	if err != nil {
		return err
	}
	return errors.Join(f.write(out, r), out.Close())
}
