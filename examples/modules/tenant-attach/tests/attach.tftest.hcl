# The module's own tests, against the tenant and the site that the provider's environment names: those of the lab
# (`make lab` prints the variables). Each run applies, and what is left at the end is destroyed.

variables {
  unique_name      = "module-test"
  display_name     = "Module test"
  tenant_name      = "Contoso"
  upload_scope     = "P0100014"
  handoff          = "admin_service"
  purge_on_destroy = true
}

run "attaches" {
  assert {
    condition     = tenantattach_onboarding.this.secret_status == "current"
    error_message = "The site does not hold the secret."
  }

  assert {
    condition     = data.tenantattach_status.this.attached
    error_message = "The hierarchy does not upload to the tenant."
  }

  assert {
    condition     = length(tenantattach_service_connection_point_proxy.this) == 0
    error_message = "Without a proxy, that of the server is left alone."
  }

  assert {
    condition     = length(tenantattach_endpoint_allowlist.this) == 0 && length(tenantattach_intune_rbac.this) == 0
    error_message = "What nobody asked for is made."
  }

  assert {
    condition     = output.client_id != "" && output.upload_scope == "P0100014"
    error_message = "The outputs are not those of what was made."
  }

  assert {
    condition     = timecmp(output.secret_expiry, timeadd(plantimestamp(), "8000h")) > 0
    error_message = "The secret does not last for a year."
  }
}

run "changes_the_scope_and_sets_the_proxy" {
  variables {
    upload_scope = "all_devices"
    proxy        = { server = "proxy.example", port = 8080 }
  }

  assert {
    condition     = output.upload_scope == "all_devices"
    error_message = "The scope is not changed."
  }

  assert {
    condition     = strcontains(output.winhttp_command, "proxy.example:8080")
    error_message = "The command does not name the proxy."
  }
}

run "agrees_on_a_list_and_switches_the_tenant" {
  variables {
    allowlist       = { additions = ["https://updates.contoso.com/configmgr/"] }
    use_intune_rbac = true
  }

  assert {
    condition     = contains(output.fqdns, "updates.contoso.com") && contains(output.fqdns, "graph.microsoft.com")
    error_message = "The list lacks an endpoint."
  }

  assert {
    condition     = tenantattach_intune_rbac.this[0].enabled
    error_message = "The switch is not on."
  }
}

run "pauses" {
  variables {
    upload_enabled = false
  }

  assert {
    condition     = !tenantattach_onboarding.this.upload_enabled
    error_message = "The upload is not off."
  }
}

run "refuses_a_scope_that_is_none" {
  command = plan

  variables {
    upload_scope = "Pilot"
  }

  expect_failures = [var.upload_scope]
}
