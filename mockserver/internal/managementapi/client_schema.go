package managementapi

import (
	"github.com/revokespec/revokespec/mockserver/internal/keys"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const appTypeWeb = "regular_web"

// grantTypes are those that an application may be allowed (Auth0, "Application Grant Types"). The mock serves the first
// seven; the others may be registered.
var grantTypes = []string{
	tenant.GrantAuthorizationCode, tenant.GrantRefreshToken, tenant.GrantPassword, tenant.GrantPasswordRealm,
	tenant.GrantClientCredentials, tenant.GrantDeviceCode, tenant.GrantImplicit, "http://auth0.com/oauth/grant-type/mfa-oob",
	"http://auth0.com/oauth/grant-type/mfa-otp", "http://auth0.com/oauth/grant-type/mfa-recovery-code",
	"http://auth0.com/oauth/grant-type/passwordless/otp", "urn:ietf:params:oauth:grant-type:token-exchange",
	"urn:openid:params:grant-type:ciba",
}

func appTypes() *schema {
	return enum("native", "spa", appTypeWeb, "non_interactive", "resource_server", "express_configuration",
		"box", "cloudbees", "concur", "dropbox", "echosign", "egnyte", "mscrm", "newrelic", "oag", "office365", "rms",
		"salesforce", "sentry", "sharepoint", "slack", "springcm", "sso_integration", "zendesk", "zoom")
}

// jwtConfiguration is what an application says of its ID tokens.
func jwtConfiguration() *schema {
	s := object(properties{
		"alg":                 nullable(enum(append(keys.RSAAlgorithms(), tenant.HS256)...)),
		"lifetime_in_seconds": described(nullable(integer(0, mostLifetime)), "Of its ID tokens; 0: as if nothing were said."),
		"secret_encoded":      flag(), "scopes": nullable(anything()),
	})
	s.Additional = true
	return nullable(s)
}

// mostClientMetadata is how many members an application's metadata may have, however they came there.
const mostClientMetadata = 10

func authMethods() *schema {
	return enum(string(tenant.AuthNone), string(tenant.AuthSecretPost), string(tenant.AuthSecretBasic))
}

func addresses(format string) *schema {
	of := name(2048)
	of.Format = format
	return list(of)
}

// clientProperties are the members of an application that both a body and an answer have.
func clientProperties() properties {
	out := properties{
		"name": title(255), "description": &schema{Type: "string", MaxLength: 140}, "app_type": appTypes(), "logo_uri": text(),
		"is_first_party": flag(), "oidc_conformant": flag(), "is_token_endpoint_ip_header_trusted": flag(),
		"grant_types": list(enum(grantTypes...)), "callbacks": addresses(formatCallback), "allowed_logout_urls": addresses(formatLogout),
		"web_origins": addresses(formatOrigin), "allowed_origins": addresses(formatOrigin), "allowed_clients": list(text()), "client_aliases": list(text()),
		"client_metadata":            &schema{Type: "object", Additional: nullable(&schema{Type: "string", MaxLength: 255}), MaxProperties: mostClientMetadata},
		tenant.ExtraJWTConfiguration: jwtConfiguration(), "initiate_login_uri": nullable(formatted(formatPage)), "sso": flag(), "sso_disabled": flag(),
		"cross_origin_authentication": flag(), "cross_origin_loc": nullable(text()), "custom_login_page_on": flag(),
		"organization_usage":            nullable(enum("deny", "allow", "require")),
		"organization_require_behavior": nullable(enum("no_prompt", "pre_login_prompt", "post_login_prompt")),
		tenant.ExtraOIDCLogout:          nullable(clientLogout()), extraOlderLogout: nullable(clientLogout()), "mobile": nullable(anything()),
		tenant.RequirePushed:         described(flag(), "Authorization requests that were not pushed are refused."),
		tenant.ExtraRequireProof:     described(flag(), "Tokens are refused: DPoP is not served."),
		"third_party_security_mode":  described(enum("strict", "permissive"), "Of another's application, as it is made."),
		"resource_server_identifier": described(name(600), "The API that names this application as its own."),
		"session_transfer": nullable(object(properties{
			"can_create_session_transfer_token": flag(), "allowed_authentication_methods": nullable(list(enum("cookie", "query"))),
			"enforce_device_binding": enum("ip", "asn", "none"), "allow_refresh_token": flag(),
			"enforce_online_refresh_tokens": flag(), "enforce_cascade_revocation": flag(), "delegation": nullable(anything()),
		})),
	}
	for _, name := range []string{"description", "logo_uri", "is_token_endpoint_ip_header_trusted", "allowed_clients", "client_aliases", "client_metadata",
		"initiate_login_uri", "sso", "sso_disabled", "cross_origin_authentication", "cross_origin_loc", "custom_login_page_on", "organization_usage",
		"organization_require_behavior", "mobile", "session_transfer"} {
		out[name] = kept(out[name])
	}
	return out
}

// keptProperties are those that the mock has no use for, and keeps: those of Auth0's reference that bear neither on
// refresh tokens nor on how an application authenticates.
func keptProperties() properties {
	out := properties{
		"custom_login_page": text(), "custom_login_page_preview": text(), "form_template": text(),
		"skip_non_verifiable_callback_uri_confirmation_prompt": nullable(flag()),
		"organization_discovery_methods":                       nullable(list(enum("email", "organization_name"))),
		"async_approval_notification_channels":                 nullable(list(text())),
		"redirection_policy":                                   enum("allow_always", "open_redirect_protection"),
		"compliance_level": nullable(enum("none", "fapi1_adv_pkj_par", "fapi1_adv_mtls_par", "fapi2_sp_pkj_mtls",
			"fapi2_sp_mtls_mtls")),
		"par_request_expiry": nullable(integer(10, 600)),
	}
	for _, name := range []string{"addons", "default_organization", "encryption_key", "express_configuration", "fedcm_login",
		"my_organization_configuration", "native_social_login", "identity_assertion_authorization_grant",
		"token_exchange", "token_quota", "token_vault_privileged_access"} {
		out[name] = nullable(anything())
	}
	for name, s := range out {
		out[name] = kept(s)
	}
	return out
}

func clientBody() *schema {
	return object(clientProperties()).with(keptProperties()).with(properties{
		"client_secret":                 name(1024),
		"refresh_token":                 nullable(refreshTokenBody),
		"token_endpoint_auth_method":    nullable(authMethods()),
		"client_authentication_methods": nullable(authenticationMethodsBody()),
		"signed_request_object": nullable(object(properties{"credentials": list(namedCredential()),
			"required": described(flag(), "Authorization requests are refused: request objects are not served.")})),
	})
}

func clientAnswer() *schema {
	methods := properties{}
	for method := range credentialMethods {
		methods[string(method)] = object(properties{"credentials": list(credentialShown())}, "credentials")
	}
	return object(clientProperties()).with(keptProperties()).with(properties{
		"client_id": text(), "client_secret": text(), "global": flag(), "refresh_token": refreshTokenBody,
		"signing_keys":                  list(object(properties{"subject": text(), "cert": text(), "pkcs7": text()})),
		"token_endpoint_auth_method":    authMethods(),
		"client_authentication_methods": object(methods),
		"signed_request_object":         anything(),
	})
}

// credentialShown is a credential by its ID, or whole when it has just been made.
func credentialShown() *schema {
	s := *credentialAnswer
	s.Required = []string{"id"}
	return &s
}

// Bounds and defaults of an application's refresh_token, in seconds (Management API reference; go-auth0's recording of
// an application that was created without them).
const (
	mostLifetime    = 157788000 // five years
	defaultLifetime = 2592000
	defaultIdle     = 1296000
	mostLeeway      = 1 << 31
)

var policiesBody = &schema{Type: "array", MinItems: 1,
	Items: object(properties{"audience": name(600), "scope": list(name(280))}, "audience", "scope")}

var refreshTokenBody = object(properties{
	"rotation_type":                enum("rotating", "non-rotating"),
	"expiration_type":              enum("expiring", "non-expiring"),
	"leeway":                       described(integer(0, mostLeeway), "Seconds for which the previous token still works."),
	"token_lifetime":               described(integer(1, mostLifetime), "Seconds since the first token."),
	"idle_token_lifetime":          described(integer(1, mostLifetime), "Seconds since the last exchange."),
	"infinite_token_lifetime":      flag(),
	"infinite_idle_token_lifetime": flag(),
	"policies":                     nullable(policiesBody),
}, "rotation_type", "expiration_type")

// namedCredential is a new one, or one that the application has already, by its id.
func namedCredential() *schema {
	return credentialBody().with(properties{"id": described(name(64), "Of one that the application has already.")})
}

// authenticationMethodsBody has one of the methods.
func authenticationMethodsBody() *schema {
	credential := namedCredential()
	methods := properties{}
	for method := range credentialMethods {
		methods[string(method)] = object(properties{"credentials": list(credential)}, "credentials")
	}
	s := object(methods).notEmpty()
	s.MaxProperties = 1
	return s
}
