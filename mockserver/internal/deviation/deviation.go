// Package deviation holds the named ways in which the mock breaks a rule on purpose. Each is as narrow as can be: it
// is what one careless server would do, and it shows that the rule about it would have been noticed.
//
// A deviation only replaces functions of a tenant's Policy. No other package knows any of their names.
//
// They stand by what they are about: at the revocation endpoint requests.go (what is asked), shapes.go and spellings.go (how it is
// written), nearly_right.go, clients.go and assertions.go (who asks), answers.go, effects.go, ages.go, collateral.go, strangers.go, tried.go and lasting.go (what
// comes of it), at_once.go, dead_tokens.go, browsers.go, registration.go; rotation.go, reuse.go, races.go, graces.go, families.go and
// leeway_ends.go, lifetimes.go; scope.go, codes.go, access_tokens.go, device_flow.go; grants.go, devices.go, settings.go, lifecycle.go and dashboard.go;
// server_errors.go; refresh_token_api.go (what is shown), refresh_token_ends.go, refresh_token_bulk.go and sessions.go of the Management API, and logs.go;
// hooks.go, hook_introspection.go and restarts.go for what a vendor does to its own server; nodes.go, node_memory.go and bursts.go for servers
// of several nodes; load.go for what only many requests show.
// decisions.go has the functions that change one decision each, of which most need one.
package deviation

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/revokespec/revokespec/internal/closest"
	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// Deviation is one way of breaking one rule.
type Deviation struct {
	Name     string
	Rule     string   // the rule that it breaks
	Sentence string   // what the server does
	Dialects []string // those in which it can be shown
	// Follows are rules that fail along with it, each with the reason why it must; at most five.
	Follows map[string]string
	Apply   func(*tenant.Policy)
}

// ShownIn says why the deviation cannot be shown in a dialect, where it cannot.
func (d Deviation) ShownIn(dialect string) error {
	if slices.Contains(d.Dialects, dialect) {
		return nil
	}
	return fmt.Errorf("deviation %q cannot be shown in dialect %s; use %s", d.Name, dialect, strings.Join(d.Dialects, " or "))
}

var (
	onlyAuth0    = []string{tenant.DialectAuth0}
	onlyRFC      = []string{tenant.DialectRFC}
	bothDialects = []string{tenant.DialectAuth0, tenant.DialectRFC}
)

// families are the deviations by family of rules. Each is made anew for whoever asks, since a deviation may remember what it saw.
var families = []func() []Deviation{
	revocation, grants, reachOfRevocation, settings, settingChanges, devices, deviceLists, rotation, deviceFlow, dashboard, reachOfDashboard, lifecycle, byAge, collateral, strangers, triedByOthers, graces, codes,
	refreshTokenReads, refreshTokenLists, refreshTokenEnds, refreshTokenFamilies, refreshTokenBulk, refreshTokenForms, sessions, logs, serverErrors, hooks, restarts, brokenStore, betweenNodes, bursts, reuseRaces, leewayEnds, underLoad,
}

// All returns every deviation, by family of rules.
func All() (all []Deviation) {
	for _, family := range families {
		all = append(all, family()...)
	}
	return all
}

// familyOf is the place of each name's family: there are hundreds of deviations, and a server is made with one.
var familyOf = sync.OnceValue(func() map[string]int {
	places := map[string]int{}
	for i, family := range families {
		for _, d := range family() {
			places[d.Name] = i
		}
	}
	return places
})

// ByName returns the deviation of that name. The error of an unknown one names the nearest.
func ByName(name string) (Deviation, error) {
	if place, known := familyOf()[name]; known {
		family := families[place]()
		return family[slices.IndexFunc(family, func(d Deviation) bool { return d.Name == name })], nil
	}
	all := All()
	if len(all) == 0 {
		return Deviation{}, fmt.Errorf("deviation %q is unknown; there are none", name)
	}
	nearest, _ := closest.Named(name, all, func(d Deviation) string { return d.Name })
	return Deviation{}, fmt.Errorf("deviation %q is unknown; the nearest is %q", tenant.Shorten(name), nearest)
}
