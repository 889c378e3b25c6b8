package deviation

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// codes are the deviations from COD.
func codes() []Deviation {
	return slices.Concat(codeReplays(), strangersCodes(), codeBindings(), outstanding())
}

func codeReplays() []Deviation {
	return []Deviation{
		{Name: "code-works-twice", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "A code can be redeemed again and again.",
			Follows:  map[string]string{"COD-11": "what works one after the other works at once too"},
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeUsed, nil)},
		{Name: "public-code-works-twice", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "The code of a public client can be redeemed again and again.",
			Follows:  map[string]string{"COD-11": "what works one after the other works at once too"},
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeUsed, func(r tenant.Redemption) bool { return r.Client.Public() })},
		{Name: "code-of-a-header-client-works-twice", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "The code of a client that authenticates in the header can be redeemed again and again.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeUsed, func(r tenant.Redemption) bool { return r.Client.AuthMethod == tenant.AuthSecretBasic })},
		{Name: "used-code-is-forgotten-soon", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "Half a minute after a code was redeemed, it can be redeemed again.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeUsed, func(r tenant.Redemption) bool { return r.Now.Sub(r.Code.RedeemedAt) > 30*time.Second })},
		{Name: "restart-forgets-used-codes", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "After a restart, a code that was redeemed before can be redeemed again.",
			Apply: func(p *tenant.Policy) {
				var restarted atomic.Bool
				restarting(func(*tenant.Grant) { restarted.Store(true) })(p)
				takingCodeFor(tenant.CodeGood, tenant.CodeUsed, func(tenant.Redemption) bool { return restarted.Load() })(p)
			}},
		{Name: "replayed-code-is-forgotten", Rule: "COD-01", Dialects: onlyRFC,
			Sentence: "A code that was refused as used is taken for a new one the time after.",
			Follows:  map[string]string{"COD-11": "those who lose a race present it several times"},
			Apply: func(p *tenant.Policy) {
				replays := counter()
				takingCodeFor(tenant.CodeGood, tenant.CodeUsed, func(r tenant.Redemption) bool {
					return replays(r.Request.Params.Get("code"))%2 == 0
				})(p)
			}},
		{Name: "code-replay-ends-nothing", Rule: "COD-02", Dialects: onlyRFC,
			Sentence: "A code that was redeemed is refused, and that is all.",
			Follows:  map[string]string{"COD-03": "the access tokens go on as the refresh token does"},
			Apply:    func(p *tenant.Policy) { p.Codes.Replayed = nothing }},
		{Name: "code-replay-ends-the-first-token-alone", Rule: "COD-02", Dialects: onlyRFC,
			Sentence: "The second redemption of a code ends the refresh token that the first one yielded, and none of its successors.",
			Follows:  map[string]string{"COD-03": "the access tokens go on where the family does"},
			Apply:    func(p *tenant.Policy) { p.Codes.Replayed = (*tenant.Ending).EndToken }},
		{Name: "restart-forgets-code-replays", Rule: "COD-02", Dialects: onlyRFC,
			Sentence: "After a restart, the refresh token works again that ended with the second redemption of its code.",
			Apply:    restarting(revivingGrants(tenant.CauseReplay))},
		{Name: "code-replay-spares-rotating-tokens", Rule: "COD-02", Dialects: onlyRFC,
			Sentence: "The second redemption of a code whose refresh token rotates is refused, and that is all.",
			Apply:    changingReplay(instead(nothing, rotates))},
		{Name: "code-replay-spares-access-tokens", Rule: "COD-03", Dialects: onlyRFC,
			Sentence: "The second redemption of a code ends the refresh token of the first, and not its access tokens.",
			Apply: func(p *tenant.Policy) {
				p.Codes.Replayed = func(e *tenant.Ending) { e.Family.EndTokens() }
			}},
		{Name: "code-replay-takes-other-sign-ins", Rule: "COD-04", Dialects: onlyRFC,
			Sentence: "The second redemption of a code ends all of the user's tokens at the client.",
			Apply:    changingReplay(alsoEnding(sameUserAndClient))},
		{Name: "code-replay-takes-other-users", Rule: "COD-04", Dialects: onlyRFC,
			Sentence: "The second redemption of a code ends everybody's tokens at the client.",
			Apply:    changingReplay(alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{ClientID: k.ClientID} }))},
		{Name: "code-replay-takes-other-clients", Rule: "COD-04", Dialects: onlyRFC,
			Sentence: "The second redemption of a code ends the user's tokens of every client.",
			Apply:    changingReplay(alsoEnding(func(k tenant.GrantKey) tenant.Selector { return tenant.Selector{UserID: k.UserID} }))},
		{Name: "code-race-has-two-winners", Rule: "COD-11", Dialects: onlyRFC,
			Sentence: "Each of several simultaneous redemptions of one code yields tokens.",
			Apply: allOf(func(p *tenant.Policy) {
				p.Codes.Pause = func() { time.Sleep(roundTrip) }
			}, takingCodeFor(tenant.CodeGood, tenant.CodeUsed, tenant.Redemption.Overlaps))},
	}
}

