variable "tenant" {
  description = "The tenant, by its name in tenants.json."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{0,39}$", var.tenant))
    error_message = "The name of a tenant is of small letters, digits and hyphens, since it also names files and jobs."
  }
}
