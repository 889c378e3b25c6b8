// Package model_test compares the mock with an oracle, by operations in random order.
package model_test

import (
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/revokespec/revokespec/mockserver"
)

var (
	apps      = []string{"confidential", "second", "public", "rotating"}
	audiences = []string{"https://api.one.example", "https://api.two.example"}
)

const userCount = 2

// machine does each operation on the mock and tells the oracle.
type machine struct {
	*client
	oracle *oracle
}

func newMachine(t *rapid.T, in mockserver.Store, deviations ...string) *machine {
	m := &machine{newClient(t, in, deviations...), &oracle{now: began, blocked: map[string]bool{}, grants: map[place]bool{}}}
	m.SetSetting(t, false)
	return m
}

// family draws one of those there are, the newer the likelier.
func (m *machine) family(t *rapid.T) *family {
	if len(m.oracle.families) == 0 {
		t.Skip("nobody has signed in")
	}
	back := rapid.IntRange(1, len(m.oracle.families)).Draw(t, "sign-in, from the last")
	return m.oracle.families[len(m.oracle.families)-back]
}

func (m *machine) SignIn(t *rapid.T) {
	user := m.seed.Users[rapid.IntRange(0, userCount-1).Draw(t, "user")]
	m.signIn(t, place{user.ID, rapid.SampledFrom(apps).Draw(t, "app"), rapid.SampledFrom(audiences).Draw(t, "audience")})
}

// SignInAgain makes a sibling, or a neighbour: some of the place is another's.
func (m *machine) SignInAgain(t *rapid.T) {
	p := m.family(t).place
	switch rapid.IntRange(0, 5).Draw(t, "neighbour") {
	case 0:
		p.user = m.seed.Users[rapid.IntRange(0, userCount-1).Draw(t, "user")].ID
	case 1:
		p.app = rapid.SampledFrom(apps).Draw(t, "app")
	case 2:
		p.audience = rapid.SampledFrom(audiences).Draw(t, "audience")
	}
	m.signIn(t, p)
}

func (m *machine) signIn(t *rapid.T, p place) {
	user := m.seed.Users[slices.IndexFunc(m.seed.Users, func(u mockserver.SeedUser) bool { return u.ID == p.user })]
	app, audience := p.app, p.audience
	status, answer := m.form("/oauth/token", app, "grant_type", "password", "username", user.Email, "password", user.Password,
		"scope", "offline_access", "audience", audience)
	if m.oracle.blocked[user.ID] {
		assert.NotEqual(t, 200, status, "a blocked user signs in")
		return
	}
	require.Equal(t, 200, status, "%v", answer)
	f := m.oracle.signedIn(p, app == "rotating", answer["refresh_token"].(string))
	fresh := slices.DeleteFunc(m.credentials(user.ID), func(id string) bool {
		return slices.ContainsFunc(m.oracle.families, func(f *family) bool { return f.credential == id })
	})
	require.Len(t, fresh, 1, "a sign-in has one credential")
	f.credential = fresh[0]
}

func (m *machine) Exchange(t *rapid.T) {
	f := m.family(t)
	i := len(f.tokens) - 1
	if !rapid.Bool().Draw(t, "the newest") && !m.oracle.blocked[f.user] {
		i = rapid.IntRange(0, i).Draw(t, "token")
	}
	app := f.app
	if i == len(f.tokens)-1 && rapid.IntRange(0, 9).Draw(t, "another application") == 0 {
		app = rapid.SampledFrom(apps).Draw(t, "app")
	}
	m.exchange(t, f, i, app)
}

func (m *machine) exchange(t *rapid.T, f *family, i int, app string) {
	status, answer := m.form("/oauth/token", app, "grant_type", "refresh_token", "refresh_token", f.tokens[i])
	if !m.oracle.exchange(f, i, app) {
		assert.Equal(t, 403, status, "token %d of %v must be refused: %v", i, f.place, answer)
		assert.NotContains(t, answer, "access_token")
		return
	}
	require.Equal(t, 200, status, "token %d of %v must work: %v", i, f.place, answer)
	next, rotated := answer["refresh_token"].(string)
	require.Equal(t, f.rotating, rotated)
	if rotated {
		require.NotContains(t, f.tokens, next)
		f.tokens = append(f.tokens, next)
	}
}

func (m *machine) Revoke(t *rapid.T) {
	f := m.family(t)
	i := rapid.IntRange(0, len(f.tokens)-1).Draw(t, "token")
	app := f.app
	if rapid.IntRange(0, 3).Draw(t, "another application") == 0 {
		app = rapid.SampledFrom(apps).Draw(t, "app")
	}
	status, answer := m.form("/oauth/revoke", app, "token", f.tokens[i])
	require.Equal(t, 200, status, "%v", answer)
	m.oracle.revoke(f, app)
}

func (m *machine) Unlink(t *rapid.T) {
	f := m.family(t)
	m.management(204, "DELETE", "/device-credentials/"+f.credential, "")
	m.oracle.unlink(f)
}

