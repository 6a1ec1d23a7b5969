package adminservice

import "fmt"

// EnvironmentName is the name of the number of an Azure cloud. When the hierarchy does not show it, the two numbers that were
// observed still have theirs (AdminService notes §2.4). A name is never made up.
func EnvironmentName(environments []Environment, id int) (string, error) {
	if e := first(environments, func(e Environment) bool { return e.ID == id }); e != nil {
		return e.Name, nil
	}
	if name, observed := map[int]string{1: "AzurePublicCloud", 2: "AzureUSGovernmentCloud"}[id]; observed {
		return name, nil
	}
	return "", fmt.Errorf("its cloud environment is number %d, which SMS_AzureEnvironments does not name, or hides from the account", id)
}
