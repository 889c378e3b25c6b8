package deviation

import (
	"net/http"
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

const noteRestarted = "was there before the restart"

// restarts are the deviations from HKS that are about what a server remembers.
func restarts() []Deviation {
	return []Deviation{
		{Name: "restart-forgets-revocations", Rule: "HKS-07", Dialects: onlyRFC,
			Sentence: "After a restart, revoked refresh tokens work again.",
			Apply:    restarting(revivingFamilies(tenant.CauseRevocation, anyFamily))},
		{Name: "restart-forgets-revocations-of-rotating-tokens", Rule: "HKS-07", Dialects: onlyRFC,
			Sentence: "After a restart, those revoked refresh tokens work again that rotate.",
			Apply:    restarting(revivingFamilies(tenant.CauseRevocation, func(f *tenant.Family) bool { return f.Rotating }))},
		{Name: "restart-forgets-revocations-of-unused-tokens", Rule: "HKS-07", Dialects: onlyRFC,
			Sentence: "After a restart, those revoked refresh tokens work again that were never exchanged.",
			Apply:    restarting(revivingFamilies(tenant.CauseRevocation, func(f *tenant.Family) bool { return f.Exchanged.IsZero() }))},
		{Name: "restart-forgets-log-outs", Rule: "HKS-05", Dialects: onlyRFC,
			Sentence: "After a restart, the refresh tokens of who was logged out everywhere work again.",
			Apply:    restarting(revivingGrants(tenant.CauseLogout))},
		{Name: "restart-forgets-withdrawn-consent", Rule: "HKS-03", Dialects: onlyRFC,
			Sentence: "After a restart, refresh tokens work again that ended with withdrawn consent.",
			Apply:    restarting(revivingGrants(tenant.CauseConsent))},
		{Name: "restart-forgets-spent-tokens", Rule: "HKS-08", Dialects: onlyRFC,
			Sentence: "After a restart, the refresh token before the newest works again.",
			Apply: restarting(func(g *tenant.Grant) {
				for _, f := range g.Families {
					for i := range f.Tokens {
						f.Tokens[i].SpentAt = time.Time{}
					}
				}
			})},
		{Name: "restart-forgets-the-first-tokens", Rule: "HKS-08", Dialects: onlyRFC,
			Sentence: "After a restart, the first refresh token of a chain works again.",
			Apply: restarting(func(g *tenant.Grant) {
				for _, f := range g.Families {
					if f.Generation > 1 {
						f.Restore(0, 0)
					}
				}
			})},
		{Name: "restart-forgets-reuses", Rule: "HKS-08", Dialects: onlyRFC,
			Sentence: "After a restart, the newest refresh token of a family works again that ended with a reuse.",
			Apply:    restarting(revivingFamilies(tenant.CauseReuse, anyFamily))},
		{Name: "restart-blinds-to-reuse", Rule: "HKS-08", Dialects: onlyRFC,
			Sentence: "After a restart, the reuse of a refresh token that was spent before is refused, and ends nothing.",
			Apply: allOf(restarting(func(g *tenant.Grant) {
				for _, f := range g.Families {
					f.Note = noteRestarted
				}
			}), reactingTo(func(u tenant.Reuse) bool { return u.Family.Note == noteRestarted }, tenant.Reaction{}))},
		{Name: "restart-ends-tokens", Rule: "HKS-09", Dialects: onlyRFC,
			Sentence: "A restart ends every refresh token.",
			Apply:    restarting(func(g *tenant.Grant) { g.End() })},
		{Name: "restart-ends-rotating-tokens", Rule: "HKS-09", Dialects: onlyRFC,
			Sentence: "A restart ends the refresh tokens that rotate.",
			Apply: restarting(func(g *tenant.Grant) {
				for _, f := range g.Families {
					if f.Rotating {
						f.End()
					}
				}
			})},
	}
}

// restarting changes what becomes of each grant when the server is restarted.
func restarting(becomes func(*tenant.Grant)) change {
	return func(p *tenant.Policy) { p.Restarted = becomes }
}

func anyFamily(*tenant.Family) bool { return true }

// revivingFamilies has those live again that ended by that cause.
func revivingFamilies(cause tenant.Cause, which func(*tenant.Family) bool) func(*tenant.Grant) {
	return func(g *tenant.Grant) {
		for _, f := range g.Families {
			if f.Ended.Cause == cause && which(f) {
				f.Ended = tenant.End{}
			}
		}
	}
}

// revivingGrants has those live again that ended by that cause.
func revivingGrants(cause tenant.Cause) func(*tenant.Grant) {
	return func(g *tenant.Grant) {
		if g.Ended.Cause == cause {
			g.Ended = tenant.End{}
		}
	}
}

// brokenStore are the deviations from HKS that are about a store that fails.
func brokenStore() []Deviation {
	return []Deviation{
		{Name: "failed-revocation-is-a-success", Rule: "HKS-10", Dialects: onlyRFC,
			Sentence: "A revocation that the store did not take is answered 200.",
			Apply:    answeringFailedRevocation(func(tenant.Revocation) bool { return true })},
		{Name: "failed-revocation-is-a-success-without-secret", Rule: "HKS-10", Dialects: onlyRFC,
			Sentence: "A public application's revocation that the store did not take is answered 200.",
			Apply:    answeringFailedRevocation(func(r tenant.Revocation) bool { return r.Client != nil && r.Client.Public() })},
		{Name: "failed-revocation-is-not-taken-again", Rule: "HKS-10", Dialects: onlyRFC,
			Sentence: "A refresh token whose revocation failed once is refused at the revocation endpoint ever after.",
			Apply: rememberingFailures(func(p *tenant.Policy, failed func(tenant.Request, string) bool) {
				decidingRevocation(func(r tenant.Revocation) bool { return failed(r.Request, "token") }, false, badRequest("invalid_request", "The token was sent before"))(p)
			})},
		{Name: "failed-revocation-ends-the-token", Rule: "HKS-11", Dialects: onlyRFC,
			Sentence: "A revocation that is answered 503 takes effect all the same.",
			Apply: rememberingFailures(func(p *tenant.Policy, failed func(tenant.Request, string) bool) {
				before := p.Exchange.Refusal
				p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
					if failed(x.Request, "refresh_token") {
						return badRequest("invalid_grant", "The refresh token is revoked")
					}
					return before(x)
				}
			})},
	}
}

func answeringFailedRevocation(when func(tenant.Revocation) bool) change {
	return func(p *tenant.Policy) {
		before := p.Revocation.Failed
		p.Revocation.Failed = func(r tenant.Revocation, e *tenant.Error) tenant.Answer {
			if when(r) {
				return tenant.Answer{Status: http.StatusOK}
			}
			return before(r, e)
		}
	}
}

// rememberingFailures tells whether a parameter of a request is a token whose revocation failed.
func rememberingFailures(then func(p *tenant.Policy, failed func(r tenant.Request, parameter string) bool)) change {
	return func(p *tenant.Policy) {
		var tokens sync.Map
		before := p.Revocation.Failed
		p.Revocation.Failed = func(r tenant.Revocation, e *tenant.Error) tenant.Answer {
			tokens.Store(tenant.HashOf(r.Request.Body.Get("token")), true)
			return before(r, e)
		}
		then(p, func(r tenant.Request, parameter string) bool {
			_, is := tokens.Load(tenant.HashOf(r.Body.Get(parameter)))
			return is
		})
	}
}
