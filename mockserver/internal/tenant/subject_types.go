package tenant

// ExtraSubjectTypes is the name in Audience.Extra under which it is kept who may ask for tokens for the API: subject_type_authorization.
const ExtraSubjectTypes = "subject_type_authorization"

// Policies of it, for users or for applications themselves.
const (
	AllowAll           = "allow_all"
	DenyAll            = "deny_all"
	RequireClientGrant = "require_client_grant"
)

func (a *Audience) policyFor(subject string) string {
	all, _ := a.Extra[ExtraSubjectTypes].(map[string]any)
	of, _ := all[subject].(map[string]any)
	policy, _ := of["policy"].(string)
	return policy
}

// ScopesForUsers are those of the API that the client may ask for when users sign in: all of them, unless the API wants a client grant
// for that, or nobody's users.
func (c *Client) ScopesForUsers(api *Audience) []string {
	switch api.policyFor("user") {
	case DenyAll:
		return nil
	case RequireClientGrant:
		for _, g := range c.ClientGrants {
			switch {
			case g.Audience != api.Identifier || !g.ForUsers:
			case g.AllScopes:
				return api.Scopes
			default:
				return Within(api.Scopes, g.Scopes)
			}
		}
		return nil
	}
	return api.Scopes
}
