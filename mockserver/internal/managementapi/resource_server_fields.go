package managementapi

import (
	"cmp"
	"maps"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/keys"
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
		"name": title(200), "scopes": list(scope), "allow_offline_access": flag(), "token_lifetime": integer(0, mostAccess),
		"skip_consent_for_verifiable_first_party_clients": flag(), subjectTypes: subjectTypesBody,
		tenant.ExtraSigningAlg:      described(enum(append(keys.RSAAlgorithms(), tenant.HS256)...), "Of access tokens. A tenant whose own key is no RSA key signs with that, but for HS256."),
		tenant.ExtraWebLifetime:     described(integer(0, mostAccess), "Seconds that access tokens live which pass through a browser."),
		tenant.ExtraEnforcePolicies: described(flag(), "Whether users get only those scopes that are their permissions."),
		tenant.ExtraTokenDialect:    described(enum(tenant.TokenDialects()...), "What access tokens look like; with _authz, and where policies are enforced, they tell permissions."),
		tenant.ExtraSigningSecret:   described(&schema{Type: "string", MinLength: 16}, "Of HS256; made up where none is given."),
		"allow_online_access":       kept(flag()),
		"consent_policy":            kept(nullable(enum("transactional-authorization-with-mfa"))), "verificationLocation": kept(text()),
		"options": kept(anything()), "token_encryption": kept(nullable(anything())),
		tenant.ExtraProofPossession: described(nullable(anything()), "Where it is required, tokens are refused: DPoP is not served."), "authorization_policy": kept(nullable(anything())),
		"authorization_details": kept(nullable(list(anything()))), "allow_online_access_with_ephemeral_sessions": kept(flag()),
	}
}

// subjectTypes is the member that says who may ask for tokens for the API, and with what client grants (tenant.Audience).
const subjectTypes = tenant.ExtraSubjectTypes

var subjectTypesBody = object(properties{
	"user":   object(properties{"policy": enum(tenant.AllowAll, tenant.DenyAll, tenant.RequireClientGrant)}),
	"client": object(properties{"policy": enum(tenant.DenyAll, tenant.RequireClientGrant)}),
})

// subjectTypesDefault is what it is where nothing was said.
func subjectTypesDefault() map[string]any {
	return map[string]any{"user": map[string]any{"policy": tenant.AllowAll}, "client": map[string]any{"policy": tenant.RequireClientGrant}}
}

func audienceBody() *schema { return object(audienceProperties()) }

func audienceAnswer() *schema {
	return object(audienceProperties()).with(properties{"id": text(), "identifier": text(), "is_system": flag(), "client_id": text()})
}

// newAudience is an API of which nothing was said.
func newAudience(identifier string) tenant.Audience {
	return tenant.Audience{ID: tenant.NewID(12), Identifier: identifier,
		Extra: map[string]any{"skip_consent_for_verifiable_first_party_clients": false}}
}

// applyAudience sets what the body, which was checked, names.
func applyAudience(a *tenant.Audience, body map[string]any) error {
	if a.Extra == nil {
		a.Extra = map[string]any{}
	}
	for key, value := range body {
		switch key {
		case "identifier":
		case "name":
			a.Name = value.(string)
		case "allow_offline_access":
			a.AllowOfflineAccess = value == true
		case "token_lifetime":
			a.AccessLifetime = inSeconds(value.(float64))
		case "scopes":
			applyScopes(a, value.([]any))
		case subjectTypes:
			a.Extra[key] = merged(merged(subjectTypesDefault(), a.Extra[key]), value)
		case "token_encryption":
			a.Extra[key] = shownEncryption(value)
		default:
			a.Extra[key] = value
		}
	}
	maps.DeleteFunc(a.Extra, func(_ string, value any) bool { return value == nil })
	if a.SigningAlgorithm() == tenant.HS256 && a.SigningSecret() == "" {
		a.Extra[tenant.ExtraSigningSecret], _ = tenant.NewSecret("")
	}
	return checkLifetimes(a, body)
}

// checkLifetimes refuses what the reference says cannot be: that a token which passes through a browser lives longer than others.
func checkLifetimes(a *tenant.Audience, body map[string]any) error {
	_, web := body[tenant.ExtraWebLifetime]
	_, all := body["token_lifetime"]
	others := cmp.Or(a.AccessLifetime, defaultAccess*time.Second)
	if said, _ := a.Extra[tenant.ExtraWebLifetime].(float64); (web || all) && inSeconds(said) > others {
		return badBody("token_lifetime_for_web cannot be greater than token_lifetime")
	}
	return nil
}

// shownEncryption is how tokens are to be encrypted, which they are not here, without the key: a certificate is told by its digest,
// where no identifier is given.
func shownEncryption(value any) any {
	out, _ := value.(map[string]any)
	key, _ := out["encryption_key"].(map[string]any)
	text, given := key["pem"].(string)
	if !given {
		return value
	}
	key = maps.Clone(key)
	delete(key, "pem")
	if _, certificate, ok := parsePEM(text); ok && certificate != nil && key["kid"] == nil {
		key["thumbprint_sha256"] = thumbprint(certificate)
	}
	return merged(out, map[string]any{"encryption_key": key})
}

func applyScopes(a *tenant.Audience, scopes []any) {
	a.Scopes = []string{}
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
		"skip_consent_for_verifiable_first_party_clients": true, subjectTypes: subjectTypesDefault()}
	maps.Copy(out, a.Extra)
	descriptions, _ := a.Extra[descriptionsExtra].(map[string]any)
	delete(out, descriptionsExtra)
	if a.SigningAlgorithm() != tenant.HS256 {
		delete(out, tenant.ExtraSigningSecret)
	}
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
	if a.Scopes != nil {
		out["scopes"] = scopes
	}
	if a.Name != "" {
		out["name"] = a.Name
	}
	maps.Copy(out, item{"id": audienceID(a), "identifier": a.Identifier, "allow_offline_access": a.AllowOfflineAccess})
	return out
}
