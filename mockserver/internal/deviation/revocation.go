package deviation

import (
	"slices"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// revocation are the deviations from REV, the rules of the revocation endpoint.
func revocation() []Deviation {
	return slices.Concat(revocationAnswers(), revocationClients(), revocationRequests(), revocationEffects(), accessTokens(),
		revocationAssertions(), revocationRegistration(), revocationBrowsers(), lastingRevocation(), nearlyRightRequests(), spellings(), atOnce(), deadTokens(), shapes())
}

// isPlainRevocation says whether a revocation is what a client would send that follows the documentation and no more: a form, its
// credentials, the token.
func isPlainRevocation(r tenant.Revocation) bool {
	return r.Request.Method == "POST" && r.Request.BodyType == tenant.BodyForm && !r.Foreign && r.Client != nil &&
		r.Method == tenant.AuthSecretPost && !r.Request.Params.Has("token_type_hint") && len(unknownParameters(r.Request.Params)) == 0
}

// unknownParameters are the parameters of a revocation that no document knows.
func unknownParameters(p tenant.Params) []string {
	var out []string
	for name := range p {
		switch name {
		case "token", "token_type_hint", "client_id", "client_secret", "client_assertion", "client_assertion_type":
		default:
			out = append(out, name)
		}
	}
	return out
}

// refusingKind returns a refusal for tokens of one kind of the caller's own.
func refusingKind(kind tenant.Kind, refusal *tenant.Error) change {
	return decidingRevocation(func(r tenant.Revocation) bool { return r.Kind == kind && !r.Foreign }, false, refusal)
}

func isForeign(r tenant.Revocation) bool { return r.Foreign }
