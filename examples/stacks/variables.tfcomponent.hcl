variable "identity_token" {
  description = "The token that HCP Terraform signs in to Entra with."
  type        = string
  ephemeral   = true
}

variable "client_id" {
  description = "The application that Terraform signs in as, in this tenant."
  type        = string
}

variable "tenant" {
  description = "The tenant, its site, and whose devices are uploaded."
  type = object({
    tenant_id    = string
    name         = string
    upload_scope = string
    url          = string
    scope        = string
  })
}

variable "unique_name" {
  description = "The key of the application that the site signs in as."
  type        = string
}
