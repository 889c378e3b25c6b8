package managementapi

import "github.com/revokespec/revokespec/mockserver/tenant"

const (
	grantImplicit = "implicit"
	appTypeWeb    = "regular_web"
)

// grantTypes are those that an application may be allowed (Auth0, "Application Grant Types"). The mock serves the first
// six; the others may be registered.
var grantTypes = []string{
	tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantPasswordRealm,
	tenant.GrantClientCredentials, tenant.GrantDeviceCode, grantImplicit, "http://auth0.com/oauth/grant-type/mfa-oob",
	"http://auth0.com/oauth/grant-type/mfa-otp", "http://auth0.com/oauth/grant-type/mfa-recovery-code",
	"http://auth0.com/oauth/grant-type/passwordless/otp", "urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:openid:params:grant-type:ciba",
}

func appTypes() *schema {
	return enum("native", "spa", appTypeWeb, "non_interactive", "resource_server", "express_configuration")
}

func authMethods() *schema {
	return enum(string(tenant.AuthNone), string(tenant.AuthSecretPost), string(tenant.AuthSecretBasic))
}

func urls() *schema { return list(name(2048)) }

// clientProperties are the members of an application that both a body and an answer have.
func clientProperties() properties {
	return properties{
		"name": name(255), "description": text(), "app_type": appTypes(), "logo_uri": text(),
		"is_first_party": flag(), "oidc_conformant": flag(), "is_token_endpoint_ip_header_trusted": flag(),
		"grant_types": list(enum(grantTypes...)), "callbacks": urls(), "allowed_logout_urls": urls(),
		"web_origins": urls(), "allowed_origins": urls(), "allowed_clients": list(text()), "client_aliases": list(text()),
		"client_metadata":   &schema{Type: "object", Additional: nullable(&schema{Type: "string", MaxLength: 255}), MaxProperties: 10},
		"jwt_configuration": anything(), "initiate_login_uri": text(), "sso": flag(), "sso_disabled": flag(),
		"cross_origin_authentication": flag(), "cross_origin_loc": text(), "custom_login_page_on": flag(),
		"organization_usage": text(), "organization_require_behavior": text(), "oidc_logout": anything(), "mobile": anything(),
		"require_pushed_authorization_requests": flag(), "require_proof_of_possession": flag(),
		"session_transfer": object(properties{
			"can_create_session_transfer_token": flag(), "allowed_authentication_methods": list(text()),
			"enforce_device_binding": text(), "allow_refresh_token": flag(),
			"enforce_online_refresh_tokens": flag(), "enforce_cascade_revocation": flag(),
		}),
	}
}

func clientBody() *schema {
	return object(clientProperties()).with(properties{
		"client_secret":                 name(1024),
		"refresh_token":                 nullable(refreshTokenBody),
		"token_endpoint_auth_method":    nullable(authMethods()),
		"client_authentication_methods": nullable(authenticationMethodsBody),
	})
}

func clientAnswer() *schema {
	credential := object(properties{"id": text()}, "id")
	return object(clientProperties()).with(properties{
		"client_id": text(), "client_secret": text(), "global": flag(), "refresh_token": refreshTokenBody,
		"token_endpoint_auth_method": authMethods(),
		"client_authentication_methods": object(properties{
			"private_key_jwt": object(properties{"credentials": list(credential)}, "credentials"),
		}),
	})
}

// Bounds and defaults of an application's refresh_token, in seconds (Management API reference; go-auth0's recording of
// an application that was created without them).
const (
	mostLifetime    = 157788000 // five years
	defaultLifetime = 2592000
	defaultIdle     = 1296000
	mostLeeway      = 1 << 31
)

var refreshTokenBody = object(properties{
	"rotation_type":                enum("rotating", "non-rotating"),
	"expiration_type":              enum("expiring", "non-expiring"),
	"leeway":                       described(integer(0, mostLeeway), "Seconds for which the previous token still works."),
	"token_lifetime":               described(integer(1, mostLifetime), "Seconds since the first token."),
	"idle_token_lifetime":          described(integer(1, mostLifetime), "Seconds since the last exchange."),
	"infinite_token_lifetime":      flag(),
	"infinite_idle_token_lifetime": flag(),
	"policies":                     nullable(list(object(properties{"audience": name(600), "scope": list(name(280))}, "audience", "scope"))),
}, "rotation_type", "expiration_type")

var authenticationMethodsBody = object(properties{
	"private_key_jwt": object(properties{"credentials": &schema{Type: "array", MinItems: 1, MaxItems: 2, Items: object(properties{
		"id":              described(name(64), "A credential that the application has already."),
		"credential_type": enum("public_key"), "name": text(), "alg": enum("RS256", "RS384", "PS256"),
		"pem": described(name(8192), "A public key, or a certificate that holds one."),
	})}}, "credentials"),
}, "private_key_jwt")
