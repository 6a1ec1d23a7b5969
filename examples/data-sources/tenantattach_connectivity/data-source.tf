data "tenantattach_connectivity" "this" {
  max_age = "48h"
}

output "connectivity" {
  value = "${data.tenantattach_connectivity.this.status}: ${data.tenantattach_connectivity.this.reason}"
}

# To look from the machine that runs Terraform, too, through the proxy that the service connection point uses:
#
#   probe              = true
#   proxy_url          = "http://proxy.example:8080"
#   idle_probe_seconds = 185
