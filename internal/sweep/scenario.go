package sweep

// scenario is one run of Terraform that meets a fault.
type scenario struct {
	name string
	// fresh begins with nothing; otherwise the stack stands.
	fresh bool
	// command is what is run.
	command string
	// variables are those of the stack that are not at their default.
	variables []string
	// spared are the fields of the lab and of the state that may differ after a run that was killed, as the documentation of
	// the resources says: nothing could be noted any more.
	spared []string
}

// scenarios are all of them: the life of an attachment.
func scenarios() []scenario {
	return []scenario{
		{name: "apply", fresh: true, command: "apply", spared: []string{"previous_proxy", "previously_enabled"}},
		{name: "update", command: "apply", variables: []string{
			"notes=second", "environment_name=Contoso Ltd", "scope=P0100020", "intune_rbac=false", "proxy_port=3128", `exclusions=["graph.microsoft.com"]`,
			`permissions=[{api="microsoft_graph",name="Directory.Read.All",type="Role"},{api="configuration_manager_microservice",name="CmCollectionData.read",type="Role"}]`,
		}},
		{name: "rotate", command: "apply", variables: []string{"validity=17000h", "rotate_before=9000h"}},
		{name: "destroy", command: "destroy", spared: []string{"deletedApplications", "deletedServicePrincipals"}},
	}
}
