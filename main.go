// Command terraform-provider-tenantattach serves the provider to Terraform over plugin protocol 6. With the argument
// drift-report it writes a report about plans.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/tenantattach/terraform-provider-tenantattach/internal/driftreport"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/provider"
	"github.com/tenantattach/terraform-provider-tenantattach/internal/serve"
)

// version is set by the linker when a release is built.
var version = "dev"

const usage = `usage: terraform-provider-tenantattach [flags]
       terraform-provider-tenantattach drift-report [flags] PLAN.json…

Terraform starts this program by itself, without arguments: it then serves the provider. The subcommand drift-report writes
a report about plans of many tenants; "drift-report -help" says how.

flags:
`

func main() {
	var debug bool
	flag.BoolVar(&debug, "debug", false, "serve for a debugger such as delve: print TF_REATTACH_PROVIDERS and wait")
	flag.Usage = func() {
		_, _ = fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	switch command := flag.Arg(0); command {
	case "":
		if !debug {
			quieten(os.Environ(), os.Setenv)
		}
		run(debug)
	case "drift-report":
		os.Exit(driftreport.Command(flag.Args()[1:], version, time.Now(), os.Stdin, os.Stdout, os.Stderr))
	default:
		_, _ = fmt.Fprintf(os.Stderr, "there is no subcommand %q\n\n", command)
		flag.Usage()
		os.Exit(driftreport.ExitFailed)
	}
}

// quieten spares what nobody reads. Unless told otherwise, the framework logs each call in dozens of lines of JSON, which
// Terraform takes apart and throws away while none of its own variables asks for logs. A panic is no log, and is still shown.
func quieten(environment []string, set func(name, value string) error) {
	for _, entry := range environment {
		if name, value, _ := strings.Cut(entry, "="); strings.HasPrefix(name, "TF_LOG") && value != "" {
			return
		}
	}
	for _, name := range []string{"TF_LOG_SDK", "TF_LOG_PROVIDER_TENANTATTACH"} {
		if err := set(name, "OFF"); err != nil {
			log.Printf("[WARN] logging all the same: %v", err)
		}
	}
}

func run(debug bool) {
	if err := serve.Serve("registry.terraform.io/tenantattach/tenantattach", debug, provider.New(version)); err != nil {
		log.Fatal(err)
	}
}
