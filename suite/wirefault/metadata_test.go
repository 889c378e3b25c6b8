package wirefault_test

import (
	"strings"

	"github.com/revokespec/revokespec/deployment"
)

// metadata are faults in what the metadata says of the revocation endpoint. The deployment file gives the endpoint
// itself, so that everything else can be judged.
func metadata() []fault {
	given := func(f *deployment.File) { f.Endpoints.Revocation = strings.TrimSuffix(f.Issuer, "/") + "/oauth/revoke" }
	naming := func(endpoint func(p *proxy) string) behaviour {
		return at(path("/.well-known/"), func(p *proxy, r *request) *answer {
			if a := p.send(r); a.field("revocation_endpoint") != "" {
				return a.withField("revocation_endpoint", endpoint(p))
			} else {
				return a
			}
		})
	}
	elsewhere := naming(func(p *proxy) string { return p.front.URL + "/elsewhere" })
	return []fault{
		{rule: "REV-25", name: "the endpoint has a fragment", dialect: rfc, file: given, wrong: naming(func(p *proxy) string { return p.front.URL + "/oauth/revoke#here" })},
		{rule: "REV-25", name: "the endpoint is relative", dialect: rfc, file: given, wrong: naming(func(*proxy) string { return "/oauth/revoke" })},
		{rule: "REV-25", name: "the endpoint is http, far away", dialect: rfc, file: given, wrong: naming(func(*proxy) string { return "http://revocation.example/oauth/revoke" })},
		{rule: "REV-25", name: "the endpoint does not answer", dialect: rfc, file: given, wrong: both(path("/elsewhere"), func(*proxy, *request) *answer {
			return &answer{lost: true}
		}, elsewhere)},
	}
}
