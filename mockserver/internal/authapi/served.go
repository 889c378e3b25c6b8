package authapi

import (
	"slices"
	"strconv"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Treatment is what becomes of a parameter.
type Treatment string

// Treatments. What would change the outcome and is not served is refused: whoever sends it would test something else than they think.
const (
	Served  Treatment = "served"
	Ignored Treatment = "ignored"
	Refused Treatment = "refused"
)

// Parameter is one that Auth0, or a standard that it follows, has at an endpoint. One that is not in the table is ignored (RFC 6749
// section 3.1).
type Parameter struct {
	Path      string // of the endpoint
	Name      string
	Header    bool // it is a header of the request
	Treatment Treatment
	Says      string // in what way it is served, why it may be ignored, what refuses it; "" where that is plain

	refuse func(value string) *tenant.Error // nil: no value is refused
}

// Parameters are those of the Authentication API, endpoint by endpoint.
func Parameters() []Parameter { return slices.Clone(parameters) }

var parameters = slices.Concat(
	of("/authorize",
		served("", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method", "audience"),
		served("the metadata name the values", "response_type"),
		served("query, fragment, form_post, and in dialect auth0 web_message", "response_mode"),
		served("where the tenant's resource_parameter_profile is compatibility", "resource"),
		checked("none, login, consent, select_account; any other is refused", "prompt", refusePrompt),
		checked("seconds", "max_age", refuseMaxAge),
		served("the page has it filled in", "login_hint"),
		served("another user than it names is asked to sign in", "id_token_hint"),
		checked("the users' database; any other is refused", "connection", refuseConnection),
		ignored("there is one page, for signing in", "screen_hint"),
		ignored("the pages are in English", "ui_locales", "claims_locales"),
		ignored("a hint about the looks of the pages", "display"),
		ignored("claims follow from scopes", "claims"),
		ignored("is for other identity providers", "connection_scope"),
		ignored("is about the library that asks", "auth0Client"),
		refused("invalid_request", "parameter organization is not allowed for this client", "organization"),
		refused("invalid_request", "parameter invitation is not allowed for this client", "invitation"),
		refused("request_not_supported", "request objects are not served", "request"),
		served("of a pushed request", "request_uri"),
		refused("registration_not_supported", "applications are registered by the Management API", "registration"),
		refused("unmet_authentication_requirements", "users sign in by password alone", "acr_values"),
		refused("invalid_authorization_details", "authorization details are not served", "authorization_details"),
		refused("invalid_request", "DPoP is not served", "dpop_jkt"),
		refused("invalid_request", "cross-origin authentication is not served", "login_ticket"),
		refused("invalid_request", "session transfer is not served", "session_transfer_token"),
	),
	of("/oauth/par",
		served("", "client_id", "client_secret", "client_assertion", "client_assertion_type"),
		served("and so are all others of /authorize but request_uri", "redirect_uri"),
	),
	of("/oauth/token",
		served("", "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "code", "code_verifier",
			"redirect_uri", "refresh_token", "scope", "audience", "username", "password", "device_code"),
		served("where the tenant's resource_parameter_profile is compatibility", "resource"),
		served("the users' database; at any other the password is wrong", "realm"),
		refused("invalid_request", "parameter organization is not allowed for this client", "organization"),
		refused("invalid_authorization_details", "authorization details are not served", "authorization_details"),
		header(refused("invalid_dpop_proof", "DPoP is not served", "DPoP")),
	),
	of("/oauth/device/code",
		served("", "client_id", "client_secret", "client_assertion", "client_assertion_type", "scope", "audience"),
		served("where the tenant's resource_parameter_profile is compatibility", "resource"),
		refused("invalid_request", "parameter organization is not allowed for this client", "organization"),
		refused("unmet_authentication_requirements", "users sign in by password alone", "acr_values"),
		refused("invalid_authorization_details", "authorization details are not served", "authorization_details"),
	),
	of("/oauth/revoke",
		served("", "token", "client_id", "client_secret", "client_assertion", "client_assertion_type"),
		ignored("a token is found whatever it is said to be", "token_type_hint"),
	),
	of("/oauth/introspect",
		served("in dialect rfc, where it is offered", "token", "client_id", "client_secret", "client_assertion", "client_assertion_type"),
		served("a token is found whatever it is said to be", "token_type_hint"),
	),
	of("/userinfo", served("in a header, or a body; in dialect auth0 in the address as well", "access_token")),
	of("/oidc/logout",
		served("", "id_token_hint", "post_logout_redirect_uri", "client_id", "state"),
		served("the session's sid", "logout_hint"),
		ignored("there are no other identity providers", "federated"),
		ignored("the pages are in English", "ui_locales"),
	),
	of("/v2/logout",
		served("", "returnTo", "client_id"),
		ignored("there are no other identity providers", "federated"),
	),
)

func of(path string, lists ...[]Parameter) []Parameter {
	all := slices.Concat(lists...)
	for i := range all {
		all[i].Path = path
	}
	return all
}

func treated(as Treatment, says string, names []string) (list []Parameter) {
	for _, name := range names {
		list = append(list, Parameter{Name: name, Treatment: as, Says: says})
	}
	return list
}

func served(says string, names ...string) []Parameter { return treated(Served, says, names) }

func ignored(why string, names ...string) []Parameter { return treated(Ignored, why, names) }

// checked is served, but for values that are refused.
func checked(says, name string, refuse func(string) *tenant.Error) []Parameter {
	return []Parameter{{Name: name, Treatment: Served, Says: says, refuse: refuse}}
}

func refused(code, description, name string) []Parameter {
	return []Parameter{{Name: name, Treatment: Refused, Says: code + ": " + description,
		refuse: func(string) *tenant.Error { return badRequest(code, description) }}}
}

func header(list []Parameter) []Parameter {
	for i := range list {
		list[i].Header = true
	}
	return list
}

// checkServed refuses what the endpoint at that path does not serve. A parameter without a value is as good as none (RFC 6749 section 3.1).
func (c *call) checkServed(path string) *tenant.Error {
	for _, p := range parameters {
		if p.Path != path || p.refuse == nil {
			continue
		}
		value := c.params.Get(p.Name)
		if p.Header {
			value = c.GetHeader(p.Name)
		}
		if value == "" {
			continue
		}
		if refusal := p.refuse(value); refusal != nil {
			return refusal
		}
	}
	return nil
}

// refusePrompt follows OpenID Connect Core, section 3.1.2.1: none comes alone.
func refusePrompt(value string) *tenant.Error {
	words := tenant.Scopes(value)
	for _, word := range words {
		switch {
		case !slices.Contains([]string{promptNone, promptLogin, promptConsent, promptSelect}, word):
			return invalidRequest("Unsupported prompt: " + tenant.Shorten(word))
		case word == promptNone && len(words) > 1:
			return invalidRequest("The prompt none must be the only one")
		}
	}
	return nil
}

func refuseMaxAge(value string) *tenant.Error {
	if _, err := strconv.ParseUint(value, 10, 31); err != nil {
		return invalidRequest("max_age must be a number of seconds")
	}
	return nil
}

func refuseConnection(value string) *tenant.Error {
	if value != tenant.Connection {
		return invalidRequest("the connection was not found")
	}
	return nil
}
