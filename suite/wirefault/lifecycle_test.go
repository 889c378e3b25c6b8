package wirefault_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// endings are faults in what becomes of refresh tokens when their user or application ends or changes.
func endings() []fault {
	userGone := func(p *proxy, t token) bool { return p.person(t.user).gone }
	ofUser := func(t, o token) bool { return t.user == o.user }
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
	}
	add("LIF-01", "of a deleted user only the oldest token dies", reviving(func(p *proxy, t token) bool { return userGone(p, t) && !firstOf(p, t, ofUser) }))
	add("LIF-01", "a deleted user's tokens of one application live on", reviving(func(p *proxy, t token) bool { return userGone(p, t) && t.client != p.firstClientOf(t.user) }))
	add("LIF-01", "a deleted user's tokens come back", reviving(func(p *proxy, t token) bool { return userGone(p, t) && p.count("once "+t.value) > 0 }))

	blocked := func(p *proxy, t token) bool { return p.person(t.user).blocked }
	add("LIF-02", "a blocked user's tokens work at the second try", refreshing(func(p *proxy, t token) bool { return blocked(p, t) && p.count("once "+t.value) > 0 }))

	newPassword := func(doomed func(t, o token) bool) behaviour {
		return at(changesPassword, func(p *proxy, r *request) *answer {
			a := p.send(r)
			if a.ok() {
				tokens := p.all(func(t token) bool { return t.user == r.lastOf() && !t.spent() })
				for _, t := range tokens {
					if doomed(t, tokens[len(tokens)-1]) {
						p.kill(t)
					}
				}
			}
			return a
		})
	}
	add("LIF-03", "a new password ends the newest token", newPassword(func(t, newest token) bool { return t.value == newest.value }))

	clientGone := func(p *proxy, t token) bool { return p.application(t.client).gone }
	add("LIF-04", "a deleted application's tokens work at the second try", refreshing(func(p *proxy, t token) bool { return clientGone(p, t) && p.count("once "+t.value) > 0 }))
	return out
}

// exchangeOf picks exchanges of tokens that fit, whoever asks.
func exchangeOf(fits func(p *proxy, t token) bool) condition {
	return all(isExchange, refreshToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		return fits(p, t)
	})
}

// refreshing is reviving, whatever the refusal says: a blocked user's, or that of a client that is gone.
func refreshing(pick func(p *proxy, t token) bool) behaviour {
	return at(all(isExchange, ownToken), func(p *proxy, r *request) *answer {
		a := p.send(r)
		t, _ := p.token(presented(r))
		if t.lastGood != nil && a.status >= 400 && a.status <= 499 && pick(p, t) {
			return t.lastGood
		}
		return a
	})
}

// firstOf says whether a sign-in's family is the oldest of those that are like it.
func firstOf(p *proxy, t token, like func(t, o token) bool) bool {
	same := p.all(func(o token) bool { return like(t, o) && o.previous == "" })
	return len(same) > 0 && same[0].family == t.family
}

func (p *proxy) firstClientOf(user string) string {
	for _, t := range p.all(func(t token) bool { return t.user == user }) {
		return t.client
	}
	return ""
}

func changesPassword(_ *proxy, r *request) bool { return changesUser(r, "password") }
func blocksUser(_ *proxy, r *request) bool      { return changesUser(r, "blocked") }

// changesUser says whether a request changes that member of a user.
func changesUser(r *request, name string) bool {
	var asked map[string]any
	return r.method == http.MethodPatch && strings.HasPrefix(r.path, "/api/v2/users/") && json.Unmarshal(r.body, &asked) == nil && asked[name] != nil
}
