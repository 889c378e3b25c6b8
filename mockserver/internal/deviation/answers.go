package deviation

import (
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

func revocationAnswers() []Deviation {
	return []Deviation{
		{Name: "success-is-202", Rule: "REV-01", Dialects: bothDialects,
			Sentence: "Success is answered with 202 instead of 200.",
			Apply:    changingRevocationAnswer(func(_ tenant.Revocation, a *tenant.Answer) { a.Status = 202 })},
		{Name: "success-has-a-body", Rule: "REV-02", Dialects: onlyAuth0,
			Sentence: "The body of a success is the text OK.",
			Apply:    tenant.SuccessBodyOK},
		{Name: "unknown-token-is-an-error", Rule: "REV-04", Dialects: bothDialects,
			Sentence: "An unknown token is answered with 400.",
			Apply:    refusingKind(tenant.KindUnknown, badRequest("invalid_grant", "Unknown token"))},
		{Name: "foreign-token-is-an-error", Rule: "REV-05", Dialects: onlyAuth0,
			Sentence: "Another application's token is answered with 400.",
			Apply:    decidingRevocation(isForeign, false, badRequest("invalid_grant", "The token was issued to another client"))},
		{Name: "second-revocation-is-an-error", Rule: "REV-06", Dialects: bothDialects,
			Sentence: "The second revocation of a token is answered with 400.",
			Apply:    refusingKind(tenant.KindEnded, badRequest("invalid_grant", "The token is revoked already"))},
		{Name: "error-without-description", Rule: "REV-14", Dialects: onlyAuth0,
			Sentence: "The error for a request that names no client has no description.",
			Apply:    changingClientRefusal(tenant.EndpointRevocation, tenant.AuthNoClient, withoutDescription)},
		{Name: "foreign-token-is-a-success", Rule: "REV-21", Dialects: onlyRFC,
			Sentence: "Another client's token is answered with 200, and left alone.",
			Apply:    decidingRevocation(isForeign, false, nil)},
		{Name: "metadata-url-has-a-fragment", Rule: "REV-25", Dialects: onlyRFC,
			Sentence: "The revocation_endpoint of the metadata ends in a fragment.",
			Apply: func(p *tenant.Policy) {
				p.Metadata = func(issuer string, document map[string]any) {
					document["revocation_endpoint"] = issuer + "oauth/revoke#token"
				}
			}},
		{Name: "error-echoes-the-token", Rule: "REV-32", Dialects: onlyRFC,
			Sentence: "The error for a request that names no client repeats the token.",
			Apply: changingClientRefusal(tenant.EndpointRevocation, tenant.AuthNoClient, func(a tenant.Attempt, e *tenant.Error) {
				e.Description = "No client was named to revoke " + a.Request.Params.Get("token")
			})},
		{Name: "missing-token-is-answered-with-a-page", Rule: "REV-35", Dialects: onlyRFC,
			Sentence: "The error for a request without a token is an HTML page.",
			Apply: changingAnswer(tenant.EndpointRevocation, func(r tenant.Request, a *tenant.Answer) {
				if a.Status == 400 && r.Params != nil && !r.Params.Has("token") {
					a.JSON, a.Text, a.Type = nil, "<h1>Bad request</h1>", "text/html"
				}
			})},
		{Name: "no-credentials-no-body", Rule: "REV-35", Dialects: onlyRFC,
			Sentence: "A request for revocation without credentials is refused with an empty body, as a framework does it before the server is asked.",
			Apply: changingAnswer(tenant.EndpointRevocation, func(r tenant.Request, a *tenant.Answer) {
				byHeader := a.Header["WWW-Authenticate"] != ""
				if a.Status == 401 && !byHeader && !r.Params.Has("client_secret") && !r.Params.Has("client_assertion") {
					a.JSON, a.Text, a.Type = nil, "", ""
				}
			})},
		{Name: "no-secret-no-description", Rule: "REV-14", Dialects: onlyAuth0,
			Sentence: "A request for revocation without the application's secret is refused without a description.",
			Apply:    changingClientRefusal(tenant.EndpointRevocation, tenant.AuthMissing, withoutDescription)},
		{Name: "wrong-method-is-404", Rule: "REV-36", Dialects: onlyAuth0,
			Sentence: "A PUT to the revocation endpoint is answered with 404.",
			Apply:    changingStatus("PUT", 405, 404)},
		{Name: "spent-token-is-an-error", Rule: "REV-40", Dialects: bothDialects,
			Sentence: "Revoking a token that was rotated out is answered with 400.",
			Apply:    refusingKind(tenant.KindSpent, badRequest("invalid_grant", "The token has been exchanged"))},
		{Name: "metadata-forgets-a-method", Rule: "REV-58", Dialects: onlyRFC,
			Sentence: "The metadata does not list client_secret_post for the revocation endpoint, which takes it.",
			Apply:    listingMethods("none", "client_secret_basic", "private_key_jwt")},
		{Name: "metadata-lists-no-methods", Rule: "REV-58", Dialects: onlyRFC,
			Sentence: "The metadata leaves the methods of the revocation endpoint out, which takes others than client_secret_basic.",
			Apply:    listingMethods()},
		{Name: "listed-method-is-for-the-first-client", Rule: "REV-58", Dialects: onlyRFC,
			Sentence: "The metadata lists client_secret_post, and the revocation endpoint takes it of one client alone.",
			Apply: func(p *tenant.Policy) {
				refusingAtRevocation(tenant.AuthWrongMethod, func(a tenant.Attempt) bool {
					all := p.Directory.Clients()
					first := slices.IndexFunc(all, func(c *tenant.Client) bool { return c.AuthMethod == tenant.AuthSecretPost })
					return a.Method == tenant.AuthSecretPost && a.ClientID != all[first].ID
				})(p)
			}},
		{Name: "metadata-without-algorithms", Rule: "REV-45", Dialects: onlyRFC,
			Sentence: "The metadata names private_key_jwt for revocation, but no signing algorithms.",
			Apply: func(p *tenant.Policy) {
				p.Metadata = func(_ string, document map[string]any) {
					delete(document, "revocation_endpoint_auth_signing_alg_values_supported")
				}
			}},
		{Name: "metadata-with-no-algorithm", Rule: "REV-45", Dialects: onlyRFC,
			Sentence: "The metadata lists none among the signing algorithms for revocation.",
			Apply: func(p *tenant.Policy) {
				p.Metadata = func(_ string, document map[string]any) {
					document["revocation_endpoint_auth_signing_alg_values_supported"] = []string{"RS256", "none"}
				}
			}},
	}
}

// listingMethods lists these methods for the revocation endpoint; none leaves the list out.
func listingMethods(methods ...string) change {
	return func(p *tenant.Policy) {
		p.Metadata = func(_ string, document map[string]any) {
			if document["revocation_endpoint_auth_methods_supported"] = methods; len(methods) == 0 {
				delete(document, "revocation_endpoint_auth_methods_supported")
			}
		}
	}
}
