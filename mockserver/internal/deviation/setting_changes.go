package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

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
