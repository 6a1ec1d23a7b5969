# The proxy that was changed is checked by the next check of the service connection point.
action "tenantattach_connectivity_check" "proxy" {
  config {
    wait_for = "6h"
  }
}

resource "tenantattach_service_connection_point_proxy" "this" {
  proxy_server = "proxy.corp.contoso.com"
  proxy_port   = 8080

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.tenantattach_connectivity_check.proxy]
    }
  }
}
