package wirefault_test

import (
	"github.com/revokespec/revokespec/mockserver"
)

func unlinkingByHand(add func(rule, name string, wrong behaviour)) {
	unlinked := byHand("unlinked")
	noting := func(rest behaviour) behaviour { return both(isSignIn, link, both(unlinksByHand, noteByHand, rest)) }
	add("DSH-04", "the token comes back", noting(reviving(func(p *proxy, t token) bool { return unlinked(p, t) && p.count("once "+t.value) > 0 })))

	others := func(doomed func(gone, t token) bool) behaviour {
		return both(isSignIn, link, at(all(unlinksByHand, not(settingOn)), func(p *proxy, r *request) *answer {
			user := userOf(r)
			a := p.send(r)
			for _, gone := range p.all(func(t token) bool { return t.user == user && t.previous == "" }) {
				if p.credentialOf(gone) == r.param("credential") && servedByDashboard(a) {
					p.kill(p.all(func(t token) bool { return !t.spent() && t.family != gone.family && doomed(gone, t) })...)
				}
			}
			return a
		}))
	}
	add("DSH-06", "the user's newer devices are unlinked", others(func(gone, t token) bool { return gone.user == t.user && t.order > gone.order }))
}

func changingByHand(add func(rule, name string, wrong behaviour)) {
	demanding, free := changed(mockserver.AuthNone, mockserver.AuthSecretPost), changed(mockserver.AuthSecretPost, mockserver.AuthNone)
	without := func(_ *proxy, r *request) bool { return secretOf(r) == "" }
	add("DSH-05", "without a secret it is told a lie", at(all(isRevocation, free, without), pretending))
	add("DSH-05", "without the secret it is refused, but obeyed", at(all(isRevocation, demanding, without), revokingAnyway))
}
