package managementapi

import (
	"maps"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Lifetimes of access tokens of an API that was given none, in seconds (go-auth0's recordings).
const (
	defaultAccess     = 86400
	defaultAccessWeb  = 7200
	mostAccess        = 2592000
	descriptionsExtra = "scopes.descriptions" // in Audience.Extra, not shown under that name
)

func audienceProperties() properties {
	scope := object(properties{"value": name(280), "description": &schema{Type: "string", MaxLength: 500}}, "value")
	return properties{
		"name": title(200), "scopes": list(scope), "allow_offline_access": flag(), "allow_online_access": flag(),
		"signing_alg": enum("HS256", "RS256", "RS512", "PS256"), "token_lifetime": integer(0, mostAccess),
		"token_lifetime_for_web": integer(0, mostAccess), "skip_consent_for_verifiable_first_party_clients": flag(),
		"enforce_policies": flag(),
		"token_dialect":    enum("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"),
		"consent_policy":   nullable(enum("transactional-authorization-with-mfa")), "verificationLocation": text(),
		"options": anything(), "subject_type_authorization": anything(), "token_encryption": nullable(anything()),
		"proof_of_possession": nullable(anything()), "authorization_policy": nullable(anything()),
		"authorization_details": nullable(list(anything())), "allow_online_access_with_ephemeral_sessions": flag(),
	}
}

func audienceBody() *schema {
	return object(audienceProperties()).with(properties{"signing_secret": &schema{Type: "string", MinLength: 16}})
}

func audienceAnswer() *schema {
	return object(audienceProperties()).with(properties{"id": text(), "identifier": text(), "is_system": flag()})
}

// applyAudience sets what the body, which was checked, names. A signing secret is taken and forgotten: the mock signs
// with its own keys.
func applyAudience(a *tenant.Audience, body map[string]any) {
	if a.Extra == nil {
		a.Extra = map[string]any{}
	}
	for key, value := range body {
		switch key {
		case "identifier", "signing_secret":
		case "name":
			a.Name = value.(string)
		case "allow_offline_access":
			a.AllowOfflineAccess = value == true
		case "token_lifetime":
			a.AccessLifetime = inSeconds(value.(float64))
		case "scopes":
			applyScopes(a, value.([]any))
		default:
			a.Extra[key] = value
		}
	}
}

func applyScopes(a *tenant.Audience, scopes []any) {
	a.Scopes = nil
	descriptions := map[string]any{}
	for _, s := range scopes {
		m := s.(map[string]any)
		value := m["value"].(string)
		a.Scopes = append(a.Scopes, value)
		if m["description"] != nil {
			descriptions[value] = m["description"]
		}
	}
	a.Extra[descriptionsExtra] = descriptions
}

func audienceJSON(a *tenant.Audience) item {
	out := item{"signing_alg": "RS256", "token_lifetime_for_web": defaultAccessWeb, "token_lifetime": defaultAccess,
		"skip_consent_for_verifiable_first_party_clients": true}
	maps.Copy(out, a.Extra)
	descriptions, _ := a.Extra[descriptionsExtra].(map[string]any)
	delete(out, descriptionsExtra)
	scopes := []item{}
	for _, s := range a.Scopes {
		scope := item{"value": s}
		if d := descriptions[s]; d != nil {
			scope["description"] = d
		}
		scopes = append(scopes, scope)
	}
	if a.AccessLifetime > 0 {
		out["token_lifetime"] = int(a.AccessLifetime / time.Second)
	}
	maps.Copy(out, item{"id": audienceID(a), "identifier": a.Identifier, "name": a.Name, "scopes": scopes,
		"allow_offline_access": a.AllowOfflineAccess, "is_system": false})
	return out
}
