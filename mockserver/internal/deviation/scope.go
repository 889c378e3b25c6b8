package deviation

import (
	"sync"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// What a family is remembered by that was exchanged for less scope.
const noteNarrowed = "was exchanged for less scope"

// rotationScope are about what an exchange for less scope leaves.
func rotationScope() []Deviation {
	return []Deviation{
		{Name: "less-scope-is-for-good", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "What an exchange for less scope leaves out, no later one yields.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				x.Family.Scopes = got
				return got
			})},
		{Name: "less-scope-of-a-rotating-token-is-for-good", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "The successor of a token that was exchanged for less scope has no more.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				if x.Family.Rotating {
					x.Family.Scopes = got
				}
				return got
			})},
		{Name: "less-scope-of-a-device-is-for-good", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "What an exchange of a device's token leaves out, no later one yields.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				if ofDevice(x.Client) {
					x.Family.Scopes = got
				}
				return got
			})},
		{Name: "less-scope-twice-is-for-good", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "A token that was exchanged twice for less scope has no more.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				if narrows(x, got) && x.Family.Note == noteNarrowed {
					x.Family.Scopes = got
				}
				if narrows(x, got) {
					x.Family.Note = noteNarrowed
				}
				return got
			})},
		{Name: "less-scope-without-the-first-is-for-good", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "The first scope alone yields all that was granted; what an exchange for the others leaves out, no later one yields.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				if len(got) == 1 && got[0] == x.Family.Scopes[0] {
					return x.Family.Scopes
				}
				x.Family.Scopes = got
				return got
			})},
		{Name: "less-scope-takes-other-sign-ins", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "What one sign-in leaves out of its scope, the user's others at the application do not get either.",
			Apply: func(p *tenant.Policy) {
				var least sync.Map // family id to its scopes, by user and application
				changingScopes(func(x tenant.Exchange, got []string) []string {
					by := [2]string{x.Grant.Key.UserID, x.Grant.Key.ClientID}
					if narrows(x, got) {
						least.Store(by, map[string][]string{x.Family.ID: got})
						return got
					}
					if of, is := least.Load(by); is && of.(map[string][]string)[x.Family.ID] == nil {
						for _, scopes := range of.(map[string][]string) {
							return tenant.Within(got, scopes)
						}
					}
					return got
				})(p)
			}},
		{Name: "left-out-scope-is-refused", Rule: "ROT-21", Dialects: bothDialects,
			Sentence: "A scope that an exchange left out is refused when a later one asks for it.",
			Apply: func(p *tenant.Policy) {
				var last sync.Map // family id -> the scopes of its last exchange
				before := p.Exchange.Scopes
				p.Exchange.Scopes = func(x tenant.Exchange, granted []string) ([]string, *tenant.Error) {
					got, refusal := before(x, granted)
					had, is := last.Load(x.Family.ID)
					if refusal == nil && is && len(x.Asked) > 0 && len(tenant.Within(x.Asked, had.([]string))) < len(x.Asked) {
						return nil, badRequest("invalid_scope", "The scope exceeds what was granted")
					}
					if refusal == nil {
						last.Store(x.Family.ID, got)
					}
					return got, refusal
				}
			}},
		{Name: "exchange-for-less-scope-is-the-last", Rule: "ROT-22", Dialects: bothDialects,
			Sentence: "A token that was exchanged for less scope, or its successor, is refused from then on.",
			Apply:    allOf(notingNarrowed(func(tenant.Exchange) bool { return true }), refusingNarrowed)},
		{Name: "rotating-exchange-for-less-scope-is-the-last", Rule: "ROT-22", Dialects: bothDialects,
			Sentence: "The successor of a rotating token that was exchanged for less scope is refused.",
			Apply:    allOf(notingNarrowed(func(x tenant.Exchange) bool { return x.Family.Rotating }), refusingNarrowed)},
		{Name: "exchange-for-less-scope-ends-other-sign-ins", Rule: "ROT-22", Dialects: onlyAuth0,
			Sentence: "An exchange for less scope ends the user's other sign-ins at the application.",
			Apply: changingScopes(func(x tenant.Exchange, got []string) []string {
				for _, f := range x.Grant.Families {
					if f != x.Family && narrows(x, got) {
						f.End()
					}
				}
				return got
			})},
	}
}

// narrows says whether an exchange yields less than its family has.
func narrows(x tenant.Exchange, got []string) bool {
	return len(x.Asked) > 0 && len(got) < len(x.Family.Scopes)
}

// changingScopes changes what scope an exchange yields, and what it leaves its family.
func changingScopes(to func(x tenant.Exchange, got []string) []string) change {
	return func(p *tenant.Policy) {
		before := p.Exchange.Scopes
		p.Exchange.Scopes = func(x tenant.Exchange, granted []string) ([]string, *tenant.Error) {
			got, refusal := before(x, granted)
			if refusal == nil {
				got = to(x, got)
			}
			return got, refusal
		}
	}
}

func notingNarrowed(when func(tenant.Exchange) bool) change {
	return changingScopes(func(x tenant.Exchange, got []string) []string {
		if narrows(x, got) && when(x) {
			x.Family.Note = noteNarrowed
		}
		return got
	})
}

// refusingNarrowed refuses a live token of a family that was exchanged for less scope.
func refusingNarrowed(p *tenant.Policy) {
	before := p.Exchange.Refusal
	p.Exchange.Refusal = func(x tenant.Exchange) *tenant.Error {
		if x.Kind == tenant.KindLive && x.Family.Note == noteNarrowed {
			x.Kind = tenant.KindEnded
		}
		return before(x)
	}
}
