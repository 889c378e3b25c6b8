package wirefault_test

import (
	"strings"

	"github.com/revokespec/revokespec/deployment/file"
)

// metadata are faults in what the metadata says of the revocation endpoint.
func metadata() []fault {
	named := func(name, endpoint string) fault {
		return fault{rule: "REV-25", name: name, dialect: rfc, file: givenEndpoint, wrong: naming(func(*proxy) string { return endpoint })}
	}
	gone := naming(func(p *proxy) string { return p.front.URL + "/elsewhere" })
	return []fault{
		named("the endpoint is relative", "/oauth/revoke"),
		named("the endpoint is http, far away", "http://revocation.example/oauth/revoke"),
		{rule: "REV-25", name: "the endpoint has a fragment", dialect: rfc, file: givenEndpoint, wrong: naming(func(p *proxy) string { return p.front.URL + "/oauth/revoke#here" })},
		{rule: "REV-25", name: "the endpoint does not answer", dialect: rfc, file: givenEndpoint, wrong: both(path("/elsewhere"), func(*proxy, *request) *answer {
			return &answer{lost: true}
		}, gone)},
	}
}

// givenEndpoint lets the deployment file give the endpoint, so that everything else can be judged.
func givenEndpoint(f *file.File) {
	f.Endpoints.Revocation = strings.TrimSuffix(f.Issuer, "/") + "/oauth/revoke"
}

// naming gives the revocation endpoint another name in the metadata.
func naming(endpoint func(p *proxy) string) behaviour {
	return at(path("/.well-known/"), func(p *proxy, r *request) *answer {
		a := p.send(r)
		if a.field("revocation_endpoint") == "" {
			return a
		}
		return a.withField("revocation_endpoint", endpoint(p))
	})
}

// signingAlgorithms is the member of the metadata that REV-45 is about (RFC 8414 section 2).
const signingAlgorithms = "revocation_endpoint_auth_signing_alg_values_supported"

// algorithms are faults in what the metadata says of the algorithms of assertions.
func algorithms() []fault {
	named := func(name string, value any) fault {
		return fault{rule: "REV-45", name: name, dialect: rfc, wrong: telling(signingAlgorithms, value)}
	}
	return []fault{
		named("the algorithms are left out", nil),
		named("the algorithms are an empty list", []string{}),
		named("none is among the algorithms", []string{"RS256", "none"}),
		named("none is the only algorithm", []string{"none"}),
		named("the algorithm is no list", "RS256"),
		{rule: "REV-45", name: "for client_secret_jwt alone they are left out", dialect: rfc, wrong: func(p *proxy, r *request) *answer {
			a := telling("revocation_endpoint_auth_methods_supported", []string{"client_secret_basic", "client_secret_jwt"})(p, r)
			if a.field("issuer") == "" {
				return a
			}
			return a.withField(signingAlgorithms, nil)
		}},
	}
}

// telling gives a member of the metadata another value; nil leaves it out.
func telling(name string, value any) behaviour {
	return at(path("/.well-known/"), changingSuccess(func(a *answer) *answer {
		if a.field("issuer") == "" {
			return a
		}
		return a.withField(name, value)
	}))
}
