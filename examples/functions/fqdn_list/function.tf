locals {
  all = provider::tenantattach::endpoints("public")
}

# target_fqdns of an application rule of Azure Firewall: one rule for https and one for http.
output "https" {
  value = provider::tenantattach::fqdn_list([for e in local.all : e if e.scheme == "https"], "azure_firewall_target_fqdns").names
}

output "http" {
  value = provider::tenantattach::fqdn_list([for e in local.all : e if e.scheme == "http"], "azure_firewall_target_fqdns").names
}

# The file that a firewall of Palo Alto Networks fetches as an external dynamic list, and what it cannot say.
output "external_dynamic_list" {
  value = provider::tenantattach::fqdn_list([for e in local.all : e if e.scheme == "https"], "palo_alto").text
}

output "external_dynamic_list_notes" {
  value = provider::tenantattach::fqdn_list([for e in local.all : e if e.scheme == "https"], "palo_alto").notes
}
