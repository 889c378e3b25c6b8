package wirefault_test

import "net/http"

// assertions are faults in what the revocation endpoint makes of private_key_jwt.
func assertions() []fault {
	at7009 := func(is func(p *proxy, a assertion) bool) condition { return all(isRevocation, asserted(is)) }
	fits := at7009(func(p *proxy, a assertion) bool { return a.fits(p) && !p.marked("used "+a.value) })
	expired := at7009(func(p *proxy, a assertion) bool { return a.signed && a.expired() && a.ours(p) })
	alien := at7009(func(p *proxy, a assertion) bool { return !a.signed && !a.expired() && a.ours(p) })
	foreign := at7009(func(p *proxy, a assertion) bool { return a.signed && !a.expired() && !a.ours(p) })
	again := all(isRevocation, replayed)
	down := refusing(http.StatusServiceUnavailable, "temporarily_unavailable")
	var all []fault
	for _, dialect := range []string{auth0, rfc} {
		add := func(rule, name string, wrong behaviour) {
			all = append(all, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
		}
		add("REV-20", "private_key_jwt is told a lie", at(fits, pretending))
	}
	add := func(rule, name, dialect string, wrong behaviour) {
		all = append(all, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	add("REV-20", "an expired assertion is refused, but obeyed", auth0, at(expired, revokingAnyway))
	add("REV-20", "anybody's signature is refused, but obeyed", rfc, at(alien, revokingAnyway))
	add("REV-20", "an assertion for another host is refused, but obeyed", auth0, at(foreign, revokingAnyway))
	add("REV-48", "a replayed assertion is refused, but obeyed", auth0, at(again, revokingAnyway))
	add("REV-20", "revocations by assertion are 503, and no others", auth0, at(at7009(func(*proxy, assertion) bool { return true }), down))
	add("REV-48", "the replay is 503, and nothing else", auth0, at(again, down))
	return all
}
