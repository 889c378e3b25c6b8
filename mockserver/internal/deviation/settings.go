package deviation

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// settings are the deviations from SET.
func settings() []Deviation {
	return []Deviation{
		{Name: "new-tenant-deletes-grants", Rule: "SET-03", Dialects: onlyAuth0,
			Sentence: "Every new tenant starts with the setting on.",
			Apply:    changingFoundedSettings(func(_ time.Time, _ bool) bool { return true })},
		{Name: "old-tenant-keeps-grants", Rule: "SET-03", Dialects: onlyAuth0,
			Sentence: "A tenant that is older than the setting starts with it off.",
			Apply:    changingFoundedSettings(func(_ time.Time, _ bool) bool { return false })},
		{Name: "setting-turned-off-too-early", Rule: "SET-03", Dialects: onlyAuth0,
			Sentence: "Tenants made in the last year before 13 January 2021 start with the setting off.",
			Apply: changingFoundedSettings(func(founded time.Time, on bool) bool {
				return on && founded.Before(time.Date(2020, time.January, 13, 0, 0, 0, 0, time.UTC))
			})},
		{Name: "setting-sticks-once-on", Rule: "SET-01", Dialects: onlyAuth0,
			Sentence: "Once the setting was on, revocations go on deleting grants after it was switched off.",
			Follows:  map[string]string{"DSH-03": "the toggle in the Dashboard switches the same setting off"},
			Apply: func(p *tenant.Policy) {
				var wasOn atomic.Bool
				changingPatch(func(s, _ tenant.Settings) {
					if s.RevocationDeletesGrant() {
						wasOn.Store(true)
					}
				})(p)
				cascades := p.Settings.Cascades
				p.Settings.Cascades = func(s tenant.Settings, c tenant.Cause) bool {
					return cascades(s, c) || c == tenant.CauseRevocation && wasOn.Load()
				}
			}},
		{Name: "patch-drops-other-flags", Rule: "SET-02", Dialects: onlyAuth0,
			Sentence: "Switching a flag on switches all others off.",
			Follows:  map[string]string{"DSH-03": "the toggle in the Dashboard changes the same flags"},
			Apply: changingPatch(func(s, changes tenant.Settings) {
				if slices.Contains(slices.Collect(maps.Values(changes.Flags)), true) {
					for flag := range s.Flags {
						s.Flags[flag] = changes.Flags[flag]
					}
				}
			})},
		{Name: "settings-are-read-without-scope", Rule: "SET-04", Dialects: onlyAuth0,
			Sentence: "Any management token may read the settings.",
			Apply:    withoutScope(tenant.OpReadSettings)},
	}
}

// withoutScope lets an operation be called without its scope; a token it still needs.
func withoutScope(name tenant.Endpoint) change {
	return authorizingAnyway(name, func(found *tenant.Problem) bool { return found.Code == "insufficient_scope" })
}

// authorizingAnyway lets an operation be called though that was found against it, on that condition.
func authorizingAnyway(name tenant.Endpoint, when func(found *tenant.Problem) bool) change {
	return func(p *tenant.Policy) {
		before := p.Management.Authorize
		p.Management.Authorize = func(op tenant.Endpoint, found *tenant.Problem) *tenant.Problem {
			if op == name && found != nil && when(found) {
				return nil
			}
			return before(op, found)
		}
	}
}

// changingFoundedSettings changes what a new tenant's setting is, given the day that it was made on and what it should be.
func changingFoundedSettings(change func(founded time.Time, on bool) bool) change {
	return func(p *tenant.Policy) {
		before := p.Settings.Founded
		p.Settings.Founded = func(founded time.Time) tenant.Settings {
			s := before(founded)
			s.Flags[tenant.FlagRevocationDeletesGrant] = change(founded, s.RevocationDeletesGrant())
			return s
		}
	}
}

// settingChanges are deviations from SET in when a change takes hold, what it changes, and who may make it.
func settingChanges() []Deviation {
	return []Deviation{
		{Name: "setting-is-read-at-the-first-revocation", Rule: "SET-01", Dialects: onlyAuth0,
			Sentence: "What the setting was at an application's first revocation governs all others there.",
			Apply:    keepingFirstSetting},
		{Name: "other-flags-reset-the-setting", Rule: "SET-02", Dialects: onlyAuth0,
			Sentence: "Writing any other flag switches the setting off.",
			Apply: changingPatch(func(s, changes tenant.Settings) {
				if _, written := changes.Flags[tenant.FlagRevocationDeletesGrant]; !written {
					s.Flags[tenant.FlagRevocationDeletesGrant] = false
				}
			})},
		{Name: "setting-switched-off-drops-other-flags", Rule: "SET-02", Dialects: onlyAuth0,
			Sentence: "Switching the setting off switches all other flags off.",
			Apply: changingPatch(func(s, changes tenant.Settings) {
				if on, written := changes.Flags[tenant.FlagRevocationDeletesGrant]; written && !on {
					clear(s.Flags)
				}
			})},
		{Name: "setting-turned-off-a-day-late", Rule: "SET-03", Dialects: onlyAuth0,
			Sentence: "Tenants made on 13 January 2021 start with the setting on.",
			Apply: changingFoundedSettings(func(founded time.Time, on bool) bool {
				return on || !founded.IsZero() && founded.Before(time.Date(2021, time.January, 14, 0, 0, 0, 0, time.UTC))
			})},
		{Name: "settings-are-written-without-a-token", Rule: "SET-04", Dialects: onlyAuth0,
			Sentence: "The settings are changed for whoever presents no management token.",
			Apply:    authorizingAnyway(tenant.OpUpdateSettings, func(found *tenant.Problem) bool { return found.Status == 401 })},
	}
}

// changingPatch changes what a PATCH of the settings comes to; s is a copy.
func changingPatch(change func(s, changes tenant.Settings)) change {
	return func(p *tenant.Policy) {
		before := p.Settings.Patch
		p.Settings.Patch = func(old, changes tenant.Settings) tenant.Settings {
			s := before(old, changes).Clone()
			change(s, changes)
			return s
		}
	}
}

// keepingFirstSetting keeps the setting as it was when an application first revoked.
func keepingFirstSetting(p *tenant.Policy) {
	var kept sync.Map // client_id -> tenant.Settings
	changingEnd(func(e *tenant.Ending, before func(*tenant.Ending)) {
		s, _ := kept.LoadOrStore(e.Grant.Key.ClientID, e.Settings)
		e.Settings = s.(tenant.Settings)
		before(e)
	})(p)
}
