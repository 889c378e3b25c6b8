package wirefault_test

import "net/http"

// clientAuthentication are faults in who may revoke.
func clientAuthentication() []fault {
	nobody, stranger := all(isRevocation, noClient), all(isRevocation, unknownClient)
	wrong, without := all(isRevocation, wrongSecret, not(inJSON), not(usesBasic)), all(isRevocation, noSecret)
	basic, basicWrong := all(isRevocation, usesBasic), all(isRevocation, usesBasic, wrongSecret)
	blind := all(isRevocation, either(wrongSecret, unknownClient), not(refreshToken))
	return []fault{
		{rule: "REV-08", name: "nobody is refused, but obeyed", dialect: auth0, wrong: at(nobody, revokingAnyway)},
		{rule: "REV-08", name: "nobody is invalid_grant", dialect: auth0, wrong: at(nobody, changingRefusal(field("error", "invalid_grant")))},

		{rule: "REV-09", name: "a wrong secret is refused, but obeyed", dialect: auth0, wrong: at(wrong, revokingAnyway)},

		{rule: "REV-10", name: "no secret is refused, but obeyed", dialect: rfc, wrong: at(without, revokingAnyway)},
		{rule: "REV-10", name: "no secret is access_denied", dialect: auth0, wrong: at(without, refusing(403, "access_denied"))},

		{rule: "REV-11", name: "a stranger is refused, but obeyed", dialect: rfc, wrong: at(stranger, revokingAnyway)},

		{rule: "REV-15", name: "unknown tokens are 404 before the secret is checked", dialect: rfc, wrong: at(blind, refusing(404, "invalid_token"))},

		{rule: "REV-16", name: "Basic is told a lie", dialect: auth0, wrong: at(all(basic, validRevocation), pretending)},
		{rule: "REV-16", name: "Basic takes any secret", dialect: rfc, wrong: at(basicWrong, obeying)},
		{rule: "REV-16", name: "Basic refuses a wrong secret, but obeys", dialect: auth0, wrong: at(basicWrong, revokingAnyway)},
		{rule: "REV-16", name: "Basic with a wrong secret is invalid_request", dialect: auth0, wrong: at(basicWrong, changingRefusal(field("error", "invalid_request")))},

		{rule: "REV-33", name: "a stranger is 403", dialect: auth0, wrong: at(stranger, changingRefusal(status(403)))},

		{rule: "REV-34", name: "a wrong secret is 403", dialect: rfc, wrong: at(wrong, changingRefusal(status(403)))},
		{rule: "REV-34", name: "a wrong Basic secret is 400", dialect: rfc, wrong: at(basicWrong, changingRefusal(status(400)))},
		{rule: "REV-34", name: "WWW-Authenticate names Bearer", dialect: rfc, wrong: at(isRevocation, changingRefusal(header("WWW-Authenticate", `Bearer realm="x"`)))},
	}
}

// errorBodies are faults in how a refusal of the revocation endpoint is worded.
func errorBodies() []fault {
	refusal := func(change func(*answer) *answer) behaviour { return at(isRevocation, changingRefusal(change)) }
	only := func(code int, change func(*answer) *answer) behaviour {
		return refusal(func(a *answer) *answer {
			if a.status == code {
				return change(a)
			}
			return a
		})
	}
	echo := func(of func(r *request) string) behaviour {
		return at(all(isRevocation, not(huge)), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_description", "Refused: "+of(r)))(p, r)
		})
	}
	return []fault{
		{rule: "REV-14", name: "400 has no description", dialect: auth0, wrong: only(http.StatusBadRequest, field("error_description", nil))},
		{rule: "REV-14", name: "401 has no description", dialect: auth0, wrong: only(http.StatusUnauthorized, field("error_description", nil))},
		{rule: "REV-14", name: "the secret is echoed", dialect: auth0, wrong: echo(secretOf)},

		{rule: "REV-35", name: "401 has no error", dialect: rfc, wrong: only(http.StatusUnauthorized, field("error", nil))},
	}
}
