package managementapi

import (
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// applyRefreshToken follows the schema of an application's refresh_token: lifetimes are in seconds, and one that is not
// given stays, or is the default where there was none.
func applyRefreshToken(client *tenant.Client, body map[string]any) error {
	value, given := body["refresh_token"]
	if !given {
		return nil
	}
	m, _ := value.(map[string]any)
	if m == nil { // null: as if it had never been given
		client.RefreshTokens = tenant.RefreshTokenOptions{}
		delete(client.Extra, extraPolicies)
		return nil
	}
	o := client.RefreshTokens
	o.Rotating = m["rotation_type"] == "rotating"
	if leeway, given := m["leeway"].(float64); given {
		o.Leeway = inSeconds(leeway)
	}
	expires := m["expiration_type"] == "expiring"
	if o.Rotating && !expires {
		return badBody("Rotating refresh tokens must expire on property refresh_token.expiration_type")
	}
	o.Lifetime = lifetime(m, "token_lifetime", o.Lifetime, defaultLifetime, expires)
	o.Idle = lifetime(m, "idle_token_lifetime", o.Idle, defaultIdle, expires)
	if o.Rotating && o.Lifetime == 0 && o.Idle == 0 {
		return badBody("Rotating refresh tokens must expire on property refresh_token.infinite_token_lifetime")
	}
	if o.Lifetime > 0 && o.Idle > o.Lifetime {
		if _, explicit := m["idle_token_lifetime"]; explicit {
			return badBody("Value is greater than token_lifetime on property refresh_token.idle_token_lifetime")
		}
		o.Idle = o.Lifetime
	}
	client.RefreshTokens = o
	if policies, given := m["policies"]; given {
		client.Extra[extraPolicies] = policies
	}
	return nil
}

// lifetime is 0 where there is none.
func lifetime(m map[string]any, name string, before time.Duration, otherwise float64, expires bool) time.Duration {
	seconds, given := m[name].(float64)
	switch {
	case !expires, m["infinite_"+name] == true:
		return 0
	case given:
		return inSeconds(seconds)
	case before > 0:
		return before
	}
	return inSeconds(otherwise)
}

func inSeconds(n float64) time.Duration { return time.Duration(n) * time.Second }

// clientTokensJSON shows the defaults where there is no lifetime, as Auth0 does beside infinite_*.
func clientTokensJSON(client *tenant.Client) item {
	o := client.RefreshTokens
	out := item{
		"rotation_type": "non-rotating", "expiration_type": "non-expiring", "leeway": int(o.Leeway / time.Second),
		"token_lifetime": defaultLifetime, "idle_token_lifetime": defaultIdle,
		"infinite_token_lifetime": o.Lifetime == 0, "infinite_idle_token_lifetime": o.Idle == 0,
	}
	if o.Rotating {
		out["rotation_type"] = "rotating"
	}
	if o.Rotating || o.Lifetime > 0 || o.Idle > 0 {
		out["expiration_type"] = "expiring"
	}
	if o.Lifetime > 0 {
		out["token_lifetime"] = int(o.Lifetime / time.Second)
	}
	if o.Idle > 0 {
		out["idle_token_lifetime"] = int(o.Idle / time.Second)
	}
	if policies := client.Extra[extraPolicies]; policies != nil {
		out["policies"] = policies
	}
	return out
}
