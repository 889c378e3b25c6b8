package managementapi

import (
	"maps"
	"net/http"

	"github.com/revokespec/revokespec/mockserver/tenant"
)

func (c *call) readSettings() (tenant.Answer, *tenant.Problem) {
	s, err := c.store.Settings(c.Ctx)
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	return c.one(http.StatusOK, settingsJSON(s))
}

func (c *call) updateSettings() (tenant.Answer, *tenant.Problem) {
	o, bad := c.object()
	if bad != nil {
		return tenant.Answer{}, bad
	}
	patch := tenant.Settings{Flags: map[string]bool{}, Other: map[string]any{}}
	for name, value := range o {
		if name != "flags" {
			patch.Other[name] = value
			continue
		}
		flags, isObject := value.(map[string]any)
		if !isObject {
			return tenant.Answer{}, badBody("Expected type object but found another on property flags")
		}
		for flag, on := range flags {
			b, isBool := on.(bool)
			if !isBool {
				return tenant.Answer{}, badBody("Expected type boolean but found another on property flags." + flag)
			}
			patch.Flags[flag] = b
		}
	}
	s, err := c.store.UpdateSettings(c.Ctx, func(old tenant.Settings) tenant.Settings {
		return c.policy.Settings.Patch(old, patch)
	})
	if err != nil {
		return tenant.Answer{}, fault(err)
	}
	return ok(settingsJSON(s)), nil
}

func settingsJSON(s tenant.Settings) map[string]any {
	out := maps.Clone(s.Other)
	out["flags"] = s.Flags
	return out
}
