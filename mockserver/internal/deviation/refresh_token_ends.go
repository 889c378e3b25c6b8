package deviation

import (
	"sync"
	"time"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// refreshTokenEnds are the deviations from RTM about the deletion of refresh tokens, one by one and by their user.
func refreshTokenEnds() []Deviation {
	return []Deviation{
		{Name: "deletion-leaves-unused-refresh-tokens", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id does nothing before its first exchange.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, instead(nothing, neverExchanged))},
		{Name: "deletion-leaves-devices-refresh-tokens", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id does nothing where it came of the device flow.",
			Apply:    leavingDevices(tenant.OpDeleteToken)},
		{Name: "deletion-leaves-the-second-audience", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id does nothing where it is for https://api.two.example.",
			Apply:    leavingSecondAudience(tenant.OpDeleteToken)},
		{Name: "deletion-leaves-older-refresh-tokens", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id does nothing where its grant has a newer one that does not rotate.",
			Follows:  map[string]string{"RTM-07": "what is deleted twice there is the older of two"},
			Apply:    changingTokenEnd(tenant.OpDeleteToken, instead(nothing, func(e *tenant.Ending) bool { return isOlder(e) && !rotates(e) }))},
		{Name: "deletion-is-governed-by-the-setting", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "With the setting on, deleting a refresh token by its id does nothing.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, instead(nothing, whileOn))},
		{Name: "deleted-refresh-token-comes-back", Rule: "RTM-04", Dialects: onlyAuth0,
			Sentence: "A refresh token that was deleted by its id works again half a minute later.",
			Apply: acceptingExchange(func(x tenant.Exchange) bool {
				return x.Family != nil && x.Family.Ended.Cause == tenant.CauseToken && x.Now.Sub(x.Family.Ended.At) > 30*time.Second
			})},
		{Name: "deletion-ends-the-siblings", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting a refresh token by its id ends its siblings, unless it rotates.",
			Follows:  map[string]string{"RTM-07": "a sibling is what a second deletion must leave"},
			Apply: changingTokenEnd(tenant.OpDeleteToken, where(func(e *tenant.Ending) bool { return whileOff(e) && !rotates(e) },
				also((*tenant.Ending).EndFamilies)))},
		{Name: "deletion-ends-rotating-siblings", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "With the setting off, deleting a refresh token that rotates by its id ends its siblings.",
			Follows:  map[string]string{"RTM-18": "another family is such a sibling"},
			Apply: changingTokenEnd(tenant.OpDeleteToken, where(func(e *tenant.Ending) bool { return whileOff(e) && rotates(e) },
				also((*tenant.Ending).EndFamilies)))},
		{Name: "deletion-ends-the-siblings-later", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "With the setting off, the siblings of a refresh token that was deleted by its id end half a minute later.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, alsoWhileOff(endingGrantLater))},
		{Name: "deletion-takes-the-grant-off-the-list", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "With the setting off, the grant of a refresh token that was deleted by its id is no longer listed.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, alsoWhileOff(withdrawing))},
		{Name: "deletion-ends-other-applications", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id ends the user's for that audience at every other application.",
			Apply: func(p *tenant.Policy) {
				changingTokenEnd(tenant.OpDeleteToken, also(func(e *tenant.Ending) { e.Others = append(e.Others, otherApplications(p, e.Grant.Key)...) }))(p)
			}},
		{Name: "deletion-ends-other-users-refresh-tokens", Rule: "RTM-05", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token by its id ends those of all other users of the application.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, alsoEnding(otherUsersOfClient))},
		{Name: "refresh-token-is-deleted-without-scope", Rule: "RTM-06", Dialects: onlyAuth0,
			Sentence: "Any management token may delete a refresh token.",
			Apply:    withoutScope(tenant.OpDeleteToken)},
		{Name: "users-refresh-tokens-are-deleted-without-scope", Rule: "RTM-06", Dialects: onlyAuth0,
			Sentence: "Any management token may delete a user's refresh tokens.",
			Apply:    withoutScope(tenant.OpDeleteUserTokens)},
		{Name: "refresh-tokens-are-revoked-without-scope", Rule: "RTM-06", Dialects: onlyAuth0,
			Sentence: "Any management token may revoke refresh tokens in bulk.",
			Apply:    withoutScope(tenant.OpRevokeTokens)},
		{Name: "second-deletion-of-a-refresh-token-is-an-error", Rule: "RTM-07", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token that is not there is answered with 409.",
			Apply: func(p *tenant.Policy) {
				p.RefreshTokens.Absent = func() *tenant.Problem {
					return &tenant.Problem{Status: 409, Reason: "Conflict", Message: "The refresh token is gone already."}
				}
			}},
		{Name: "deletion-of-all-leaves-devices", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens leaves those that came of the device flow.",
			Apply:    leavingDevices(tenant.OpDeleteUserTokens)},
		{Name: "deletion-of-all-leaves-the-second-audience", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens leaves those for https://api.two.example.",
			Apply:    leavingSecondAudience(tenant.OpDeleteUserTokens)},
		{Name: "deletion-of-all-leaves-unused-ones", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens leaves those that were never exchanged.",
			Apply:    changingTokenEnd(tenant.OpDeleteUserTokens, instead(nothing, neverExchanged))},
		{Name: "deletion-of-all-leaves-idle-ones", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens leaves those whose newest access token has expired.",
			Apply:    leaving(anythingBy(tenant.OpDeleteUserTokens), isIdle)},
		{Name: "deletion-of-all-ends-a-page", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens ends fifty of each grant.",
			Apply: changingTokenEnd(tenant.OpDeleteUserTokens, instead(nothing, func(e *tenant.Ending) bool {
				return len(e.Grant.Families) > 50 && e.Family != e.Grant.Families[0] && isAmongLast(e, len(e.Grant.Families)-50)
			}))},
		{Name: "deletion-of-all-ends-other-users", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens ends those of all other users at the user's applications.",
			Apply:    changingTokenEnd(tenant.OpDeleteUserTokens, alsoEnding(otherUsersOfClient))},
		{Name: "unknown-users-refresh-tokens-are-deleted", Rule: "RTM-10", Dialects: onlyAuth0,
			Sentence: "Deleting the refresh tokens of a user that there is not is answered with 202.",
			Apply:    answeringUnknown(tenant.OpDeleteUserTokens)},
	}
}

// refreshTokenFamilies are the deviations from RTM about refresh tokens that rotate, and what else was issued with them.
func refreshTokenFamilies() []Deviation {
	return []Deviation{
		{Name: "deletion-leaves-what-was-exchanged-twice", Rule: "RTM-18", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token that rotates does nothing from its second exchange on.",
			Apply: changingTokenEnd(tenant.OpDeleteToken, instead(nothing, func(e *tenant.Ending) bool {
				return rotates(e) && e.Family.Generation >= 2
			}))},
		{Name: "deletion-leaves-the-token-before", Rule: "RTM-18", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token that rotates ends its newest, and the one before works on within its leeway.",
			Apply:    changingTokenEnd(tenant.OpDeleteToken, instead((*tenant.Ending).EndToken, rotates))},
		{Name: "deletion-restores-the-token-before", Rule: "RTM-18", Dialects: onlyAuth0,
			Sentence: "Deleting a refresh token that rotates ends its newest, and makes the one before work again.",
			Apply: changingTokenEnd(tenant.OpDeleteToken, instead(func(e *tenant.Ending) {
				e.EndToken()
				e.Family.Restore(e.Place.Serial-1, e.Place.Generation-1)
			}, func(e *tenant.Ending) bool { return rotates(e) && e.Place.Generation >= 2 }))},
		{Name: "deletion-of-all-leaves-rotated-ones", Rule: "RTM-18", Dialects: onlyAuth0,
			Sentence: "Deleting a user's refresh tokens leaves those that were rotated twice.",
			Apply: changingTokenEnd(tenant.OpDeleteUserTokens, instead(nothing, func(e *tenant.Ending) bool {
				return rotates(e) && e.Family.Generation >= 2
			}))},
		{Name: "deletion-ends-access-tokens", Rule: "RTM-19", Dialects: onlyAuth0,
			Sentence: "Once a refresh token of a user was deleted by its id, the user's access tokens are refused at userinfo.",
			Apply:    refusedAtUserinfo(tenant.OpDeleteToken)},
		{Name: "deletion-of-all-ends-access-tokens", Rule: "RTM-19", Dialects: onlyAuth0,
			Sentence: "Once a user's refresh tokens were deleted, the user's access tokens are refused at userinfo.",
			Apply:    refusedAtUserinfo(tenant.OpDeleteUserTokens)},
		{Name: "revocation-in-bulk-ends-access-tokens", Rule: "RTM-19", Dialects: onlyAuth0,
			Sentence: "Once a user's refresh tokens were revoked in bulk, the user's access tokens are refused at userinfo.",
			Apply:    refusedAtUserinfo(tenant.OpRevokeTokens)},
	}
}

// changingTokenEnd changes what that operation on refresh tokens ends with each of them.
func changingTokenEnd(op tenant.Endpoint, end otherEnd) change {
	return endingNamed(anythingBy(op), end)
}

// endingNamed changes what ends with each refresh token that is named in that way.
func endingNamed(named func(tenant.NamedTokens) bool, end otherEnd) change {
	return ending(func(p *tenant.Policy) *func(*tenant.Ending) { return &p.RefreshTokens.End },
		where(func(e *tenant.Ending) bool { return named(*e.Named) }, end))
}

func neverExchanged(e *tenant.Ending) bool { return e.Family.Exchanged.IsZero() }

// isOlder says whether the family's grant has a newer one.
func isOlder(e *tenant.Ending) bool {
	return e.Family != e.Grant.Families[len(e.Grant.Families)-1]
}

// isAmongLast says whether the family is one of the newest n of its grant.
func isAmongLast(e *tenant.Ending, n int) bool {
	for _, f := range e.Grant.Families[len(e.Grant.Families)-n:] {
		if f == e.Family {
			return true
		}
	}
	return false
}

// leavingDevices has the operation leave what came of the device flow.
func leavingDevices(op tenant.Endpoint) change {
	return leaving(anythingBy(op), ofDeviceFlow)
}

// leavingSecondAudience has the operation leave what is for the second audience.
func leavingSecondAudience(op tenant.Endpoint) change {
	return leaving(anythingBy(op), forSecondAudience)
}

// anythingBy is whatever an operation names.
func anythingBy(op tenant.Endpoint) func(tenant.NamedTokens) bool {
	return func(n tenant.NamedTokens) bool { return n.Operation == op }
}

func ofDeviceFlow(p *tenant.Policy, e *tenant.Ending) bool {
	return ofDevice(clientByID(p, e.Grant.Key.ClientID))
}

func forSecondAudience(p *tenant.Policy, e *tenant.Ending) bool {
	return isSecondAudience(p, e.Grant.Key.Audience)
}

func isIdle(p *tenant.Policy, e *tenant.Ending) bool { return idle.is(p, e.Family, e.Now) }

// leaving has what is named in that way leave the tokens on that condition.
func leaving(named func(tenant.NamedTokens) bool, when func(*tenant.Policy, *tenant.Ending) bool) change {
	return func(p *tenant.Policy) {
		endingNamed(named, instead(nothing, func(e *tenant.Ending) bool { return when(p, e) }))(p)
	}
}

// answeringUnknown answers 202 where the operation finds that there is no such thing.
func answeringUnknown(op tenant.Endpoint) change {
	return changingAnswer(op, func(_ tenant.Request, a *tenant.Answer) {
		if a.Status == 404 {
			a.Status, a.JSON = 202, map[string]any{}
		}
	})
}

// refusedAtUserinfo follows whose refresh tokens an operation has ended.
func refusedAtUserinfo(op tenant.Endpoint) change {
	return func(p *tenant.Policy) {
		var ended sync.Map // user id -> true
		changingTokenEnd(op, also(func(e *tenant.Ending) { ended.Store(e.Grant.Key.UserID, true) }))(p)
		changingAnswer(tenant.EndpointUserinfo, func(_ tenant.Request, a *tenant.Answer) {
			if _, is := ended.Load(jsonObject(a)["sub"]); is {
				*a = (&tenant.Error{Status: 401, Code: "invalid_token", Description: "The access token was revoked"}).Answer()
			}
		})(p)
	}
}