func (m *machine) DeleteGrant(t *rapid.T) {
	if rapid.Bool().Draw(t, "seldom") {
		t.Skip("too much would be dead")
	}
	f := m.family(t)
	for _, g := range m.grants(f.user) {
		if m.place(g) == f.place {
			m.management(204, "DELETE", "/grants/"+g.ID, "")
		}
	}
	m.oracle.deleteGrants(func(p place) bool { return p == f.place })
}

func (m *machine) DeleteGrantsOfUser(t *rapid.T) {
	if rapid.IntRange(0, 4).Draw(t, "seldom") > 0 {
		t.Skip("too much would be dead")
	}
	f := m.family(t)
	m.management(204, "DELETE", "/grants?user_id="+url.QueryEscape(f.user), "")
	m.oracle.deleteGrants(func(p place) bool { return p.user == f.user })
}

func (m *machine) Toggle(t *rapid.T) {
	if rapid.Bool().Draw(t, "seldom") {
		t.Skip("what the setting does takes some operations to see")
	}
	m.SetSetting(t, rapid.Bool().Draw(t, "setting"))
}

// ExchangeAll keeps what rotates in use, so that it may live to its absolute end.
func (m *machine) ExchangeAll(t *rapid.T) {
	for _, f := range m.oracle.families {
		if f.rotating && m.oracle.live(f) {
			m.exchange(t, f, len(f.tokens)-1, f.app)
		}
	}
}

func (m *machine) SetSetting(_ *rapid.T, on bool) {
	m.management(200, "PATCH", "/tenants/settings", fmt.Sprintf(`{"flags":{"revoke_refresh_token_grant":%t}}`, on))
	m.oracle.setting = on
}

func (m *machine) Block(t *rapid.T) {
	user := m.seed.Users[rapid.IntRange(0, userCount-1).Draw(t, "user")].ID
	blocked := rapid.IntRange(0, 3).Draw(t, "blocked") == 0
	m.management(200, "PATCH", "/users/"+url.PathEscape(user), fmt.Sprintf(`{"blocked":%t}`, blocked))
	m.oracle.blocked[user] = blocked
}

func (m *machine) Wait(t *rapid.T) {
	if rapid.Bool().Draw(t, "in use until then") {
		m.ExchangeAll(t)
	}
	days := rapid.SampledFrom([]int{0, 1, 6, 11, 11, 14, 16}).Draw(t, "days")
	d := time.Duration(days)*24*time.Hour + 7*time.Second // nothing is asked at the very moment when it expires
	m.clock.Advance(d)
	m.oracle.now = m.oracle.now.Add(d)
	m.login()
}

// Restart goes on with what the store has kept.
func (m *machine) Restart(t *rapid.T) {
	if m.store == nil {
		t.Skip("what is in memory ends with the process")
	}
	m.serve()
}

// place is what a grant of the list is about.
func (m *machine) place(grant item) place {
	for _, c := range m.seed.Clients {
		if c.ClientID == grant.Client {
			return place{grant.User, c.Role, grant.Audience}
		}
	}
	return place{}
}

// Check compares what is listed; what is alive, the exchanges compare.
func (m *machine) Check(t *rapid.T) {
	for _, user := range m.seed.Users[:userCount] {
		if rapid.Bool().Draw(t, "not looked at") {
			continue
		}
		must, may := m.oracle.credentials(user.ID)
		listed := slices.DeleteFunc(m.credentials(user.ID), func(id string) bool { return slices.Contains(may, id) })
		slices.Sort(listed)
		require.Equal(t, must, listed, "the device credentials of %s", user.Email)
		grants := map[place]bool{}
		for _, g := range m.grants(user.ID) {
			grants[m.place(g)] = true
		}
		for p := range m.oracle.grants {
			if p.user == user.ID {
				require.True(t, grants[p], "the grant %v must be listed", p)
				delete(grants, p)
			}
		}
		require.Empty(t, grants, "grants that must not be listed")
	}
}

// operations are all that may happen, and what is compared after each.
func (m *machine) operations() map[string]func(*rapid.T) {
	return map[string]func(*rapid.T){
		"sign in": m.SignIn, "sign in again": m.SignInAgain, "and again": m.SignInAgain,
		"exchange": m.Exchange, "exchange all": m.ExchangeAll, "revoke": m.Revoke, "unlink": m.Unlink,
		"delete a grant": m.DeleteGrant, "delete a user's grants": m.DeleteGrantsOfUser, "toggle": m.Toggle, "block": m.Block,
		"wait": m.Wait, "restart": m.Restart, "": m.Check,
	}
}

// exchangeOnceMore tries every token there is: each newest one first, then those that are spent.
func (m *machine) exchangeOnceMore(t *rapid.T) {
	for _, f := range m.oracle.families {
		m.exchange(t, f, len(f.tokens)-1, f.app)
	}
	for _, f := range m.oracle.families {
		if !m.oracle.blocked[f.user] {
			m.exchange(t, f, 0, f.app)
		}
	}
	m.Check(t)
}
