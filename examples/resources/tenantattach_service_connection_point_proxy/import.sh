# The FQDN of the server with the service connection point, or the code of its site; the key of the tenant before it, when
# there is one.
terraform import tenantattach_service_connection_point_proxy.this cm01.corp.contoso.com
terraform import tenantattach_service_connection_point_proxy.this contoso/P01