// strangersCodes are about codes that somebody else presents.
func strangersCodes() []Deviation {
	return []Deviation{
		{Name: "foreign-client-redeems", Rule: "COD-05", Dialects: onlyRFC,
			Sentence: "A code can be redeemed by any client that authenticates.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeForeign, func(r tenant.Redemption) bool { return !r.Code.Used && !r.Client.Public() })},
		{Name: "public-client-redeems-any-code", Rule: "COD-05", Dialects: onlyRFC,
			Sentence: "A public client can redeem the code of any client.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeForeign, func(r tenant.Redemption) bool { return !r.Code.Used && r.Client.Public() })},
		{Name: "code-without-secret", Rule: "COD-06", Dialects: onlyRFC,
			Sentence: "A confidential client redeems its code without its secret.",
			Follows:  map[string]string{"COD-07": "who comes without the secret then passes for the client, which redeems it again"},
			Apply:    acceptingAtToken(tenant.AuthMissing, isRedemption)},
		{Name: "code-with-wrong-secret", Rule: "COD-06", Dialects: onlyRFC,
			Sentence: "A confidential client redeems its code with any secret.",
			Follows:  map[string]string{"COD-07": "who comes with a wrong secret then passes for the client, which redeems it again"},
			Apply:    acceptingAtToken(tenant.AuthWrongSecret, isRedemption)},
		{Name: "foreign-replay-ends-the-owner", Rule: "COD-07", Dialects: onlyRFC,
			Sentence: "Another client's attempt on a redeemed code ends what it was redeemed for.",
			Apply:    func(p *tenant.Policy) { p.Codes.Foreign = (*tenant.Ending).EndGrant }},
		{Name: "replay-is-noticed-before-the-secret", Rule: "COD-07", Dialects: onlyRFC,
			Sentence: "A redeemed code with a wrong secret ends what it was redeemed for.",
			Apply: allOf(acceptingAtToken(tenant.AuthWrongSecret, func(a tenant.Attempt) bool { return isRedemption(a) && a.Method == tenant.AuthSecretPost }),
				takingCodeFor(tenant.CodeUnknown, tenant.CodeGood, func(r tenant.Redemption) bool {
					return r.Client.AuthMethod == tenant.AuthSecretPost && !r.Client.SecretIs(r.Request.Params.Get("client_secret"))
				}))},
	}
}

// codeBindings are about what a code is bound to besides its client.
func codeBindings() []Deviation {
	given := func(name string) func(tenant.Redemption) string {
		return func(r tenant.Redemption) string { return r.Request.Params.Get(name) }
	}
	verifier, redirect := given("code_verifier"), given("redirect_uri")
	return []Deviation{
		{Name: "verifier-is-not-looked-at", Rule: "COD-08", Dialects: onlyRFC,
			Sentence: "A code is redeemed with any verifier, or none.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherVerifier, nil)},
		{Name: "verifier-may-be-left-out", Rule: "COD-08", Dialects: onlyRFC,
			Sentence: "A code is redeemed without a verifier.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherVerifier, func(r tenant.Redemption) bool { return verifier(r) == "" })},
		{Name: "challenge-passes-for-the-verifier", Rule: "COD-08", Dialects: onlyRFC,
			Sentence: "A code is redeemed with its challenge for a verifier.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherVerifier, func(r tenant.Redemption) bool { return verifier(r) == r.Code.Challenge })},
		{Name: "verifier-may-be-called-plain", Rule: "COD-08", Dialects: onlyRFC,
			Sentence: "A code is redeemed with its challenge for a verifier, where the request says that the method was plain.",
			Apply: takingCodeFor(tenant.CodeGood, tenant.CodeOtherVerifier, func(r tenant.Redemption) bool {
				return r.Request.Params.Get("code_challenge_method") == "plain" && verifier(r) == r.Code.Challenge
			})},
		{Name: "redirect-is-compared-without-case", Rule: "COD-09", Dialects: onlyRFC,
			Sentence: "A code is redeemed with a redirect_uri that differs from its own in case.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherRedirect, func(r tenant.Redemption) bool { return strings.EqualFold(redirect(r), r.Code.RedirectURI) })},
		{Name: "redirect-is-not-looked-at", Rule: "COD-09", Dialects: onlyRFC,
			Sentence: "A code is redeemed with any redirect_uri.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherRedirect, func(r tenant.Redemption) bool { return redirect(r) != "" })},
		{Name: "redirect-that-begins-alike-will-do", Rule: "COD-09", Dialects: onlyRFC,
			Sentence: "A code is redeemed with a redirect_uri that begins as its own does.",
			Apply: takingCodeFor(tenant.CodeGood, tenant.CodeOtherRedirect, func(r tenant.Redemption) bool {
				return strings.HasPrefix(redirect(r), r.Code.RedirectURI)
			})},
		{Name: "code-never-expires", Rule: "COD-14", Dialects: onlyRFC,
			Sentence: "A code can be redeemed at any time.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeExpired, nil)},
		{Name: "redirect-may-be-left-out", Rule: "COD-10", Dialects: onlyRFC,
			Sentence: "A code is redeemed without its redirect_uri.",
			Apply:    takingCodeFor(tenant.CodeGood, tenant.CodeOtherRedirect, func(r tenant.Redemption) bool { return redirect(r) == "" })},
	}
}

// outstanding are about what was approved, and has not been redeemed yet.
func outstanding() []Deviation {
	return []Deviation{
		{Name: "code-outlives-its-grant", Rule: "COD-12", Dialects: onlyAuth0,
			Sentence: "A code yields tokens after the grant was deleted that it came of.",
			Apply:    honouring(tenant.GrantAuthorizationCode)},
		{Name: "device-outlives-its-grant", Rule: "COD-13", Dialects: onlyAuth0,
			Sentence: "A device that was let in gets tokens after the grant was deleted that this was recorded in.",
			Apply:    honouring(tenant.GrantDeviceCode)},
	}
}

// takingCodeFor takes one finding about a code for another one, on that condition; no condition is always.
func takingCodeFor(other, found tenant.CodeFinding, when func(tenant.Redemption) bool) change {
	return func(p *tenant.Policy) {
		before := p.Codes.Judge
		p.Codes.Judge = func(r tenant.Redemption, got tenant.CodeFinding) tenant.CodeFinding {
			if got = before(r, got); got == found && (when == nil || when(r)) {
				return other
			}
			return got
		}
	}
}

// changingReplay changes what the second redemption of a code ends.
func changingReplay(end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.Codes.Replayed }, end)
}

func isRedemption(a tenant.Attempt) bool {
	return a.Request.Params.Get("grant_type") == tenant.GrantAuthorizationCode
}

// honouring takes what a user approved for good, whatever became of the grant.
func honouring(grantType string) change {
	return func(p *tenant.Policy) {
		before := p.SignIn.Honours
		p.SignIn.Honours = func(a tenant.Approval, refusal *tenant.Error) *tenant.Error {
			if a.GrantType == grantType && !a.User.Blocked {
				return nil
			}
			return before(a, refusal)
		}
	}
}
