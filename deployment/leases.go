package deployment

import (
	"context"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"sync"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/internal/remedy"
)

// leases lends users, each to one scenario at a time, and the tenant setting: many may hold one value of it together, and
// a scenario that changes it holds it alone, as does one that moves the clock far, or restarts the server. All are taken in one go, so that nobody waits for one while holding the other.
type leases struct {
	mu        sync.Mutex
	users     []file.User
	lent      []bool // by index of users
	lastLent  []int  // by index of users: when each was lent last, in loans
	loans     int
	value     file.Setting // "" = not known
	mayChange bool         // value may be changed by us
	stale     bool         // value may have changed since: it must be read again
	grants    []*loan      // what is lent
	queue     []*waiter    // by order of arrival
}

type waiter struct {
	want      Want
	granted   chan *loan // buffered: granting never blocks
	overtaken int
}

// loan is what a waiter got.
type loan struct {
	want           Want
	users          []int               // indices
	beside         map[string]struct{} // scenarios that held something at the same time
	settlesSetting bool                // its holder is alone until it has called settled, and brings the setting to what it wants
}

// mostOvertakings is how often a waiter is overtaken by others whose wants can be met at once, before all later ones must wait.
// Without overtaking, a scenario that wants many users or the other value would idle all; without bound it would starve.
const mostOvertakings = 16

func (l *leases) init(users []file.User) {
	l.users, l.lent, l.lastLent = users, make([]bool, len(users)), make([]int, len(users))
}

// setSetting sets what Open found out about the setting.
func (l *leases) setSetting(value file.Setting, mayChange bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.value, l.mayChange = value, mayChange
}

func (l *leases) setting() file.Setting {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.value
}

// possible says why a want can never be met.
func (l *leases) possible(w Want) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case w.Users > len(l.users):
		need := "second-user"
		if w.Users > 2 {
			need = fmt.Sprintf("%d users", w.Users)
		}
		return &remedy.NotApplicable{Need: need, Remedy: fmt.Sprintf("list at least %d under users", w.Users)}
	case w.Setting == file.SettingAny || l.mayChange:
		return nil
	case w.Setting == file.SettingChanged:
		return &remedy.NotApplicable{Need: "changes", Remedy: "the tenant setting may not be changed; add management with allow_changes: true"}
	case l.value == "":
		return &remedy.NotApplicable{Need: "setting", Remedy: "whether revoking deletes the grant is not known; add management, or declares.revoke_refresh_token_grant"}
	case l.value != w.Setting:
		return &remedy.NotApplicable{Need: "setting " + string(w.Setting), Remedy: fmt.Sprintf("the tenant setting is %s and may not be changed; add management with allow_changes: true, or change it for a run of its own", l.value)}
	}
	return nil
}

// take waits for its turn.
func (l *leases) take(ctx context.Context, w Want) (*loan, error) {
	waiting := &waiter{want: w, granted: make(chan *loan, 1)}
	l.mu.Lock()
	l.queue = append(l.queue, waiting)
	l.dispatch()
	l.mu.Unlock()
	select {
	case g := <-waiting.granted:
		return g, nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = slices.DeleteFunc(l.queue, func(q *waiter) bool { return q == waiting })
	select {
	case g := <-waiting.granted: // it came at the same moment
		l.takeBack(g)
	default:
	}
	l.dispatch()
	return nil, ctx.Err()
}

// dispatch grants, in order of arrival, all that can be granted now.
func (l *leases) dispatch() {
	for i := 0; i < len(l.queue); {
		w := l.queue[i]
		if !l.free(w.want) {
			if w.overtaken >= mostOvertakings {
				return
			}
			i++
			continue
		}
		for _, passed := range l.queue[:i] {
			passed.overtaken++
		}
		l.queue = slices.Delete(l.queue, i, i+1)
		w.granted <- l.lend(w.want)
	}
}

// free says whether a want can be met at once.
func (l *leases) free(w Want) bool {
	idle := 0
	for _, lent := range l.lent {
		if !lent {
			idle++
		}
	}
	if idle < w.Users {
		return false
	}
	company := false // of others than those apart
	for _, g := range l.grants {
		if w.Alone || g.want.Alone {
			return false
		}
		if w.Apart || g.want.Apart {
			continue
		}
		if g.settlesSetting || g.want.Setting == file.SettingChanged {
			return false
		}
		company = true
	}
	return !company || !l.mustSettle(w)
}

// mustSettle says whether the setting has to be read or changed before a want is met.
func (l *leases) mustSettle(w Want) bool {
	if w.Apart {
		return false
	}
	return w.Setting == file.SettingChanged || l.stale || w.Setting != file.SettingAny && w.Setting != l.value
}

func (l *leases) lend(w Want) *loan {
	g := &loan{want: w, settlesSetting: l.mustSettle(w), beside: map[string]struct{}{}}
	for _, other := range l.grants {
		g.beside[other.want.Scenario], other.beside[w.Scenario] = struct{}{}, struct{}{}
	}
	for len(g.users) < min(w.Users+w.Company, len(l.users)) {
		i := l.longestIdle(w.Scenario)
		l.loans++
		l.lent[i], l.lastLent[i] = true, l.loans
		g.users = append(g.users, i)
	}
	l.grants = append(l.grants, g)
	return g
}

// longestIdle is the idle user who was lent longest ago: servers limit how often one may sign in. Of several, each scenario begins with
// another one: what a server does to the first of its users alone would go unseen, or be all that is seen.
func (l *leases) longestIdle(scenario string) int {
	first := crc32.ChecksumIEEE([]byte(scenario))
	best := -1
	for n := range l.lent {
		i := (int(first%uint32(len(l.lent))) + n) % len(l.lent)
		if !l.lent[i] && (best < 0 || l.lastLent[i] < l.lastLent[best]) {
			best = i
		}
	}
	return best
}

// settingSettled ends the time alone of a grant that settled the setting; others who want this value may join it.
func (l *leases) settingSettled(g *loan, value file.Setting) {
	l.mu.Lock()
	defer l.mu.Unlock()
	g.settlesSetting, l.value, l.stale = false, value, false
	l.dispatch()
}

// release takes a grant back.
func (l *leases) release(g *loan) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.takeBack(g)
	l.dispatch()
}

func (l *leases) takeBack(g *loan) {
	for _, i := range g.users {
		l.lent[i] = false
	}
	l.grants = slices.DeleteFunc(l.grants, func(o *loan) bool { return o == g })
	if g.settlesSetting || g.want.Setting == file.SettingChanged {
		l.stale = true
	}
}

// neighbours are the scenarios that held something while a grant was out.
func (l *leases) neighbours(g *loan) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Sorted(maps.Keys(g.beside))
}
