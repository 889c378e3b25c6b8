package managementapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Names under which Client.Extra keeps what is no field of a client: hidden ones are not shown under that name.
const (
	extraWebOrigins     = "web_origins"
	extraAllowedOrigins = "allowed_origins"
	extraPolicies       = "refresh_token.policies" // hidden
)

// applyClient sets what the body, which was checked, names. A field that the mock has no use for is kept as it is.
func applyClient(client *tenant.Client, body map[string]any) error {
	if client.Extra == nil {
		client.Extra = map[string]any{}
	}
	texts := map[string]*string{"name": &client.Name, "app_type": &client.AppType, "client_secret": &client.Secret}
	lists := map[string]*[]string{"grant_types": &client.GrantTypes, "callbacks": &client.RedirectURIs,
		"allowed_logout_urls": &client.LogoutURIs}
	for key, value := range body {
		switch {
		case texts[key] != nil:
			*texts[key] = value.(string)
		case lists[key] != nil:
			*lists[key] = textList(value)
		case key == extraWebOrigins, key == extraAllowedOrigins, key == "refresh_token":
		case key == "token_endpoint_auth_method", key == "client_authentication_methods":
		case key == "is_first_party":
			client.FirstParty = value == true
		case key == "client_metadata":
			merged := mergeMetadata(client.Extra[key], value)
			if len(merged) > mostClientMetadata {
				return badBody(fmt.Sprintf("Too many properties defined (%d), maximum %d on property %s", len(merged), mostClientMetadata, key))
			}
			client.Extra[key] = merged
		default:
			client.Extra[key] = value
		}
	}
	applyOrigins(client, body)
	if bad := applyAuthentication(client, body); bad != nil {
		return bad
	}
	if bad := applyRefreshToken(client, body); bad != nil {
		return bad
	}
	// "Configure Refresh Token Rotation"; the message is one that Auth0 was seen to answer.
	if client.RefreshTokens.Rotating && !client.OIDCConformant() {
		return problem(http.StatusBadRequest, "Application must be OIDC Conformant when Refresh Token rotation is enabled", "invalid_body")
	}
	return nil
}

// textList is a list of texts that was decoded from JSON.
func textList(value any) []string {
	l, _ := value.([]any)
	out := make([]string, 0, len(l))
	for _, v := range l {
		s, _ := v.(string)
		out = append(out, s)
	}
	return out
}

// mergeMetadata sets the members that are given, and drops those given as null.
func mergeMetadata(old, changes any) map[string]any {
	out := map[string]any{}
	before, _ := old.(map[string]any)
	maps.Copy(out, before)
	given, _ := changes.(map[string]any)
	for key, value := range given {
		if out[key] = value; value == nil {
			delete(out, key)
		}
	}
	return out
}

// applyOrigins keeps web_origins and allowed_origins apart; a browser may call from either.
func applyOrigins(client *tenant.Client, body map[string]any) {
	web, allowed := clientOrigins(client)
	changed := false
	for key, to := range map[string]*[]string{extraWebOrigins: &web, extraAllowedOrigins: &allowed} {
		if value, given := body[key]; given {
			*to, changed = textList(value), true
		}
	}
	if !changed {
		return
	}
	client.Extra[extraWebOrigins], client.Extra[extraAllowedOrigins] = web, allowed
	client.Origins = tenant.Union(web, allowed)
}

// clientOrigins are web_origins and allowed_origins. Of a client that was not made here, all are the former.
func clientOrigins(client *tenant.Client) (web, allowed []string) {
	web, known := client.Extra[extraWebOrigins].([]string)
	allowed, _ = client.Extra[extraAllowedOrigins].([]string)
	if !known || !slices.Equal(tenant.Union(web, allowed), client.Origins) {
		return client.Origins, nil // changed elsewhere since
	}
	return web, allowed
}

// clientJSON shows an application, but for its secret.
func clientJSON(client *tenant.Client) item {
	out := item{tenant.ExtraOIDCConformant: true}
	maps.Copy(out, client.Extra)
	for _, hidden := range hiddenExtras {
		delete(out, hidden)
	}
	web, allowed := clientOrigins(client)
	maps.Copy(out, item{
		"client_id": client.ID, "name": client.Name, "is_first_party": client.FirstParty, "global": false,
		"grant_types": orEmpty(client.GrantTypes), "callbacks": orEmpty(client.RedirectURIs),
		"allowed_logout_urls": orEmpty(client.LogoutURIs), extraWebOrigins: orEmpty(web), extraAllowedOrigins: orEmpty(allowed),
		"refresh_token": clientTokensJSON(client),
	})
	if client.AppType != "" {
		out["app_type"] = client.AppType
	}
	if client.AuthMethod == tenant.AuthPrivateKeyJWT {
		out["client_authentication_methods"] = item{"private_key_jwt": item{"credentials": credentialsJSON(client)}}
	} else {
		out["token_endpoint_auth_method"] = client.AuthMethod
	}
	return out
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
