package deviation

import (
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// sessions are the deviations from RTM about sessions and a user's access.
func sessions() []Deviation {
	return []Deviation{
		{Name: "revoked-session-leaves-another-application", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session leaves the refresh tokens of the application mock-second.",
			Apply: leaving(anythingBy(tenant.OpRevokeSession), func(p *tenant.Policy, e *tenant.Ending) bool {
				second := secondClient(p)
				return second != nil && second.ID == e.Grant.Key.ClientID
			})},
		{Name: "revoked-session-leaves-the-second-audience", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session leaves the refresh tokens for https://api.two.example.",
			Apply:    leavingSecondAudience(tenant.OpRevokeSession)},
		{Name: "revoked-session-leaves-unused-ones", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session leaves the refresh tokens that were never exchanged.",
			Apply:    changingTokenEnd(tenant.OpRevokeSession, instead(nothing, neverExchanged))},
		{Name: "revoked-session-leaves-idle-ones", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session leaves the refresh tokens whose newest access token has expired.",
			Apply:    leaving(anythingBy(tenant.OpRevokeSession), isIdle)},
		{Name: "revoked-session-leaves-rotating-ones", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session leaves the refresh tokens that rotate.",
			Apply:    changingTokenEnd(tenant.OpRevokeSession, instead(nothing, rotates))},
		{Name: "revoked-session-takes-the-others", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session ends all refresh tokens of its user.",
			Apply:    naming(anythingBy(tenant.OpRevokeSession), func(n *tenant.NamedTokens) { n.Session = "" })},
		{Name: "revoked-session-takes-other-users", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session ends the refresh tokens of all other users at its applications.",
			Apply:    changingTokenEnd(tenant.OpRevokeSession, alsoEnding(otherUsersOfClient))},
		{Name: "unknown-session-is-revoked", Rule: "RTM-15", Dialects: onlyAuth0,
			Sentence: "Revoking a session that there is not is answered with 202.",
			Apply:    answeringUnknown(tenant.OpRevokeSession)},
		{Name: "revoked-access-leaves-rotating-ones", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access leaves the refresh tokens that rotate.",
			Apply:    changingTokenEnd(tenant.OpRevokeAccess, instead(nothing, rotates))},
		{Name: "revoked-access-leaves-idle-ones", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access leaves the refresh tokens whose newest access token has expired.",
			Apply:    leaving(anythingBy(tenant.OpRevokeAccess), isIdle)},
		{Name: "revoked-access-leaves-devices", Rule: "RTM-23", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access leaves the refresh tokens that came of the device flow.",
			Apply:    leavingDevices(tenant.OpRevokeAccess)},
		{Name: "revoked-access-leaves-what-has-no-session", Rule: "RTM-23", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access leaves the refresh tokens that were issued in no session.",
			Apply:    changingTokenEnd(tenant.OpRevokeAccess, instead(nothing, func(e *tenant.Ending) bool { return e.Family.Session == "" }))},
		{Name: "revoked-access-leaves-the-second-audience", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access leaves the refresh tokens for https://api.two.example.",
			Apply:    leavingSecondAudience(tenant.OpRevokeAccess)},
		{Name: "revoked-access-takes-other-users", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access ends the refresh tokens of all other users at the user's applications.",
			Apply:    changingTokenEnd(tenant.OpRevokeAccess, alsoEnding(otherUsersOfClient))},
		{Name: "refresh-tokens-are-never-preserved", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access ends refresh tokens that are to be preserved.",
			Apply:    func(p *tenant.Policy) { p.RefreshTokens.Preserved = func(bool) bool { return false } }},
		{Name: "revoked-access-takes-the-other-sessions", Rule: "RTM-16", Dialects: onlyAuth0,
			Sentence: "Revoking a user's access in one session ends the refresh tokens of all.",
			Apply:    naming(anythingBy(tenant.OpRevokeAccess), func(n *tenant.NamedTokens) { n.Session = "" })},
		{Name: "session-is-revoked-by-one-scope", Rule: "RTM-17", Dialects: onlyAuth0,
			Sentence: "A session is revoked, its refresh tokens included, by whoever has delete:sessions.",
			Apply:    lackingScope(tenant.OpRevokeSession, "delete:refresh_tokens")},
		{Name: "session-is-revoked-by-the-other-scope", Rule: "RTM-17", Dialects: onlyAuth0,
			Sentence: "A session is revoked by whoever has delete:refresh_tokens.",
			Apply:    lackingScope(tenant.OpRevokeSession, "delete:sessions")},
		{Name: "access-is-revoked-without-scope", Rule: "RTM-17", Dialects: onlyAuth0,
			Sentence: "Any management token may revoke a user's access.",
			Apply:    withoutScope(tenant.OpRevokeAccess)},
	}
}

// lackingScope has an operation be called by whom one of its scopes is lacking.
func lackingScope(op tenant.Endpoint, scope string) change {
	return authorizingAnyway(op, func(found *tenant.Problem) bool {
		return found.Code == "insufficient_scope" && strings.HasSuffix(found.Message, ": "+scope)
	})
}
