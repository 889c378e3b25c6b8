package wirefault_test

// otherMethods are faults in what the revocation endpoint makes of methods other than POST.
func otherMethods() []fault {
	by := func(name string) condition { return all(method(name), revocationEndpoint) }
	return []fault{
		{rule: "REV-19", name: "GET is refused, but obeyed", dialect: rfc, wrong: at(by("GET"), revokingAnyway)},
		{rule: "REV-19", name: "HEAD revokes", dialect: rfc, wrong: at(by("HEAD"), obeying)},

		{rule: "REV-36", name: "GET is 404", dialect: auth0, wrong: at(by("GET"), refusing(404, "not_found"))},
		{rule: "REV-36", name: "DELETE is 200", dialect: auth0, wrong: at(by("DELETE"), pretending)},

		{rule: "REV-36", name: "PATCH is 404", dialect: auth0, wrong: at(by("PATCH"), refusing(404, "not_found"))},

		{rule: "REV-51", name: "PUT revokes", dialect: auth0, wrong: at(by("PUT"), revokingAnyway)},
		{rule: "REV-51", name: "PATCH revokes", dialect: rfc, wrong: at(by("PATCH"), obeying)},
	}
}
