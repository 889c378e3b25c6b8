package doctor

import (
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/deployment"
)

// contradictions compares the file with the metadata (RFC 8414 section 2; OpenID Connect Discovery 1.0 section 3). A server
// may do more than it lists, so none of them is a problem by itself: what comes of it shows at sign-in.
func (e *examination) contradictions() {
	if len(e.d.Metadata) == 0 {
		return
	}
	e.endpointsInClear()
	strategy := map[string]string{
		deployment.StrategyPassword: "password", deployment.StrategyAuthorizationCode: "authorization_code",
		deployment.StrategyDevice: deviceGrant,
	}[e.d.File.Mint.Strategy]
	if strategy != "" && !e.lists("grant_types_supported", strategy) {
		e.note("metadata", "choose another mint.strategy, if sign-in fails", "grant_types_supported does not list %s, and mint.strategy is %s", strategy, e.d.File.Mint.Strategy)
	}
	if !e.lists("grant_types_supported", "refresh_token") {
		e.note("metadata", "", "grant_types_supported does not list refresh_token")
	}
	for _, c := range e.d.File.Clients.All() {
		for _, endpoint := range []string{"token", "revocation"} {
			name := endpoint + "_endpoint_auth_methods_supported"
			if !e.lists(name, method(c)) {
				e.note("clients."+c.Role, "correct auth, if sign-in fails", "authenticates by %s, which %s does not list", method(c), name)
			}
		}
	}
	for _, scope := range strings.Fields(e.d.File.Mint.Scope) {
		if (scope == "openid" || scope == "offline_access") && !e.lists("scopes_supported", scope) {
			e.note("mint.scope", "leave it out, if sign-in fails", "asks for %s, which scopes_supported does not list", scope)
		}
	}
	if e.d.File.Mint.Strategy == deployment.StrategyAuthorizationCode && !e.lists("code_challenge_methods_supported", "S256") {
		e.note("metadata", "", "code_challenge_methods_supported does not list S256, with which every sign-in begins")
	}
}

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// endpointsInClear looks for endpoints that are less protected than the issuer, or that are not as they must be.
func (e *examination) endpointsInClear() {
	for _, name := range []string{"token", "revocation", "introspection", "userinfo", "authorization", "device_authorization"} {
		text, _ := e.d.Metadata[name+"_endpoint"].(string)
		u, err := url.Parse(text)
		switch {
		case text == "" || err != nil:
		case u.Host == "":
			e.note("metadata", "correct the server's metadata, or give endpoints."+name, "%s_endpoint is no absolute URL; it is taken to be at the issuer's host", name)
		case u.Scheme == "http" && strings.HasPrefix(e.d.Issuer, "https:"):
			e.note("metadata", "tell the server its public URL, or give endpoints."+name,
				"%s_endpoint is http://%s, and the issuer https: secrets and tokens would go over the network as they are", name, u.Host)
		}
	}
}

// method is how a client authenticates, by its registered name (RFC 7591 section 2).
func method(c deployment.Client) string {
	if c.Auth == deployment.AuthNone {
		return "none"
	}
	return auth(c)
}
