variable "tenant" {
  description = "The key in the provider's tenants of the tenant that this is for. Null: the tenant of the provider block."
  type        = string
  default     = null
}

variable "unique_name" {
  description = "The key of the application, unique in the tenant, such as tenant-attach-p01. One application per hierarchy."
  type        = string
}

variable "display_name" {
  description = "The name of the application."
  type        = string
}

variable "tenant_name" {
  description = "The name of the tenant as the console is to show it."
  type        = string
}

variable "upload_scope" {
  description = "Whose devices are uploaded: all_devices, or the id of a device collection."
  type        = string

  validation {
    condition     = var.upload_scope == "all_devices" || can(regex("^[A-Z0-9]{8}$", var.upload_scope))
    error_message = "Either all_devices, or the id of a collection such as P0100014."
  }
}

variable "handoff" {
  description = "How the application reaches the site: admin_service (inferred to work), or console (documented; somebody runs the wizard, which sets tenant_name and upload_scope)."
  type        = string

  validation {
    condition     = contains(["admin_service", "console"], var.handoff)
    error_message = "Either admin_service or console."
  }
}

variable "cloud_environment" {
  description = "The Azure cloud: AzurePublicCloud or AzureUSGovernmentCloud."
  type        = string
  default     = "AzurePublicCloud"
}

variable "microservice_app_id" {
  description = "The client id of the Configuration Manager Microservice, where it is not that of the public cloud."
  type        = string
  default     = null
}

variable "identifier_uri" {
  description = "The App ID URI. Null: api://<tenant id>/<client id>."
  type        = string
  default     = null
}

variable "notes" {
  description = "Notes on the application."
  type        = string
  default     = "Managed by Terraform."
}

variable "purge_on_destroy" {
  description = "Whether a destroyed application is deleted for good, instead of staying in the recycle bin for 30 days."
  type        = bool
  default     = false
}

variable "upload_enabled" {
  description = "Whether devices are uploaded. False pauses."
  type        = bool
  default     = true
}

variable "secret_validity" {
  description = "For how long a new client secret is valid."
  type        = string
  default     = "8760h"
}

variable "rotate_before" {
  description = "How long before its end the secret is rotated."
  type        = string
  default     = "720h"
}

variable "secret_warning" {
  description = "How long before the end of the secret the check fails: shorter than rotate_before, so that it says that nobody has applied."
  type        = string
  default     = "336h"
}

variable "preflight" {
  description = "What a plan that begins to attach does with prerequisites that are not met: enforce, warn or off."
  type        = string
  default     = "enforce"
}

variable "preflight_skip" {
  description = "Checks of the prerequisites that are left out, by id."
  type        = set(string)
  default     = null
}

variable "proxy" {
  description = "The proxy of the server with the service connection point. Null: it is left as it is."
  type = object({
    server  = string
    port    = optional(number, 80)
    account = optional(string)
    bypass  = optional(list(string), ["<local>"])
  })
  default = null
}

variable "allowlist" {
  description = "What is added to Microsoft's endpoints and left out of them, in the list that is agreed on; {} for the list as it is. Null: no list is kept."
  type = object({
    additions  = optional(set(string), [])
    exclusions = optional(set(string), [])
  })
  default = null
}

variable "use_intune_rbac" {
  description = "The switch Use Intune RBAC of the whole tenant: with several hierarchies in one tenant, set it for one of them only. Null: it is left as it is."
  type        = bool
  default     = null
}
