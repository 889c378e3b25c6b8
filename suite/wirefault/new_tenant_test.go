package wirefault_test

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/revokespec/revokespec/deployment"
)

// newTenants are faults in what the setting is in a tenant that was just made.
func newTenants() []fault {
	day := time.Date(2021, time.January, 13, 0, 0, 0, 0, time.UTC)
	founding := all(method(http.MethodPost), path("/_mock/reset"))
	// starting brings the setting of new tenants that fit to a value, and may show another one until it is changed.
	starting := func(fits func(founded time.Time) bool, on bool, shown ...bool) behaviour {
		return both(founding, func(p *proxy, r *request) *answer {
			a := p.send(r)
			var asked struct {
				Founded time.Time `json:"founded"`
			}
			_ = json.Unmarshal(r.body, &asked)
			if asked.Founded.IsZero() {
				asked.Founded = time.Now()
			}
			if !a.ok() || !fits(asked.Founded) {
				return a
			}
			p.writeSetting(on)
			for _, value := range shown {
				if p.mark("written"); value {
					p.mark("shown")
				}
			}
			return a
		}, shownSetting(func(p *proxy, on bool) { p.writeSetting(on) }))
	}
	old := func(founded time.Time) bool { return founded.Before(day) }
	young := func(founded time.Time) bool { return !founded.Before(day) }
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "SET-03", name: name, dialect: auth0, unshared: true, single: true, few: true, wrong: wrong, follows: otherwiseShown}
	}
	return []fault{
		one("a new tenant starts with it on", starting(young, true)),
		one("an old tenant starts with it off", starting(old, false)),
		one("a tenant of the day before starts with it off", starting(func(f time.Time) bool { return old(f) && f.After(day.AddDate(0, 0, -2)) }, false)),
		one("a tenant of two days after starts with it on", starting(func(f time.Time) bool { return young(f) && f.Before(day.AddDate(0, 0, 3)) }, true)),
		one("an old tenant shows it on, and off governs", starting(old, false, true)),
		one("a new tenant shows it off, and on governs", starting(young, true, false)),
	}
}

// openOptions are those of a deployment that nobody else uses.
func openOptions(f fault) deployment.Options {
	return deployment.Options{Ephemeral: true, Profiles: profiles(f.dialect), Unshared: f.unshared}
}
