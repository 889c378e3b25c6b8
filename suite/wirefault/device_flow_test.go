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
	var out []fault
	add := func(rule, name, dialect string, wrong behaviour) {
		out = append(out, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	unauthorized := func(*proxy, *request) *answer {
		return refuse(401, "invalid_token", "Unauthorized").withHeader("WWW-Authenticate", `Bearer error="invalid_token"`)
	}

	add("DFL-03", "there is no new authorization", auth0, at(all(isDeviceRequest, ofDeviceClient, newAuthorization), refusing(403, "unauthorized_client")))
	add("DFL-03", "the new authorization is denied", auth0, at(all(isPoll, newAuthorization), changingSuccess(func(*answer) *answer {
		return refuse(403, "access_denied", "User cancelled the confirmation prompt.")
	})))
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
	add("DFL-04", "the user's newer devices are signed out", auth0, off(func(t, o token) bool { return sameClient(t, o) && o.order > t.order }))
	return out
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
