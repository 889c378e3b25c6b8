package managementapi

import (
	"fmt"
	"time"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

// applyClient sets what the body names. A field that the mock has no use for is kept as it is.
func applyClient(client *tenant.Client, body map[string]any) *tenant.Problem {
	texts := map[string]*string{"name": &client.Name, "app_type": &client.AppType, "client_secret": &client.Secret}
	lists := map[string]*[]string{"grant_types": &client.GrantTypes, "callbacks": &client.RedirectURIs,
		"allowed_logout_urls": &client.LogoutURIs, "web_origins": &client.Origins, "allowed_origins": &client.Origins}
	for name, value := range body {
		switch {
		case name == "client_id", name == "global":
			return badBody("Additional properties not allowed: " + name)
		case texts[name] != nil:
			s, isText := value.(string)
			if !isText {
				return wrongType("string", name)
			}
			*texts[name] = s
		case lists[name] != nil:
			l, isList := textList(value)
			if !isList {
				return wrongType("array", name)
			}
			*lists[name] = l
		case name == "is_first_party":
			b, isBool := value.(bool)
			if !isBool {
				return wrongType("boolean", name)
			}
			client.FirstParty = b
		case name == "token_endpoint_auth_method":
			if bad := applyAuthMethod(client, value); bad != nil {
				return bad
			}
		case name == "refresh_token":
			if bad := applyRefreshToken(&client.RefreshTokens, value); bad != nil {
				return bad
			}
		default:
			if client.Extra == nil {
				client.Extra = map[string]any{}
			}
			client.Extra[name] = value
		}
	}
	return nil
}

func wrongType(want, name string) *tenant.Problem {
	return badBody(fmt.Sprintf("Expected type %s but found another on property %s", want, name))
}

func applyAuthMethod(client *tenant.Client, value any) *tenant.Problem {
	s, _ := value.(string)
	switch m := tenant.AuthMethod(s); m {
	case tenant.AuthNone, tenant.AuthSecretPost, tenant.AuthSecretBasic:
		client.AuthMethod = m
		if m != tenant.AuthNone && client.Secret == "" {
			client.Secret = tenant.NewID(32)
		}
		return nil
	}
	return badBody("No enum match for: " + s + " on property token_endpoint_auth_method")
}

func textList(value any) ([]string, bool) {
	list, ok := value.([]any)
	out := make([]string, 0, len(list))
	for _, v := range list {
		s, isText := v.(string)
		if !isText {
			return nil, false
		}
		out = append(out, s)
	}
	return out, ok
}

// applyRefreshToken follows the schema of an application's refresh_token: lifetimes are in seconds.
func applyRefreshToken(o *tenant.RefreshTokenOptions, value any) *tenant.Problem {
	m, isObject := value.(map[string]any)
	if !isObject {
		return wrongType("object", "refresh_token")
	}
	switch rotation, _ := m["rotation_type"].(string); rotation {
	case "rotating", "non-rotating":
		o.Rotating = rotation == "rotating"
	default:
		return badBody("No enum match on property refresh_token.rotation_type")
	}
	for name, field := range map[string]struct {
		to    *time.Duration
		least float64
	}{"leeway": {&o.Leeway, 0}, "token_lifetime": {&o.Lifetime, 1}, "idle_token_lifetime": {&o.Idle, 1}} {
		v, given := m[name]
		if !given {
			continue
		}
		seconds, isNumber := v.(float64)
		if !isNumber || seconds < field.least || seconds > mostLifetime {
			return badBody("Value out of range on property refresh_token." + name)
		}
		*field.to = time.Duration(seconds) * time.Second
	}
	for name, to := range map[string]*time.Duration{"infinite_token_lifetime": &o.Lifetime, "infinite_idle_token_lifetime": &o.Idle} {
		if infinite, _ := m[name].(bool); infinite {
			*to = 0
		}
	}
	if m["expiration_type"] == "non-expiring" {
		if o.Rotating {
			return badBody("Rotating refresh tokens must expire, on property refresh_token.expiration_type")
		}
		o.Lifetime, o.Idle = 0, 0
	}
	return nil
}

// mostLifetime is the schema's bound for token_lifetime, in seconds: five years.
const mostLifetime = 157788000

func refreshTokenJSON(o tenant.RefreshTokenOptions) map[string]any {
	out := map[string]any{
		"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": seconds(o.Leeway),
		"infinite_token_lifetime": o.Lifetime == 0, "infinite_idle_token_lifetime": o.Idle == 0,
	}
	if o.Rotating {
		out["rotation_type"] = "rotating"
	}
	if o.Lifetime > 0 || o.Idle > 0 {
		out["expiration_type"] = "expiring"
	}
	if o.Lifetime > 0 {
		out["token_lifetime"] = seconds(o.Lifetime)
	}
	if o.Idle > 0 {
		out["idle_token_lifetime"] = seconds(o.Idle)
	}
	return out
}

func seconds(d time.Duration) int { return int(d / time.Second) }
