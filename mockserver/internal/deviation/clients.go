package deviation

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// byForm says whether a live token is presented in a form.
func byForm(a tenant.Attempt) bool {
	return a.Request.BodyType == tenant.BodyForm && a.Token() == tenant.KindLive
}

func revocationClients() []Deviation {
	return []Deviation{
		{Name: "anybody-may-revoke", Rule: "REV-08", Dialects: bothDialects,
			Sentence: "A request that names no client revokes the token.",
			Apply:    acceptingAtRevocation(tenant.AuthNoClient, byForm)},
		{Name: "wrong-secret-revokes", Rule: "REV-09", Dialects: bothDialects,
			Sentence: "A live token is revoked whatever secret is sent in the form.",
			Follows:  map[string]string{"REV-13": "an application that was changed must send its secret still"},
			Apply: acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
				return a.Method == tenant.AuthSecretPost && byForm(a)
			})},
		{Name: "missing-secret-revokes", Rule: "REV-10", Dialects: bothDialects,
			Sentence: "A confidential application revokes without its secret.",
			Follows: map[string]string{
				"REV-13": "an application that is no longer public has a secret to leave out",
				"DSH-05": "an application that is no longer public has a secret to leave out",
				"REV-16": "a header with an empty secret leaves it out as well",
				"REV-20": "an assertion can be left out as a secret can",
			},
			Apply: acceptingAtRevocation(tenant.AuthMissing, byForm)},
		{Name: "unknown-client-revokes", Rule: "REV-11", Dialects: bothDialects,
			Sentence: "A client that does not exist revokes the token.",
			Follows:  map[string]string{"REV-16": "a Basic header may name such a client as well"},
			Apply:    acceptingAtRevocation(tenant.AuthUnknownClient, byForm)},
		{Name: "public-client-needs-a-secret", Rule: "REV-12", Dialects: onlyAuth0,
			Sentence: "A public application whose tokens do not rotate is asked for a secret.",
			Follows: map[string]string{
				"REV-01": "a device is one",
				"REV-13": "an application that was made public is one",
				"DSH-05": "an application that was made public is one",
			},
			Apply: refusingAtRevocation(tenant.AuthMissing, func(a tenant.Attempt) bool {
				return a.Client != nil && a.Client.Public() && !a.Client.RefreshTokens.Rotating
			})},
		{Name: "token-before-credentials", Rule: "REV-15", Dialects: bothDialects,
			Sentence: "An unknown token is answered with 200 before the secret is looked at.",
			Apply: acceptingAtRevocation(tenant.AuthWrongSecret, func(a tenant.Attempt) bool {
				return a.Token() == tenant.KindUnknown
			})},
		{Name: "basic-is-refused", Rule: "REV-16", Dialects: bothDialects,
			Sentence: "The revocation endpoint refuses right credentials in an Authorization header.",
			Apply:    refusingAtRevocation(tenant.AuthWrongMethod, func(a tenant.Attempt) bool { return a.Method == tenant.AuthSecretBasic })},
		{Name: "wrong-secret-is-400", Rule: "REV-33", Dialects: onlyAuth0,
			Sentence: "A wrong secret is answered with 400.",
			Apply:    changingClientRefusal(tenant.EndpointRevocation, tenant.AuthWrongSecret, withStatus(400))},
		{Name: "no-challenge", Rule: "REV-34", Dialects: onlyRFC,
			Sentence: "Failed Basic authentication is answered without a WWW-Authenticate header.",
			Apply:    changingClientRefusal("", "", func(_ tenant.Attempt, e *tenant.Error) { e.Header = nil })},
		{Name: "foreign-client-revokes", Rule: "REV-37", Dialects: bothDialects,
			Sentence: "A public application revokes the token of another one.",
			Apply:    decidingRevocation(func(r tenant.Revocation) bool { return r.Foreign && r.Client.Public() }, true, nil)},
	}
}
