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
