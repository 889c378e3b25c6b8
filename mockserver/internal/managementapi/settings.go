package managementapi

import (
	"maps"
	"net/http"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func settingsRoutes() []route {
	return []route{
		{method: "GET", path: "/tenants/settings", name: tenant.OpReadSettings, serve: (*call).readSettings,
			does: "Get tenant settings", scopes: []string{"read:tenant_settings"}, query: fieldNames,
			status: http.StatusOK, answer: ref("Settings")},
		{method: "PATCH", path: "/tenants/settings", name: tenant.OpUpdateSettings, serve: (*call).updateSettings,
			does: "Update tenant settings", scopes: []string{"update:tenant_settings"}, body: settingsBody().notEmpty(),
			status: http.StatusOK, answer: ref("Settings")},
	}
}

func (c *call) readSettings() (any, error) {
	s, err := c.store.Settings(c.Ctx)
	if err != nil {
		return nil, err
	}
	return c.one(settingsJSON(s)), nil
}

func (c *call) updateSettings() (any, error) {
	if bad := minutesToHours(c.body); bad != nil {
		return nil, bad
	}
	patch := tenant.Settings{Flags: map[string]bool{}, Other: map[string]any{}}
	flags, _ := c.body["flags"].(map[string]any)
	for name, on := range flags {
		patch.Flags[name] = on == true
	}
	for name, value := range c.body {
		if name != "flags" {
			patch.Other[name] = value
		}
	}
	var bad error
	s, err := c.store.UpdateSettings(c.Ctx, func(old tenant.Settings) tenant.Settings {
		changes := patch.Clone()
		if bad = completeDeviceFlow(old, changes); bad != nil {
			return old
		}
		return c.Policy.Settings.Patch(old, changes)
	})
	if bad != nil {
		return nil, bad
	}
	if err != nil {
		return nil, err
	}
	out := settingsJSON(s)
	delete(out, "sandbox_versions_available") // as recorded: that is for who reads
	return out, nil
}

func settingsJSON(s tenant.Settings) item {
	out := maps.Clone(s.Other)
	maps.DeleteFunc(out, func(name string, value any) bool { return value == nil || strings.Contains(name, ".") }) // null, or hidden
	out["flags"] = s.Flags
	return out
}
