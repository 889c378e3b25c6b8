package deviation

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// nearlyRightRequests are about credentials and requests that are nearly right, or right in an unusual way.
func nearlyRightRequests() []Deviation {
	return []Deviation{
		{Name: "second-answer-has-a-body", Rule: "REV-02", Dialects: onlyAuth0,
			Sentence: "Revoking a token again is answered with an empty JSON object.",
			Apply: changingRevocationAnswer(func(r tenant.Revocation, a *tenant.Answer) {
				if r.Kind == tenant.KindEnded {
					a.JSON = map[string]any{}
				}
			})},
		{Name: "json-is-answered-with-json", Rule: "REV-02", Dialects: onlyAuth0,
			Sentence: "A success that was asked for in JSON has a JSON body.",
			Apply: changingRevocationAnswer(func(r tenant.Revocation, a *tenant.Answer) {
				if r.Request.BodyType == tenant.BodyJSON {
					a.JSON = map[string]any{}
				}
			})},
		{Name: "malformed-token-is-an-error", Rule: "REV-04", Dialects: bothDialects,
			Sentence: "A token that is much too short is answered with 400.",
			Apply: decidingRevocation(func(r tenant.Revocation) bool { return len(r.Request.Params.Get("token")) < 8 }, false,
				badRequest("invalid_request", "The token is malformed"))},
		{Name: "hint-stands-in-for-a-secret", Rule: "REV-09", Dialects: bothDialects,
			Sentence: "Beside a token_type_hint a wrong secret is not noticed.",
			Apply: acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
				return a.Request.Params.Has("token_type_hint") && byForm(a)
			})},
		{Name: "json-needs-no-secret", Rule: "REV-17", Dialects: onlyAuth0,
			Sentence: "A confidential application revokes without its secret, by JSON.",
			Apply:    acceptingAtRevocation(tenant.AuthMissing, func(a tenant.Attempt) bool { return a.Request.BodyType == tenant.BodyJSON })},
		{Name: "end-of-the-secret-is-ignored", Rule: "REV-09", Dialects: bothDialects,
			Sentence: "The last character of a client secret is not looked at.",
			Apply: acceptingSecret(func(right, sent string) bool {
				return len(sent) == len(right) && len(sent) > 1 && sent[:len(sent)-1] == right[:len(right)-1]
			})},
		{Name: "secret-is-trimmed", Rule: "REV-09", Dialects: bothDialects,
			Sentence: "A client secret is right with spaces around it.",
			Apply:    acceptingSecret(func(right, sent string) bool { return strings.TrimSpace(sent) == right })},
		{Name: "any-secret-of-the-tenant-will-do", Rule: "REV-09", Dialects: bothDialects,
			Sentence: "A client authenticates with the secret of another one.",
			Apply: func(p *tenant.Policy) {
				acceptingSecret(func(_, sent string) bool {
					return slices.ContainsFunc(p.Directory.Clients(), func(c *tenant.Client) bool { return c.SecretIs(sent) })
				})(p)
			}},
		{Name: "header-without-credentials-passes", Rule: "REV-16", Dialects: bothDialects,
			Sentence: "An Authorization header that holds nothing lets its sender revoke.",
			Apply:    acceptingAtRevocation(tenant.AuthMalformedBasic, nil)},
		{Name: "two-wrongs-make-a-right", Rule: "REV-16", Dialects: bothDialects,
			Sentence: "Credentials sent both in the header and in the body are not looked at.",
			Apply:    acceptingAtRevocation(tenant.AuthTwoMethods, nil)},
		{Name: "secret-in-place-of-an-assertion", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "A client that is registered for assertions revokes with any secret.",
			Apply:    acceptingAtRevocation(tenant.AuthWrongMethod, isRegisteredForAssertions)},
		{Name: "assertion-may-be-left-out", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "A client that is registered for assertions revokes without one.",
			Apply:    acceptingAtRevocation(tenant.AuthMissing, isRegisteredForAssertions)},
		{Name: "get-with-a-body-revokes", Rule: "REV-19", Dialects: bothDialects,
			Sentence: "A GET whose body is that of a revocation revokes, and is then answered with 405.",
			Apply:    allOf(takingMethod("GET"), changingStatus("GET", 0, 405))},
		{Name: "right-hint-is-a-lie", Rule: "REV-28", Dialects: onlyAuth0,
			Sentence: "With the token_type_hint refresh_token the revocation is answered with 200, and lost.",
			Follows: map[string]string{
				"REV-50": "the right hint is one of those tolerated",
				"GRT-01": "a revocation with the hint must end the siblings, too",
			},
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.BodyType == tenant.BodyForm && r.Request.Params.Get("token_type_hint") == "refresh_token" && len(r.Request.Query) == 0
			})},
		{Name: "json-with-a-hint-is-a-lie", Rule: "REV-28", Dialects: onlyAuth0,
			Sentence: "JSON with a token_type_hint is answered with 200, and lost.",
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.BodyType == tenant.BodyJSON && r.Request.Params.Has("token_type_hint")
			})},
		{Name: "empty-hint-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "With an empty token_type_hint the revocation is answered with 200, and lost.",
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.Params.Has("token_type_hint") && r.Request.Params.Get("token_type_hint") == ""
			})},
		{Name: "json-without-secret-is-a-lie", Rule: "REV-28", Dialects: onlyAuth0,
			Sentence: "JSON of a public client whose tokens do not rotate is answered with 200, and the revocation lost.",
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.BodyType == tenant.BodyJSON && r.Client != nil && r.Client.Public() && !r.Client.RefreshTokens.Rotating && !ofDevice(r.Client)
			})},
		{Name: "lying-hint-without-secret-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "With the token_type_hint access_token a public client's revocation is answered with 200, and lost.",
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.Params.Get("token_type_hint") == "access_token" && r.Client != nil && r.Client.Public()
			})},
		{Name: "lying-hint-of-a-device-is-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "With the token_type_hint access_token the revocation by a client of the device flow is answered with 200, and lost.",
			Apply: ignoringRevocation(func(r tenant.Revocation) bool {
				return r.Request.Params.Get("token_type_hint") == "access_token" && ofDevice(r.Client)
			})},
		{Name: "query-makes-it-a-lie", Rule: "REV-28", Dialects: bothDialects,
			Sentence: "A revocation whose URL has a query is answered with 200, and lost.",
			Apply:    ignoringRevocation(func(r tenant.Revocation) bool { return len(r.Request.Query) > 0 })},
		{Name: "unknown-client-is-404", Rule: "REV-34", Dialects: onlyRFC,
			Sentence: "A client that does not exist is answered with 404.",
			Apply:    changingClientRefusal("", tenant.AuthUnknownClient, withStatus(404))},
		{Name: "hint-makes-it-anybodys", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "With a token_type_hint, another application's token is revoked.",
			Apply:    decidingRevocation(func(r tenant.Revocation) bool { return r.Foreign && r.Request.Params.Has("token_type_hint") }, true, nil)},
		{Name: "client-of-the-body-is-believed", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "Where header and body name different clients, neither has to prove anything.",
			Apply:    acceptingAtRevocation(tenant.AuthMismatch, nil)},
	}
}

// acceptingSecret lets in whose secret is right by that comparison, at the revocation endpoint, by the body.
func acceptingSecret(same func(right, sent string) bool) change {
	return acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
		sent := a.Request.Params.Get("client_secret")
		return sent != "" && same(a.Client.Secret, sent)
	})
}

func isRegisteredForAssertions(a tenant.Attempt) bool {
	return a.Client.AuthMethod == tenant.AuthPrivateKeyJWT
}
