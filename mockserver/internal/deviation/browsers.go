package deviation

import "github.com/revokespec/revokespec/mockserver/internal/tenant"

// revocationBrowsers are about calls from browsers.
func revocationBrowsers() []Deviation {
	return []Deviation{
		{Name: "any-origin-may-call", Rule: "REV-27", Dialects: onlyAuth0,
			Sentence: "Every browser origin is granted access.",
			Apply:    func(p *tenant.Policy) { p.Origins = func(string, bool) bool { return true } }},
		{Name: "no-origin-may-call", Rule: "REV-27", Dialects: onlyAuth0,
			Sentence: "The origins that an application lists are not granted access.",
			Apply:    func(p *tenant.Policy) { p.Origins = func(string, bool) bool { return false } }},
		{Name: "preflight-promises-too-much", Rule: "REV-27", Dialects: onlyAuth0,
			Sentence: "A preflight is granted, and then the answer to the revocation may not be read.",
			Apply:    readableBy("")},
		{Name: "any-origin-may-read", Rule: "REV-27", Dialects: onlyAuth0,
			Sentence: "The answer to a revocation may be read by a page of any origin.",
			Apply:    readableBy("*")},
	}
}

// readableBy changes who may read the answer of the revocation endpoint; preflights are answered before.
func readableBy(origin string) change {
	return changingAnswer(tenant.EndpointRevocation, func(_ tenant.Request, a *tenant.Answer) {
		*a = a.With("Access-Control-Allow-Origin", origin)
	})
}
