package wirefault_test

import (
	"net/http"

	"github.com/revokespec/revokespec/mockserver"
)

// browsers are faults in what a browser is told before it revokes.
func browsers() []fault {
	preflight := func(origin func(string) bool) condition {
		return all(method(http.MethodOptions), revocationEndpoint, func(_ *proxy, r *request) bool { return origin(r.header.Get("Origin")) })
	}
	known := preflight(func(origin string) bool { return origin == mockserver.SeedOrigin })
	return []fault{
		{rule: "REV-27", name: "Content-Type is not among the headers", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Headers", "Authorization")))},
		{rule: "REV-27", name: "the preflight is sent to another page", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withStatus(302).withHeader("Location", "/elsewhere")
		}))},
	}
}

// harmlessPreflights are what browsers take as well.
func harmlessPreflights() []fault {
	preflight := all(method(http.MethodOptions), revocationEndpoint)
	known := all(preflight, func(_ *proxy, r *request) bool { return r.header.Get("Origin") == mockserver.SeedOrigin })
	return []fault{
		{name: "preflights are 200", rule: "REV-27", dialect: auth0, wrong: at(preflight, changing(status(200)))},
		{name: "unknown origins are 403", rule: "REV-27", dialect: auth0, wrong: at(all(preflight, not(known)), refusing(403, "access_denied"))},
		{name: "all methods and headers are granted by a star", rule: "REV-27", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withHeader("Access-Control-Allow-Methods", "*").withHeader("Access-Control-Allow-Headers", "*")
		}))},
		{name: "other methods are named, as POST need not be", rule: "REV-27", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Methods", "PATCH, DELETE")))},
		{name: "methods are not named, as POST need not be", rule: "REV-27", dialect: auth0, wrong: at(known, changing(header("Access-Control-Allow-Methods", "")))},
		{name: "headers are spelt otherwise", rule: "REV-27", dialect: auth0, wrong: at(known, changing(func(a *answer) *answer {
			return a.withHeader("Access-Control-Allow-Headers", "content-type,auth0-client,authorization").withHeader("Access-Control-Allow-Methods", "GET,POST")
		}))},
		{name: "every origin is told of the known one", rule: "REV-27", dialect: auth0, wrong: at(preflight, changing(header("Access-Control-Allow-Origin", mockserver.SeedOrigin)))},
	}
}
