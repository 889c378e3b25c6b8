package managementapi

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Names under which Client.Extra keeps what is no field of a client: hidden ones are not shown under that name.
const (
	extraWebOrigins     = "web_origins"
	extraAllowedOrigins = "allowed_origins"
	extraPolicies       = "refresh_token.policies" // hidden
)

// applyClient sets what the body, which was checked, names. A field that the mock has no use for is kept as it is.
func applyClient(client *tenant.Client, body map[string]any, now time.Time) error {
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
			all := mergeMetadata(client.Extra[key], value)
			if len(all) > mostClientMetadata {
				return badBody(fmt.Sprintf("Too many properties defined (%d), maximum %d on property %s", len(all), mostClientMetadata, key))
			}
			client.Extra[key] = all
		case key == extraOlderLogout:
			if body[tenant.ExtraOIDCLogout] == nil {
				applyOlderLogout(client, value)
			}
		case mergedMembers[key] != nil && value != nil:
			client.Extra[key] = mergeMetadata(merged(mergedMembers[key], client.Extra[key]), value)
		case key == "signed_request_object" && value != nil:
			if bad := applyRequestObject(client, value.(map[string]any), now); bad != nil {
				return bad
			}
		case value == nil, value == "" && key == "initiate_login_uri":
			delete(client.Extra, key)
		default:
			client.Extra[key] = value
		}
	}
	applyOrigins(client, body)
	if bad := applyAuthentication(client, body, now); bad != nil {
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

// mergedMembers are objects of which a member that is not given stays, or is at first what stands here (the Terraform provider's
// recordings of applications).
var mergedMembers = map[string]map[string]any{
	extraJWT: {}, "mobile": {}, "native_social_login": {},
	"session_transfer": {"can_create_session_transfer_token": false, "allowed_authentication_methods": []any{}, "enforce_device_binding": "ip",
		"allow_refresh_token": false, "enforce_online_refresh_tokens": true, "enforce_cascade_revocation": true},
}

// extraOlderLogout is the older name of oidc_logout, which has the addresses alone. The two go together.
const extraOlderLogout = "oidc_backchannel_logout"

func applyOlderLogout(client *tenant.Client, value any) {
	if value == nil {
		delete(client.Extra, tenant.ExtraOIDCLogout)
		return
	}
	client.Extra[tenant.ExtraOIDCLogout] = merged(client.Extra[tenant.ExtraOIDCLogout], value)
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

// keptTexts is a list of texts that a store has kept; one that outlives the process has it as JSON has lists.
func keptTexts(value any) (list []string, is bool) {
	switch value := value.(type) {
	case []string:
		return value, true
	case []any:
		return textList(value), true
	}
	return nil, false
}

// merged is an object with the members that are given in place of its own.
func merged(old, given any) map[string]any {
	out := map[string]any{}
	before, _ := old.(map[string]any)
	maps.Copy(out, before)
	changes, _ := given.(map[string]any)
	maps.Copy(out, changes)
	return out
}

// mergeMetadata sets the members that are given, and drops those given as null.
func mergeMetadata(old, changes any) map[string]any {
	out := merged(old, changes)
	maps.DeleteFunc(out, func(_ string, value any) bool { return value == nil })
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
	web, known := keptTexts(client.Extra[extraWebOrigins])
	allowed, _ = keptTexts(client.Extra[extraAllowedOrigins])
	if !known || !slices.Equal(tenant.Union(web, allowed), client.Origins) {
		return client.Origins, nil // changed elsewhere since
	}
	return web, allowed
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
