package wirefault_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// endings are faults in what becomes of refresh tokens when their user or application ends or changes.
func endings() []fault {
	deletesUser := all(method(http.MethodDelete), path("/api/v2/users/"))
	userGone := func(p *proxy, t token) bool { return p.person(t.user).gone }
	ofUser := func(t, o token) bool { return t.user == o.user }
	of := func(role string) func(p *proxy, t token) bool {
		return func(p *proxy, t token) bool { return t.client == "mock-"+role }
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

// logged are faults in how a revocation is logged.
func logged() []fault {
	logs := listing("/logs")
	each := func(of func(p *proxy, item map[string]any) []map[string]any) behaviour {
		return at(logs, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(item map[string]any) []map[string]any {
				if item["type"] != "srrt" {
					return []map[string]any{item}
				}
				return of(p, item)
			})
		})
	}
	changed := func(name string, value any) behaviour {
		return each(func(_ *proxy, item map[string]any) []map[string]any {
			item[name] = value
			return []map[string]any{item}
		})
	}
	one := func(name string, wrong behaviour) fault {
		return fault{rule: "LIF-05", name: name, dialect: auth0, wrong: wrong}
	}
	return []fault{
		one("revocations are not logged", each(func(*proxy, map[string]any) []map[string]any { return nil })),
		one("nothing is logged", at(logs, func(p *proxy, r *request) *answer {
			return p.send(r).withItems(func(map[string]any) []map[string]any { return nil })
		})),
		one("revocations are logged as another type", changed("type", "sertft")),
		one("revocations are logged for another user", changed("user_id", "auth0|ffffffffffffffffffffffff")),
		one("revocations are logged for another application", changed("client_id", "another-application")),
		one("only the first revocation is logged", each(func(p *proxy, item map[string]any) []map[string]any {
			id, _ := item["log_id"].(string)
			if id == "" {
				id = idOf(item)
			}
			first, _ := p.notes.LoadOrStore("first srrt", id)
			if first != id {
				return nil
			}
			return []map[string]any{item}
		})),
		one("an old revocation stands for the new one", each(func(_ *proxy, item map[string]any) []map[string]any {
			item["date"] = "2020-01-01T00:00:00.000Z"
			return []map[string]any{item}
		})),
	}
}

// harmlessEndings are what the documents leave open.
func harmlessEndings() []fault {
	clientGone := func(p *proxy, t token) bool { return p.application(t.client).gone }
	blocked := func(p *proxy, t token) bool { return p.person(t.user).blocked }
	gone := func(p *proxy, t token) bool { return p.person(t.user).gone }
	var out []fault
	add := func(rule, name string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: auth0, wrong: wrong})
	}
	for _, refusal := range []struct {
		status int
		code   string
	}{{401, "invalid_client"}, {403, "unauthorized_client"}, {403, "invalid_grant"}, {400, "invalid_client"}, {401, "access_denied"}} {
		add("LIF-04", "a deleted application is "+refusal.code, at(exchangeOf(clientGone), refusing(refusal.status, refusal.code)))
	}
	add("LIF-02", "a blocked user is 401 unauthorized", at(exchangeOf(blocked), refusing(401, "unauthorized")))
	add("LIF-02", "a blocked user is 403 access_denied", at(exchangeOf(blocked), refusing(403, "access_denied")))
	add("LIF-02", "a blocked user is described otherwise", at(exchangeOf(blocked), changingRefusal(field("error_description", "Otherwise worded."))))
	add("LIF-01", "a deleted user is an unknown token", at(exchangeOf(gone), changingRefusal(field("error_description", "Unknown or invalid refresh token."))))
	add("LIF-01", "the deletion is 200", at(all(method(http.MethodDelete), path("/api/v2/users/")), changingSuccess(status(200))))
	add("LIF-04", "the deletion is 200", at(all(method(http.MethodDelete), path("/api/v2/clients/")), changingSuccess(status(200))))
	add("LIF-03", "the changed user has more members", at(changesPassword, changingSuccess(field("last_password_reset", "2026-01-01T00:00:00.000Z"))))
	add("LIF-05", "the log is in another order", at(listing("/logs"), changingSuccess(func(a *answer) *answer {
		items := a.items()
		slices.Reverse(items)
		i := -1
		return a.withItems(func(map[string]any) []map[string]any { i++; return items[i : i+1] })
	})))
	add("LIF-05", "more is logged", at(listing("/logs"), changingSuccess(func(a *answer) *answer {
		return a.withItems(func(item map[string]any) []map[string]any {
			item["location_info"] = map[string]any{"country_code": "DE"}
			return []map[string]any{{"type": "sapi", "date": item["date"], "log_id": "x" + idOf(item), "_id": "x" + idOf(item), "description": "other"}, item}
		})
	})))
	return out
}
