package doctor

import (
	"net/url"
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
)

// contradictions compares the file with the metadata (RFC 8414 section 2; OpenID Connect Discovery 1.0 section 3). A server
// may do more than it lists, so none of them is a problem by itself: the sign-ins will show.
func (e *examination) contradictions() {
	if len(e.d.Metadata) == 0 {
		return
	}
	e.endpointsInClear()
	strategy := map[string]string{
		file.StrategyPassword: "password", file.StrategyAuthorizationCode: "authorization_code",
		file.StrategyDevice: deviceGrant,
	}[e.d.File.Mint.Strategy]
	if strategy != "" && !e.lists("grant_types_supported", strategy) {
		e.note("metadata", "choose another mint.strategy, if sign-in fails", "grant_types_supported does not list %s, and mint.strategy is %s", strategy, e.d.File.Mint.Strategy)
	}
	if !e.lists("grant_types_supported", "refresh_token") {
		e.note("metadata", "", "grant_types_supported does not list refresh_token")
	}
	e.unlistedMethods()
	for _, scope := range strings.Fields(e.d.File.Mint.Scope) {
		if (scope == "openid" || scope == "offline_access") && !e.lists("scopes_supported", scope) {
			e.note("mint.scope", "leave it out, if sign-in fails", "asks for %s, which scopes_supported does not list", scope)
		}
	}
	if e.d.File.Mint.Strategy == file.StrategyAuthorizationCode && !e.lists("code_challenge_methods_supported", "S256") {
		e.note("metadata", "", "code_challenge_methods_supported does not list S256, with which every sign-in begins")
	}
}

// unlistedMethods says each method once. A public client does not authenticate, and many servers do not list that it need not.
func (e *examination) unlistedMethods() {
	users := map[string][]string{}
	var order []string
	for _, c := range e.d.File.Clients.All() {
		for _, endpoint := range []string{"token", "revocation"} {
			name := endpoint + "_endpoint_auth_methods_supported"
			if c.Auth == file.AuthNone || e.lists(name, auth(c)) {
				continue
			}
			says := name + " does not list " + auth(c)
			if users[says] == nil {
				order = append(order, says)
			}
			users[says] = append(users[says], c.Role)
		}
	}
	for _, says := range order {
		e.note("metadata", "correct auth there, if sign-in fails", "%s, by which these authenticate: %s", says, strings.Join(users[says], ", "))
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
