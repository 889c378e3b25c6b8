package wirefault_test

import "net/http"

// answers are faults in what the revocation endpoint answers to what it accepts.
func answers() []fault {
	return []fault{
		{rule: "REV-01", name: "success redirects", dialect: auth0, follows: follows{"REV-17": "its form half"}, wrong: at(plainRevocation, changingSuccess(func(a *answer) *answer {
			return a.withStatus(http.StatusFound).withHeader("Location", "/")
		}))},

		{rule: "REV-04", name: "unknown token is 204", dialect: rfc, wrong: at(all(isRevocation, authentic, unknownToken), changingSuccess(status(204)))},

		{rule: "REV-12", name: "public clients are told a lie", dialect: rfc, wrong: at(all(validRevocation, client("public")), pretending)},

		{rule: "REV-32", name: "success names the token", dialect: rfc, wrong: at(isRevocation, func(p *proxy, r *request) *answer {
			return changingSuccess(field("revoked", r.param("token")))(p, r)
		})},
		{rule: "REV-32", name: "a refusal names the secret", dialect: rfc, wrong: at(all(isRevocation, wrongSecret), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_description", "No such secret: "+secretOf(r)))(p, r)
		})},
	}
}
