package deviation

import (
	"maps"
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// refreshTokenBulk are the deviations from RTM about the revocation of refresh tokens in bulk.
func refreshTokenBulk() []Deviation {
	return []Deviation{
		{Name: "bulk-ends-the-first-id", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "Of several ids the first alone is revoked.",
			Apply:    naming(byIDs, func(n *tenant.NamedTokens) { n.IDs = n.IDs[:1] })},
		{Name: "bulk-ends-the-last-id", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "Of several ids, but for a hundred, the last alone is revoked.",
			Apply: naming(func(n tenant.NamedTokens) bool { return byIDs(n) && len(n.IDs) < 100 }, func(n *tenant.NamedTokens) {
				n.IDs = n.IDs[len(n.IDs)-1:]
			})},
		{Name: "bulk-of-a-hundred-ends-nothing", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A hundred ids are answered with 202, and none is revoked.",
			Apply: naming(func(n tenant.NamedTokens) bool { return len(n.IDs) >= 100 }, func(n *tenant.NamedTokens) {
				n.IDs = nil
			})},
		{Name: "bulk-of-an-id-twice-ends-nothing", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "Ids of which one is given twice are answered with 202, and none is revoked.",
			Apply: naming(func(n tenant.NamedTokens) bool {
				return len(slices.Compact(slices.Sorted(slices.Values(n.IDs)))) < len(n.IDs)
			},
				func(n *tenant.NamedTokens) { n.IDs = nil })},
		{Name: "bulk-by-ids-leaves-unused-ones", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by ids leaves those that were never exchanged.",
			Apply:    endingNamed(byIDs, instead(nothing, neverExchanged))},
		{Name: "bulk-by-ids-leaves-rotating-ones", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by ids leaves those that rotate.",
			Apply:    endingNamed(byIDs, instead(nothing, rotates))},
		{Name: "bulk-by-user-ends-one-audience", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user leaves those for https://api.two.example.",
			Apply:    leaving(byUser, forSecondAudience)},
		{Name: "bulk-by-user-leaves-another-application", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user leaves those of the application mock-second.",
			Apply: leaving(byUser, func(p *tenant.Policy, e *tenant.Ending) bool {
				second := secondClient(p)
				return second != nil && second.ID == e.Grant.Key.ClientID
			})},
		{Name: "bulk-by-application-ends-one-audience", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user and application leaves those for https://api.two.example.",
			Apply:    leaving(byUserAndClient, forSecondAudience)},
		{Name: "bulk-by-application-leaves-devices", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user and application leaves those that came of the device flow.",
			Apply:    leaving(byUserAndClient, ofDeviceFlow)},
		{Name: "bulk-by-audience-leaves-the-second", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user, application and audience does nothing where that is https://api.two.example.",
			Apply:    leaving(byAudience, forSecondAudience)},
		{Name: "bulk-by-audience-leaves-unused-ones", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user, application and audience leaves those that were never exchanged.",
			Apply:    endingNamed(byAudience, instead(nothing, neverExchanged))},
		{Name: "bulk-by-ids-leaves-idle-ones", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by ids leaves those whose newest access token has expired.",
			Apply:    leaving(byIDs, isIdle)},
		{Name: "bulk-by-user-leaves-idle-ones", Rule: "RTM-11", Dialects: onlyAuth0,
			Sentence: "A revocation by user leaves those whose newest access token has expired.",
			Apply:    leaving(byUser, isIdle)},
		{Name: "bulk-by-ids-ends-the-siblings", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "With the setting off, a revocation by ids ends the siblings of those that it names.",
			Apply:    endingNamed(byIDs, alsoWhileOff((*tenant.Ending).EndFamilies))},
		{Name: "bulk-by-ids-ends-the-siblings-later", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "With the setting off, the siblings of those that a revocation by ids names end half a minute later.",
			Apply:    endingNamed(byIDs, alsoWhileOff(endingGrantLater))},
		{Name: "bulk-by-ids-ends-other-audiences", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "With the setting off, a revocation by ids ends the user's for other audiences at the application.",
			Apply: func(p *tenant.Policy) {
				endingNamed(byIDs, alsoWhileOff(func(e *tenant.Ending) { e.Others = append(e.Others, otherAudiences(p, e.Grant.Key)...) }))(p)
			}},
		{Name: "bulk-by-ids-ends-other-users", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by ids ends those of all other users of the application.",
			Apply:    endingNamed(byIDs, alsoEnding(otherUsersOfClient))},
		{Name: "bulk-by-user-ends-other-users", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user ends those of all other users of the user's applications.",
			Apply:    endingNamed(byUser, alsoEnding(otherUsersOfClient))},
		{Name: "bulk-by-application-ends-all-of-the-user", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user and application ends all of the user.",
			Apply:    naming(byUserAndClient, func(n *tenant.NamedTokens) { n.ClientID = "" })},
		{Name: "bulk-by-application-ends-other-users", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user and application ends all of the application.",
			Apply:    naming(byUserAndClient, func(n *tenant.NamedTokens) { n.UserID = "" })},
		{Name: "bulk-by-audience-ends-other-audiences", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user, application and audience ends those for other audiences as well.",
			Apply:    naming(byAudience, func(n *tenant.NamedTokens) { n.Audience = "" })},
		{Name: "bulk-by-audience-ends-other-applications", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user, application and audience ends those of other applications as well.",
			Apply:    naming(byAudience, func(n *tenant.NamedTokens) { n.ClientID = "" })},
		{Name: "bulk-by-audience-ends-other-users", Rule: "RTM-12", Dialects: onlyAuth0,
			Sentence: "A revocation by user, application and audience ends those of other users as well.",
			Apply:    naming(byAudience, func(n *tenant.NamedTokens) { n.UserID = "" })},
	}
}

// refreshTokenForms are the deviations from RTM about what names the tokens in no documented way.
func refreshTokenForms() []Deviation {
	return []Deviation{
		{Name: "bulk-of-nothing-is-accepted", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk that names nothing is answered with 202, and ends nothing.",
			Apply:    takingBody(has())},
		{Name: "bulk-by-ids-and-user-ends-the-user", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by ids and user ends all of the user.",
			Apply: allOf(takingBody(has("ids", "user_id")), naming(func(n tenant.NamedTokens) bool { return byIDs(n) && n.UserID != "" },
				func(n *tenant.NamedTokens) { n.IDs = nil }))},
		{Name: "bulk-by-ids-overlooks-the-application", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by ids and application ends those of the ids.",
			Apply:    takingBody(has("client_id", "ids"))},
		{Name: "bulk-by-user-and-audience-ends-both", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by user and audience, without an application, ends the user's for that audience.",
			Apply:    takingBody(has("audience", "user_id"))},
		{Name: "bulk-by-audience-alone-is-accepted", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by an audience alone ends all for that audience.",
			Apply:    takingBody(has("audience"))},
		{Name: "bulk-of-no-ids-is-accepted", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk of no ids is answered with 202.",
			Apply:    takingBody(func(body map[string]any) bool { return has("ids")(body) && countOfIDs(body) == 0 })},
		{Name: "bulk-of-101-ids-is-accepted", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk takes more than a hundred ids.",
			Apply:    takingBody(func(body map[string]any) bool { return countOfIDs(body) > 100 })},
		{Name: "bulk-overlooks-what-it-does-not-know", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk overlooks a member that is not documented.",
			Apply:    takingBody(has("before", "user_id"))},
		{Name: "bulk-by-an-unknown-application-ends-the-user", Rule: "RTM-13", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by user and an application that there is not ends all of the user.",
			Apply:    endingAllOfUser},
		{Name: "bulk-by-application-alone-is-accepted", Rule: "RTM-14", Dialects: onlyAuth0,
			Sentence: "A revocation in bulk by an application alone ends all of the application, as an older edition of the reference has it.",
			Apply:    takingBody(has("client_id"))},
	}
}

// The forms of a revocation in bulk, by what is named.

func byIDs(n tenant.NamedTokens) bool { return inBulk(n) && len(n.IDs) > 0 }

func byUser(n tenant.NamedTokens) bool {
	return inBulk(n) && n.UserID != "" && n.ClientID == "" && n.Audience == ""
}

func byUserAndClient(n tenant.NamedTokens) bool {
	return inBulk(n) && n.ClientID != "" && n.Audience == ""
}

func byAudience(n tenant.NamedTokens) bool { return inBulk(n) && n.Audience != "" }

func inBulk(n tenant.NamedTokens) bool { return n.Operation == tenant.OpRevokeTokens }

// naming changes what an operation is about that names tokens in that way.
func naming(when func(tenant.NamedTokens) bool, change func(*tenant.NamedTokens)) func(*tenant.Policy) {
	return func(p *tenant.Policy) {
		before := p.RefreshTokens.Named
		p.RefreshTokens.Named = func(n tenant.NamedTokens) tenant.NamedTokens {
			n = before(n)
			if when(n) {
				change(&n)
			}
			return n
		}
	}
}

// takingBody takes a body of a revocation in bulk for what can be read of it, on that condition.
func takingBody(when func(body map[string]any) bool) change {
	return func(p *tenant.Policy) {
		before := p.Management.BadBody
		p.Management.BadBody = func(op tenant.Endpoint, body map[string]any, found *tenant.Problem) *tenant.Problem {
			if op == tenant.OpRevokeTokens && when(body) {
				return nil
			}
			return before(op, body, found)
		}
	}
}

// has says whether a body has these members and no other; they are sorted.
func has(members ...string) func(map[string]any) bool {
	return func(body map[string]any) bool { return slices.Equal(slices.Sorted(maps.Keys(body)), members) }
}

func countOfIDs(body map[string]any) int {
	ids, _ := body["ids"].([]any)
	return len(ids)
}

// endingAllOfUser takes a revocation in bulk by user and an unknown application for one by user.
func endingAllOfUser(p *tenant.Policy) {
	unknown := func(id string) bool { return id != "" && clientByID(p, id) == nil }
	takingBody(func(body map[string]any) bool {
		id, _ := body["client_id"].(string)
		return has("client_id", "user_id")(body) && unknown(id)
	})(p)
	naming(func(n tenant.NamedTokens) bool { return inBulk(n) && unknown(n.ClientID) }, func(n *tenant.NamedTokens) { n.ClientID = "" })(p)
}
