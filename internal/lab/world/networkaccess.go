package world

// The objects of Global Secure Access have the property names of Microsoft Graph beta (Graph notes §3). That they are kept
// with the directory, and lag as it does, is inferred: nothing is published about it.

// FilteringPolicy is a policy with its rules.
type FilteringPolicy struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Description *string         `json:"description"`
	Version     string          `json:"version"`
	Action      string          `json:"action"`
	Rules       []FilteringRule `json:"policyRules"`
}

// FilteringRule is one rule of a policy: fqdnFilteringRule or webCategoryFilteringRule.
type FilteringRule struct {
	Type         string                 `json:"@odata.type"`
	ID           string                 `json:"id"`
	Name         string                 `json:"name"`
	RuleType     string                 `json:"ruleType"`
	Destinations []FilteringDestination `json:"destinations"`
}

// FilteringDestination is a name, in Value, or a web category, in Name.
type FilteringDestination struct {
	Type  string `json:"@odata.type"`
	Value string `json:"value,omitempty"`
	Name  string `json:"name,omitempty"`
}

// FilteringProfile is a security profile with the links to its policies.
type FilteringProfile struct {
	ID          string          `json:"id"`
	Name        string          `json:"name"`
	Description *string         `json:"description"`
	Version     string          `json:"version"`
	State       string          `json:"state"`
	Priority    int64           `json:"priority"`
	Links       []FilteringLink `json:"policies"`
}

// FilteringLink is the link of a profile to a policy.
type FilteringLink struct {
	ID           string `json:"id"`
	Priority     int64  `json:"priority"`
	State        string `json:"state"`
	LoggingState string `json:"loggingState"`
	PolicyID     string `json:"policyId"`
}

// FilteringProfileByName finds a security profile.
func (s *Snapshot) FilteringProfileByName(name string) (FilteringProfile, bool) {
	return first(s.FilteringProfiles, func(p FilteringProfile) bool { return p.Name == name })
}

// FilteringPolicyByName finds a filtering policy.
func (s *Snapshot) FilteringPolicyByName(name string) (FilteringPolicy, bool) {
	return first(s.FilteringPolicies, func(p FilteringPolicy) bool { return p.Name == name })
}
