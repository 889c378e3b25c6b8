package authapi

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// claimsSupported are those that tokens and userinfo may have.
var claimsSupported = []string{"aud", "auth_time", "email", "email_verified", "exp", "family_name", "given_name", "iat", "iss", "name",
	"nickname", "phone_number", "phone_number_verified", "picture", "sub", "updated_at"}

// metadata is the discovery document (OpenID Connect Discovery; RFC 8414).
func (c *call) metadata() tenant.Answer {
	issuer := c.Request.Issuer
	methods := []string{"client_secret_basic", "client_secret_post", "private_key_jwt"}
	document := map[string]any{
		"issuer":                                           issuer,
		"authorization_endpoint":                           issuer + "authorize",
		"token_endpoint":                                   issuer + "oauth/token",
		"device_authorization_endpoint":                    issuer + "oauth/device/code",
		"revocation_endpoint":                              issuer + "oauth/revoke",
		"userinfo_endpoint":                                issuer + "userinfo",
		"jwks_uri":                                         issuer + ".well-known/jwks.json",
		"scopes_supported":                                 openIDScopes,
		"response_types_supported":                         c.Policy.Responses.Types,
		"grant_types_supported":                            []string{tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantClientCredentials, tenant.GrantDeviceCode},
		"subject_types_supported":                          []string{"public"},
		"id_token_signing_alg_values_supported":            []string{c.api.Signer.Algorithm},
		"code_challenge_methods_supported":                 []string{"S256", "plain"},
		"token_endpoint_auth_methods_supported":            methods,
		"token_endpoint_auth_signing_alg_values_supported": assertionAlgorithms,
		"response_modes_supported":                         c.Policy.Responses.Announced(),
		"claims_supported":                                 claimsSupported,
		"request_parameter_supported":                      false,
		"request_uri_parameter_supported":                  false,
	}
	if slices.ContainsFunc(c.Policy.Responses.Types, tenant.ResponseType.BringsTokens) {
		document["grant_types_supported"] = append(document["grant_types_supported"].([]string), tenant.GrantImplicit)
	}
	if c.Policy.Dialect == tenant.DialectRFC {
		// RFC 8414 section 2: the lists of algorithms must be there where a JWT method is listed.
		withNone := append([]string{"none"}, methods...)
		for _, endpoint := range []string{"token", "revocation", "introspection"} {
			document[endpoint+"_endpoint_auth_methods_supported"] = withNone
			document[endpoint+"_endpoint_auth_signing_alg_values_supported"] = assertionAlgorithms
		}
		document["introspection_endpoint_auth_methods_supported"] = methods
	}
	settings, err := c.store.Settings(c.Ctx)
	if err != nil {
		return c.fault(err).Answer()
	}
	if settings.AnnouncesLogout() {
		document["end_session_endpoint"] = issuer + "oidc/logout"
	}
	if c.Policy.Pushed.Announced(settings) {
		document["pushed_authorization_request_endpoint"] = issuer + "oauth/par"
		document["require_pushed_authorization_requests"] = settings.Flags[tenant.RequirePushed]
	}
	if c.Policy.Management.Enterprise {
		document["backchannel_logout_supported"], document["backchannel_logout_session_supported"] = true, true
	}
	if c.Policy.Introspection.Offered {
		document["introspection_endpoint"] = issuer + "oauth/introspect"
	}
	if !c.Policy.Revocation.Offered {
		maps.DeleteFunc(document, func(name string, _ any) bool { return strings.HasPrefix(name, "revocation_endpoint") })
	}
	c.Policy.Metadata(issuer, document)
	return tenant.Answer{Status: 200, JSON: document}
}

func (c *call) keySet() tenant.Answer {
	set, err := c.api.Signer.PublicKeys()
	if err != nil {
		return c.fault(err).Answer()
	}
	return tenant.Answer{Status: 200, JSON: json.RawMessage(set)}
}
