package deviation

import (
	"slices"
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// nearlyRight are about credentials and requests that are nearly right, or right in an unusual way.
func nearlyRight() []Deviation {
	return []Deviation{
		{
			Name: "second-answer-has-a-body", Rule: "REV-02", Dialects: auth0,
			Sentence: "Revoking a token again is answered with an empty JSON object.",
			Apply: answering(func(r tenant.Revocation, a tenant.Answer) tenant.Answer {
				if r.Kind == tenant.KindEnded {
					a.JSON = map[string]any{}
				}
				return a
			}),
		},
		{
			Name: "json-is-answered-with-json", Rule: "REV-02", Dialects: auth0,
			Sentence: "A success that was asked for in JSON has a JSON body.",
			Apply: answering(func(r tenant.Revocation, a tenant.Answer) tenant.Answer {
				if r.Request.BodyType == tenant.BodyJSON {
					a.JSON = map[string]any{}
				}
				return a
			}),
		},
		{
			Name: "malformed-token-is-an-error", Rule: "REV-04", Dialects: both,
			Sentence: "A token that is much too short is answered with 400.",
			Apply: ruling(func(r tenant.Revocation, ends bool, refusal *tenant.Error) (bool, *tenant.Error) {
				if len(r.Request.Params.Get("token")) < 8 {
					return false, badRequest("invalid_request", "The token is malformed")
				}
				return ends, refusal
			}),
		},
		{
			Name: "hint-stands-in-for-a-secret", Rule: "REV-09", Dialects: both,
			Sentence: "Beside a token_type_hint a wrong secret is not noticed.",
			Apply: atRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
				return a.Request.Params.Has("token_type_hint") && byForm(a)
			}),
		},
		{
			Name: "json-needs-no-secret", Rule: "REV-17", Dialects: auth0,
			Sentence: "A confidential application revokes without its secret, by JSON.",
			Apply: atRevocation(tenant.AuthMissing, func(a tenant.Attempt) bool {
				return a.Request.BodyType == tenant.BodyJSON
			}),
		},
		{
			Name: "end-of-the-secret-is-ignored", Rule: "REV-09", Dialects: both,
			Sentence: "The last character of a client secret is not looked at.",
			Apply: secretPasses(func(right, sent string) bool {
				return len(sent) == len(right) && len(sent) > 1 && sent[:len(sent)-1] == right[:len(right)-1]
			}),
		},
		{
			Name: "secret-is-trimmed", Rule: "REV-09", Dialects: both,
			Sentence: "A client secret is right with spaces around it.",
			Apply:    secretPasses(func(right, sent string) bool { return strings.TrimSpace(sent) == right }),
		},
		{
			Name: "any-secret-of-the-tenant-will-do", Rule: "REV-09", Dialects: both,
			Sentence: "A client authenticates with the secret of another one.",
			Apply: func(p *tenant.Policy) {
				secretPasses(func(_, sent string) bool {
					return slices.ContainsFunc(p.Directory.Clients(), func(c *tenant.Client) bool { return c.SecretIs(sent) })
				})(p)
			},
		},
		{
			Name: "header-without-credentials-passes", Rule: "REV-16", Dialects: both,
			Sentence: "An Authorization header that holds nothing lets its sender revoke.",
			Apply:    atRevocation(tenant.AuthMalformedBasic, nil),
		},
		{
			Name: "two-wrongs-make-a-right", Rule: "REV-16", Dialects: both,
			Sentence: "Credentials sent both in the header and in the body are not looked at.",
			Apply:    atRevocation(tenant.AuthTwoMethods, nil),
		},
		{
			Name: "secret-in-place-of-an-assertion", Rule: "REV-20", Dialects: both,
			Sentence: "A client that is registered for assertions revokes with any secret.",
			Apply: atRevocation(tenant.AuthWrongMethod, func(a tenant.Attempt) bool {
				return a.Client.AuthMethod == tenant.AuthPrivateKeyJWT
			}),
		},
		{
			Name: "assertion-may-be-left-out", Rule: "REV-20", Dialects: both,
			Sentence: "A client that is registered for assertions revokes without one.",
			Apply: atRevocation(tenant.AuthMissing, func(a tenant.Attempt) bool {
				return a.Client.AuthMethod == tenant.AuthPrivateKeyJWT
			}),
		},
		{
			Name: "get-with-a-body-revokes", Rule: "REV-19", Dialects: both,
			Sentence: "A GET whose body is that of a revocation revokes, and is then answered with 405.",
			Apply: together(method("GET"), onWire(tenant.EndpointRevocation, func(r tenant.Request, a tenant.Answer) tenant.Answer {
				if r.Method == "GET" {
					a.Status = 405
				}
				return a
			})),
		},
		{
			Name: "right-hint-is-a-lie", Rule: "REV-28", Dialects: auth0,
			Sentence: "With the token_type_hint refresh_token the revocation is answered with 200, and lost.",
			Follows: map[string]string{
				"REV-50": "the right hint is one of those tolerated",
				"GRT-01": "a revocation with the hint must end the siblings, too",
			},
			Apply: lying(func(r tenant.Revocation) bool {
				return r.Request.BodyType == tenant.BodyForm && r.Request.Params.Get("token_type_hint") == "refresh_token" && len(r.Request.Query) == 0
			}),
		},
		{
			Name: "json-with-a-hint-is-a-lie", Rule: "REV-28", Dialects: auth0,
			Sentence: "JSON with a token_type_hint is answered with 200, and lost.",
			Apply: lying(func(r tenant.Revocation) bool {
				return r.Request.BodyType == tenant.BodyJSON && r.Request.Params.Has("token_type_hint")
			}),
		},
		{
			Name: "empty-hint-is-a-lie", Rule: "REV-28", Dialects: both,
			Sentence: "With an empty token_type_hint the revocation is answered with 200, and lost.",
			Apply: lying(func(r tenant.Revocation) bool {
				return r.Request.Params.Has("token_type_hint") && r.Request.Params.Get("token_type_hint") == ""
			}),
		},
		{
			Name: "query-makes-it-a-lie", Rule: "REV-28", Dialects: both,
			Sentence: "A revocation whose URL has a query is answered with 200, and lost.",
			Apply:    lying(func(r tenant.Revocation) bool { return len(r.Request.Query) > 0 }),
		},
		{
			Name: "unknown-client-is-404", Rule: "REV-34", Dialects: rfc,
			Sentence: "A client that does not exist is answered with 404.",
			Apply: refusingClient(func(_ tenant.Attempt, found tenant.AuthResult, e *tenant.Error) *tenant.Error {
				if found == tenant.AuthUnknownClient {
					e.Status = 404
				}
				return e
			}),
		},
		{
			Name: "hint-makes-it-anybodys", Rule: "REV-37", Dialects: both,
			Sentence: "With a token_type_hint, another application's token is revoked.",
			Apply: ruling(func(r tenant.Revocation, ends bool, refusal *tenant.Error) (bool, *tenant.Error) {
				if r.Foreign && r.Request.Params.Has("token_type_hint") {
					return true, nil
				}
				return ends, refusal
			}),
		},
		{
			Name: "client-of-the-body-is-believed", Rule: "REV-37", Dialects: both,
			Sentence: "Where header and body name different clients, neither has to prove anything.",
			Apply:    atRevocation(tenant.AuthMismatch, nil),
		},
	}
}

// secretPasses lets in whose secret is right by that comparison, at the revocation endpoint, by the body.
func secretPasses(same func(right, sent string) bool) func(*tenant.Policy) {
	return atRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
		sent := a.Request.Params.Get("client_secret")
		return sent != "" && same(a.Client.Secret, sent)
	})
}

// lying answers a revocation with 200 and does nothing, on that condition.
func lying(when func(tenant.Revocation) bool) func(*tenant.Policy) {
	return ruling(func(r tenant.Revocation, ends bool, refusal *tenant.Error) (bool, *tenant.Error) {
		return ends && !when(r), refusal
	})
}
