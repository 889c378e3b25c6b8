package wirefault_test

import (
	"net/http"
	"slices"
)

var (
	isDeviceRequest = all(method(http.MethodPost), path("/oauth/device/code"))
	ofDeviceClient  = client("device")
)

func isPoll(_ *proxy, r *request) bool {
	return r.method == http.MethodPost && r.path == "/oauth/token" && r.param("grant_type") == "urn:ietf:params:oauth:grant-type:device_code"
}

// deviceFlow are faults in what becomes of a device's tokens.
func deviceFlow() []fault {
	revoked := func(_ *proxy, t token) bool { return t.client == "mock-device" && t.revoked }
	once := func(p *proxy, t token) bool { return revoked(p, t) && p.count("once "+t.value) == 0 }
	back := func(p *proxy, t token) bool { return revoked(p, t) && p.count("once "+t.value) > 0 }
	later := func(p *proxy, t token) bool { return revoked(p, t) && t.revokedEpoch < p.now() }
	swallowed := at(all(validRevocation, ofDeviceClient), pretending)
	refusalHasTokens := at(exchangeOf(revoked), withTokens)
	var out []fault
	add := func(rule, name, dialect string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	lives := follows{"DFL-03": "the revoked token must be dead there"}
	for _, dialect := range []string{auth0, rfc} {
		add("DFL-01", "a device's token lives on", dialect, reviving(revoked))
		add("DFL-01", "a device's token works once more", dialect, reviving(once))
		add("DFL-01", "a device's token comes back", dialect, reviving(back))
		add("DFL-01", "a device's revocation is swallowed", dialect, swallowed)
		add("DFL-01", "the refusal has tokens", dialect, refusalHasTokens)
	}
	for i := range out {
		out[i].follows = lives
	}

	unauthorized := func(*proxy, *request) *answer {
		return refuse(401, "invalid_token", "Unauthorized").withHeader("WWW-Authenticate", `Bearer error="invalid_token"`)
	}
	shown := func(is func(p *proxy, r *request, t token) bool) condition {
		return all(isUserinfo, func(p *proxy, r *request) bool {
			a, known := p.accessToken(r.bearer())
			return known && a.refresh.client == "mock-device" && is(p, r, p.latest(a.refresh))
		})
	}
	ended := func(p *proxy, _ *request, t token) bool { return familyRevoked(p, t) }
	add("DFL-02", "the access token ends with the refresh token", auth0, at(shown(ended), unauthorized))
	add("DFL-02", "the access token is 403 after the revocation", auth0, at(shown(ended), changing(func(*answer) *answer { return refuse(403, "insufficient_scope", "No.") })))
	add("DFL-02", "the access token ends with the first refused exchange", auth0, both(exchangeOf(revoked), noteRefusal, at(shown(func(p *proxy, _ *request, t token) bool {
		return p.marked("refused " + t.family)
	}), unauthorized)))

	expired := shown(func(p *proxy, _ *request, t token) bool { return familyRevoked(p, t) && p.now() > t.revokedEpoch })
	add("DFL-03", "the access token outlives its end", auth0, both(isUserinfo, keepingUserinfo(expired), honest))
	add("DFL-03", "once the access token has expired the refresh works", auth0, reviving(later))
	add("DFL-03", "there is no new authorization", auth0, at(all(isDeviceRequest, ofDeviceClient, newAuthorization), refusing(403, "unauthorized_client")))
	add("DFL-03", "the new authorization is denied", auth0, at(all(isPoll, newAuthorization), changingSuccess(func(*answer) *answer {
		return refuse(403, "access_denied", "User cancelled the confirmation prompt.")
	})))
	add("DFL-03", "the new authorization yields a dead token", auth0, at(all(isPoll, newAuthorization), func(p *proxy, r *request) *answer {
		a := p.send(r)
		if t, known := p.token(a.field("refresh_token")); known {
			p.kill(t)
		}
		return a
	}))
	add("DFL-03", "the new authorization yields no refresh token", auth0, at(all(isPoll, newAuthorization), changingSuccess(field("refresh_token", nil))))
	add("DFL-03", "the new authorization yields a refused access token", auth0, both(all(isPoll, newAuthorization), func(p *proxy, r *request) *answer {
		a := p.send(r)
		p.mark("refused access " + a.field("access_token"))
		return a
	}, at(all(isUserinfo, func(p *proxy, r *request) bool { return p.marked("refused access " + r.bearer()) }), unauthorized)))
	add("DFL-03", "the new authorization brings the old token back", auth0, both(isPoll, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if t, known := p.token(a.field("refresh_token")); known {
			p.markAll("back", p.all(func(o token) bool { return o.user == t.user && o.client == t.client && o.revoked }))
		}
		return a
	}, reviving(func(p *proxy, t token) bool { return p.marked("back " + t.value) })))
	add("DFL-03", "the spent device code brings it back", auth0, at(isPoll, func(p *proxy, r *request) *answer {
		a := p.send(r)
		if a.ok() {
			p.notes.Store("polled "+r.param("device_code"), a)
		} else if kept, spent := p.notes.Load("polled " + r.param("device_code")); spent {
			return kept.(*answer)
		}
		return a
	}))

	off := func(doomed func(t, o token) bool) behaviour {
		return at(all(validRevocation, ofDeviceClient, not(settingOn)), killing(doomed))
	}
	sameClient := func(t, o token) bool { return t.user == o.user && t.client == o.client && t.family != o.family }
	add("DFL-04", "the user's other devices are signed out", auth0, off(sameClient))
	add("DFL-04", "the user's older devices are signed out", auth0, off(func(t, o token) bool { return sameClient(t, o) && o.order < t.order }))
	add("DFL-04", "the user's newer devices are signed out", auth0, off(func(t, o token) bool { return sameClient(t, o) && o.order > t.order }))
	add("DFL-04", "the whole grant is deleted", auth0, at(all(validRevocation, ofDeviceClient, not(settingOn)), afterRevocation(func(p *proxy, t token) {
		p.deleteGrants(t.sameGrant)
	})))
	return out
}

// latest is the token as it is by now.
func (p *proxy) latest(t token) token {
	now, _ := p.token(t.value)
	return now
}

// newAuthorization is the first one after a device's token was revoked and time has passed. Others, of scenarios that come
// later, are not meant.
func newAuthorization(p *proxy, _ *request) bool {
	now := p.now()
	meant := slices.DeleteFunc(p.all(func(t token) bool { return t.client == "mock-device" && t.revoked && t.revokedEpoch < now }),
		func(t token) bool { return p.marked("followed " + t.value) })
	p.markAll("followed", meant)
	return len(meant) > 0
}

func noteRefusal(p *proxy, r *request) *answer {
	a := p.send(r)
	if t, _ := p.token(presented(r)); !a.ok() {
		p.mark("refused " + t.family)
	}
	return a
}

// keepingUserinfo answers from memory where the condition is met.
func keepingUserinfo(is condition) behaviour {
	return func(p *proxy, r *request) *answer {
		a := p.send(r)
		if a.ok() {
			p.notes.Store("userinfo "+r.bearer(), a)
		} else if kept, known := p.notes.Load("userinfo " + r.bearer()); known && is(p, r) {
			return kept.(*answer)
		}
		return a
	}
}
