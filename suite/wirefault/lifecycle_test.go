package wirefault_test

import (
	"encoding/json"
	"net/http"
	"strings"
)

// endings are faults in what becomes of refresh tokens when their user or application ends or changes.
func endings() []fault {
	deletesUser := all(method(http.MethodDelete), path("/api/v2/users/"))
	userGone := func(p *proxy, t token) bool { return p.person(t.user).gone }
	ofUser := func(t, o token) bool { return t.user == o.user }
	of := func(role string) func(p *proxy, t token) bool {
		return func(_ *proxy, t token) bool { return t.client == "mock-"+role }
	}
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
	}
	add("LIF-01", "a deleted user's tokens live on", reviving(userGone))
	add("LIF-01", "the deletion is swallowed", at(deletesUser, noContent))
	add("LIF-01", "of a deleted user only the newest token dies", reviving(func(p *proxy, t token) bool { return userGone(p, t) && !lastOf(p, t, ofUser) }))
	add("LIF-01", "of a deleted user only the oldest token dies", reviving(func(p *proxy, t token) bool { return userGone(p, t) && !firstOf(p, t, ofUser) }))
	add("LIF-01", "a deleted user's rotating tokens live on", reviving(both2(userGone, of("rotating"))))
	add("LIF-01", "a deleted user's tokens of one application live on", reviving(func(p *proxy, t token) bool { return userGone(p, t) && t.client != p.firstClientOf(t.user) }))
	add("LIF-01", "a deleted user's tokens work once more", reviving(func(p *proxy, t token) bool { return userGone(p, t) && p.count("once "+t.value) == 0 }))
	add("LIF-01", "a deleted user's tokens come back", reviving(func(p *proxy, t token) bool { return userGone(p, t) && p.count("once "+t.value) > 0 }))
	add("LIF-01", "the refusal has tokens", at(exchangeOf(userGone), withTokens))

	blocked := func(p *proxy, t token) bool { return p.person(t.user).blocked }
	ofBlocked := all(isUserinfo, func(p *proxy, r *request) bool {
		a, known := p.accessToken(r.bearer())
		return known && blocked(p, a.refresh)
	})
	unauthorized := func(*proxy, *request) *answer {
		return refuse(401, "invalid_token", "The user is blocked.").withHeader("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	add("LIF-02", "a blocked user's tokens work", refreshing(blocked))
	add("LIF-02", "a blocked user's tokens work once more", refreshing(func(p *proxy, t token) bool { return blocked(p, t) && p.count("once "+t.value) == 0 }))
	add("LIF-02", "a blocked user's tokens work at the second try", refreshing(func(p *proxy, t token) bool { return blocked(p, t) && p.count("once "+t.value) > 0 }))
	add("LIF-02", "the refusal has tokens", at(exchangeOf(blocked), withTokens))
	add("LIF-02", "the refusal has a refresh token only", at(exchangeOf(blocked), func(p *proxy, r *request) *answer {
		return p.send(r).withField("refresh_token", r.param("refresh_token"))
	}))
	add("LIF-02", "a blocked user's access tokens are refused", at(ofBlocked, unauthorized))
	add("LIF-02", "a blocked user's access tokens are 403", at(ofBlocked, changing(func(*answer) *answer { return refuse(403, "access_denied", "user is blocked") })))
	add("LIF-02", "a blocked user's rotating tokens work", refreshing(both2(blocked, of("rotating"))))

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
	add("LIF-03", "a new password ends the tokens", newPassword(func(_, _ token) bool { return true }))
	add("LIF-03", "a new password ends the newest token", newPassword(func(t, newest token) bool { return t.value == newest.value }))
	add("LIF-03", "a new password ends all tokens but the newest", newPassword(func(t, newest token) bool { return t.value != newest.value }))
	add("LIF-03", "a new password ends rotating tokens", newPassword(func(t, _ token) bool { return t.client == "mock-rotating" }))
	add("LIF-03", "a new password ends public applications' tokens", newPassword(func(t, _ token) bool { return t.client == "mock-public" }))

	clientGone := func(p *proxy, t token) bool { return p.application(t.client).gone }
	deletesClient := all(method(http.MethodDelete), path("/api/v2/clients/"))
	add("LIF-04", "a deleted application's tokens work", refreshing(clientGone))
	add("LIF-04", "the deletion is swallowed", at(deletesClient, noContent))
	add("LIF-04", "a deleted application's tokens work once more", refreshing(func(p *proxy, t token) bool { return clientGone(p, t) && p.count("once "+t.value) == 0 }))
	add("LIF-04", "a deleted application's tokens work at the second try", refreshing(func(p *proxy, t token) bool { return clientGone(p, t) && p.count("once "+t.value) > 0 }))
	add("LIF-04", "of a deleted application the older tokens work", refreshing(func(p *proxy, t token) bool {
		return clientGone(p, t) && !lastOf(p, t, func(t, o token) bool { return t.client == o.client })
	}))
	add("LIF-04", "a deleted application's tokens work through another", at(all(isExchange, foreignToken, func(p *proxy, r *request) bool {
		t, _ := p.token(presented(r))
		return clientGone(p, t)
	}), func(p *proxy, r *request) *answer {
		t, _ := p.token(presented(r))
		return t.lastGood
	}))
	add("LIF-04", "the refusal has tokens", at(exchangeOf(clientGone), withTokens))
	return out
}

func both2(a, b func(p *proxy, t token) bool) func(p *proxy, t token) bool {
	return func(p *proxy, t token) bool { return a(p, t) && b(p, t) }
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

// lastOf and firstOf say whether a sign-in's family is the newest or oldest of those that are like it.
func lastOf(p *proxy, t token, like func(t, o token) bool) bool {
	same := p.all(func(o token) bool { return like(t, o) && o.previous == "" })
	return len(same) > 0 && same[len(same)-1].family == t.family
}

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
