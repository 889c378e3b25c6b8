package tenant

import "maps"

// ClientGrant is what the Management API was told of an application's access to an API, besides the scopes in Client.Audiences.
type ClientGrant struct {
	Audience  string
	ForUsers  bool     // it is about users' sign-ins, and is no part of Client.Audiences
	Scopes    []string // where it is for users
	AllScopes bool     // those that the API has at the time
	Extra     map[string]any
}

// ScopesFor are those that the application may ask of an API for itself; false where it may ask for no token at all. The API is nil
// where it is the Management API.
func (c *Client) ScopesFor(audience string, api *Audience) ([]string, bool) {
	if api != nil && api.policyFor("client") == DenyAll {
		return nil, false
	}
	scopes, ok := c.Audiences[audience]
	for g := range maps.Values(c.ClientGrants) {
		if ok && api != nil && g.Audience == audience && !g.ForUsers && g.AllScopes {
			return api.Scopes, true
		}
	}
	return scopes, ok
}
