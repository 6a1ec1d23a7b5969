locals {
  allowed = [for e in provider::tenantattach::endpoints("public") : e if e.required]
}

# Warns while the list does not allow what the service connection point asks first.
check "discovery" {
  assert {
    condition     = provider::tenantattach::matches("https://aka.ms/configmgrgateway", local.allowed)
    error_message = "The discovery of the service is not in the list of endpoints."
  }
}

output "discovery_is_allowed" {
  value = provider::tenantattach::matches("https://aka.ms/configmgrgateway", local.allowed)
}
