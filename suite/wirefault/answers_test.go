package wirefault_test

import "net/http"

// answers are faults in what the revocation endpoint answers to what it accepts.
func answers() []fault {
	accepted := at(isRevocation, changingSuccess(status(http.StatusNoContent)))
	again := all(validRevocation, alreadyRevoked)
	return []fault{
		{rule: "REV-01", name: "success is 204", dialect: auth0, wrong: accepted},
		{rule: "REV-01", name: "success is 204", dialect: rfc, wrong: accepted},
		{rule: "REV-01", name: "success is 202", dialect: rfc, wrong: at(plainRevocation, changingSuccess(status(http.StatusAccepted))),
			follows: follows{"REV-04": "an unknown token is answered otherwise"}},
		{rule: "REV-01", name: "success redirects", dialect: auth0, follows: follows{"REV-17": "its form half"}, wrong: at(plainRevocation, changingSuccess(func(a *answer) *answer {
			return a.withStatus(http.StatusFound).withHeader("Location", "/")
		}))},
		{rule: "REV-01", name: "revoked, but answered 400", dialect: auth0, follows: follows{"REV-17": "its form half"}, wrong: at(plainRevocation, changingSuccess(func(*answer) *answer {
			return refuse(http.StatusBadRequest, "invalid_request", "The token was not accepted.")
		}))},

		{rule: "REV-02", name: "OK in every body", dialect: auth0, wrong: at(isRevocation, changingSuccess(body("text/plain", "OK")))},
		{rule: "REV-02", name: "a body for unknown tokens", dialect: auth0, wrong: at(all(isRevocation, unknownToken), changingSuccess(body("application/json", "{}"))),
			follows: follows{"REV-04": "a revoked token is answered otherwise"}},
		{rule: "REV-02", name: "a line break for foreign tokens", dialect: auth0, wrong: at(all(isRevocation, foreignToken), changingSuccess(body("text/plain", "\n")))},

		{rule: "REV-04", name: "unknown token is 400", dialect: auth0, wrong: at(all(isRevocation, authentic, unknownToken), refusing(400, "invalid_request"))},
		{rule: "REV-04", name: "unknown token is 404", dialect: rfc, wrong: at(all(isRevocation, authentic, unknownToken), refusing(404, "invalid_token"))},
		{rule: "REV-04", name: "unknown token is 204", dialect: rfc, wrong: at(all(isRevocation, authentic, unknownToken), changingSuccess(status(204)))},

		{rule: "REV-05", name: "foreign token is 400", dialect: auth0, wrong: at(all(isRevocation, authentic, foreignToken), refusing(400, "invalid_grant"))},
		{rule: "REV-05", name: "foreign token is 403", dialect: auth0, wrong: at(all(isRevocation, authentic, foreignToken), refusing(403, "access_denied"))},

		{rule: "REV-05", name: "foreign token is 204", dialect: auth0, wrong: at(all(isRevocation, authentic, foreignToken), changingSuccess(status(204)))},

		{rule: "REV-06", name: "the second time is 204", dialect: rfc, wrong: at(again, changingSuccess(status(204)))},
		{rule: "REV-06", name: "the second time is 400", dialect: auth0, wrong: at(again, refusing(400, "invalid_grant"))},
		{rule: "REV-06", name: "the second time is 404", dialect: rfc, wrong: at(again, refusing(404, "invalid_token"))},

		{rule: "REV-12", name: "public clients are refused", dialect: auth0, wrong: at(all(validRevocation, client("public")), refusing(401, "invalid_client"))},
		{rule: "REV-12", name: "public clients are answered 204", dialect: rfc, wrong: at(all(validRevocation, client("public")), changingSuccess(status(204)))},
		{rule: "REV-12", name: "public clients are told a lie", dialect: rfc, wrong: at(all(validRevocation, client("public")), pretending)},

		{rule: "REV-32", name: "success names the token", dialect: rfc, wrong: at(isRevocation, func(p *proxy, r *request) *answer {
			return changingSuccess(field("revoked", r.param("token")))(p, r)
		})},
		{rule: "REV-32", name: "a refusal names the token", dialect: rfc, wrong: at(all(isRevocation, not(huge)), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_description", "Refused: "+r.param("token")))(p, r)
		})},
		{rule: "REV-32", name: "a refusal names the secret", dialect: rfc, wrong: at(all(isRevocation, wrongSecret), func(p *proxy, r *request) *answer {
			return changingRefusal(field("error_description", "No such secret: "+secretOf(r)))(p, r)
		})},

		{rule: "REV-40", name: "a spent token is 204", dialect: rfc, wrong: at(all(validRevocation, spentToken), changingSuccess(status(204)))},
		{rule: "REV-40", name: "a spent token is 400", dialect: auth0, wrong: at(all(validRevocation, spentToken), refusing(400, "invalid_grant"))},
		{rule: "REV-40", name: "a spent token is 400", dialect: rfc, wrong: at(all(validRevocation, spentToken), refusing(400, "invalid_grant"))},
	}
}
