package wirefault_test

import (
	"net/url"
	"strings"
	"time"
)

// assertions are faults in what the revocation endpoint makes of private_key_jwt.
func assertions() []fault {
	at7009 := func(is func(p *proxy, a assertion) bool) condition { return all(isRevocation, asserted(is)) }
	fits := at7009(func(p *proxy, a assertion) bool { return a.fits(p) && !p.marked("used "+a.value) })
	expired := at7009(func(p *proxy, a assertion) bool { return a.signed && a.expired() && a.ours(p) })
	alien := at7009(func(p *proxy, a assertion) bool { return !a.signed && !a.expired() && a.ours(p) })
	unsigned := at7009(func(_ *proxy, a assertion) bool { return a.unsigned })
	foreign := at7009(func(p *proxy, a assertion) bool { return a.signed && !a.expired() && !a.ours(p) })
	again := all(isRevocation, replayed)
	elsewhere := all(again, func(p *proxy, r *request) bool { return p.marked("used for tokens " + r.param("client_assertion")) })
	var all []fault
	for _, dialect := range []string{auth0, rfc} {
		add := func(rule, name string, wrong behaviour) {
			all = append(all, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
		}
		add("REV-20", "private_key_jwt is refused", at(fits, refusing(401, "invalid_client")))
		add("REV-20", "private_key_jwt is told a lie", at(fits, pretending))
		add("REV-20", "an expired assertion will do", at(expired, obeying))
		add("REV-20", "anybody's signature will do", at(alien, obeying))
		add("REV-20", "an assertion for another host will do", at(foreign, obeying))
		add("REV-48", "a replayed assertion will do", at(again, obeying))
	}
	add := func(rule, name, dialect string, wrong behaviour) {
		all = append(all, fault{rule: rule, name: name, dialect: dialect, wrong: wrong})
	}
	add("REV-20", "an expired assertion is refused, but obeyed", auth0, at(expired, revokingAnyway))
	add("REV-20", "an expired assertion is told a lie", rfc, at(expired, pretending))
	add("REV-20", "anybody's signature is refused, but obeyed", rfc, at(alien, revokingAnyway))
	add("REV-20", "anybody's signature is told a lie", auth0, at(alien, pretending))
	add("REV-20", "no signature will do", auth0, at(unsigned, obeying))
	add("REV-20", "no signature will do", rfc, at(unsigned, obeying))
	add("REV-20", "an assertion for another host is refused, but obeyed", auth0, at(foreign, revokingAnyway))
	add("REV-20", "an assertion for another host is told a lie", rfc, at(foreign, pretending))
	add("REV-20", "of the audience only the path counts", auth0, at(foreignWith(foreign, samePath), obeying))
	add("REV-20", "of the audience only the beginning counts", auth0, at(foreignWith(foreign, func(p *proxy, audience string) bool {
		return strings.HasPrefix(audience, p.front.URL)
	}), obeying))
	add("REV-20", "a lifetime after its end an assertion will still do", auth0, at(agedOver(expired, 5*time.Minute, 2*time.Hour), obeying))
	add("REV-48", "a replayed assertion is refused, but obeyed", auth0, at(again, revokingAnyway))
	add("REV-48", "a replayed assertion is told a lie", rfc, at(again, pretending))
	add("REV-48", "an assertion from the token endpoint will do", auth0, both(isToken, noteAssertion, at(elsewhere, obeying)))
	return all
}

func foreignWith(foreign condition, fits func(p *proxy, audience string) bool) condition {
	return all(foreign, asserted(func(p *proxy, a assertion) bool {
		return len(a.audience) > 0 && fits(p, a.audience[0])
	}))
}

func samePath(_ *proxy, audience string) bool {
	u, err := url.Parse(audience)
	return err == nil && (u.Path == "/" || u.Path == "/oauth/token" || u.Path == "/oauth/revoke")
}

// agedOver picks assertions that expired between two durations ago.
func agedOver(expired condition, least, most time.Duration) condition {
	return all(expired, asserted(func(_ *proxy, a assertion) bool {
		age := time.Since(a.expires)
		return age > least && age < most
	}))
}

func noteAssertion(p *proxy, r *request) *answer {
	a := p.send(r)
	if used := r.param("client_assertion"); used != "" && a.ok() {
		p.mark("used for tokens " + used)
	}
	return a
}
