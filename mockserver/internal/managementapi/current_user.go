package managementapi

import "strings"

// Scopes for users. With those of the current user, a user's own token reaches that user alone, as a browser does that shows a profile
// (Auth0, "Management API Access Tokens for Single-Page Applications").
const (
	scopeReadUsers         = "read:users"
	scopeReadIDPTokens     = "read:user_idp_tokens"
	scopeReadSelf          = "read:current_user"
	scopeUpdateUsers       = "update:users"
	scopeUpdateAppMetadata = "update:users_app_metadata"
	scopeUpdateOwnMetadata = "update:current_user_metadata"
	scopeDeleteUsers       = "delete:users"
)

// mayAbout refuses a caller that has none of the scopes for every user, and is not the user of the path.
func (c *call) mayAbout(everyone ...string) error {
	for _, scope := range everyone {
		if c.caller.may(scope) {
			return nil
		}
	}
	if c.caller.userID != "" && c.caller.userID == c.Param("id") {
		return nil
	}
	return asError(c.Policy.Management.Authorize(c.route.name, insufficient(everyone...)))
}

// mayChange refuses a caller whose scopes are for some members of a user only, and who changes others.
func (c *call) mayChange() error {
	if c.caller.may(scopeUpdateUsers) {
		return nil
	}
	if bad := c.mayAbout(scopeUpdateUsers, scopeUpdateAppMetadata); bad != nil {
		return bad
	}
	for name := range c.body {
		ofApp := c.caller.may(scopeUpdateAppMetadata) && strings.HasSuffix(name, "_metadata")
		own := c.caller.may(scopeUpdateOwnMetadata) && name == "user_metadata"
		if !ofApp && !own {
			return asError(c.Policy.Management.Authorize(c.route.name, insufficient(scopeUpdateUsers)))
		}
	}
	return nil
}
