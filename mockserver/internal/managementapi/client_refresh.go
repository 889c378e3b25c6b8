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
		for _, hidden := range hiddenExtras {
			delete(client.Extra, hidden)
		}
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
	shown := clientTokensJSON(client)
	o.Lifetime = lifetime(m, shown, "token_lifetime", expires)
	o.Idle = lifetime(m, shown, "idle_token_lifetime", expires)
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
	for name, hidden := range hiddenExtras {
		if value, given := m[name]; given {
			client.Extra[hidden] = value
		}
	}
	return nil
}

// hiddenExtras are the names in Client.Extra under which members of refresh_token are kept that decide nothing now: numbers of
// seconds are shown, and stand again, where tokens expire once more.
var hiddenExtras = map[string]string{"policies": extraPolicies, "token_lifetime": "refresh_token.token_lifetime",
	"idle_token_lifetime": "refresh_token.idle_token_lifetime"}

// lifetime is 0 where there is none, and what was shown where the body says nothing.
func lifetime(m, shown item, name string, expires bool) time.Duration {
	if !expires || m["infinite_"+name] == true {
		return 0
	}
	if seconds, given := m[name].(float64); given {
		return inSeconds(seconds)
	}
	return time.Duration(shown[name].(int)) * time.Second
}

func inSeconds(n float64) time.Duration { return time.Duration(n) * time.Second }

// clientTokensJSON shows the numbers that were sent, or the defaults, where there is no lifetime, as Auth0 does beside infinite_*.
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
	for name, decided := range map[string]time.Duration{"token_lifetime": o.Lifetime, "idle_token_lifetime": o.Idle} {
		if kept, said := client.Extra[hiddenExtras[name]].(float64); said {
			out[name] = int(kept)
		}
		if decided > 0 {
			out[name] = int(decided / time.Second)
		}
	}
	if policies := client.Extra[extraPolicies]; policies != nil {
		out["policies"] = policies
	}
	return out
}
