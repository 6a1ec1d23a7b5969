variable "tenants" {
  description = "The tenants to attach, by a short name of your own."
  type = map(object({
    tenant_id         = string
    name              = string
    environment       = optional(string, "public")
    cloud_environment = optional(string, "AzurePublicCloud")
    upload_scope      = string
    admin_service = object({
      url   = string
      scope = string
    })

    # Only for sovereign clouds, TLS-inspecting proxies and the lab.
    authority_host = optional(string)
    graph_endpoint = optional(string)
  }))
}
