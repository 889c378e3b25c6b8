package deviation

import (
	"strings"

	"github.com/revokespec/revokespec/mockserver/internal/tenant"
)

// revocationAssertions are about private_key_jwt at the revocation endpoint.
func revocationAssertions() []Deviation {
	return []Deviation{
		{Name: "assertions-are-refused", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "The revocation endpoint refuses right assertions.",
			Apply:    refusingAtRevocation(tenant.AuthWrongMethod, func(a tenant.Attempt) bool { return a.Method == tenant.AuthPrivateKeyJWT })},
		{Name: "expired-assertion-revokes", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "The revocation endpoint does not look at an assertion's expiry.",
			Apply:    acceptingAtRevocation(tenant.AuthExpired, nil)},
		{Name: "assertion-of-another-key-revokes", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "The revocation endpoint does not check an assertion's signature.",
			Apply:    acceptingAtRevocation(tenant.AuthBadSignature, nil)},
		{Name: "unsigned-assertion-revokes", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "The revocation endpoint takes an assertion whose header says that it is not signed.",
			Apply: acceptingAtRevocation(tenant.AuthBadAssertion, func(a tenant.Attempt) bool {
				return strings.HasSuffix(a.Request.Params.Get("client_assertion"), ".")
			})},
		{Name: "assertion-for-another-server-revokes", Rule: "REV-20", Dialects: bothDialects,
			Sentence: "The revocation endpoint does not look at whom an assertion is addressed to.",
			Apply:    acceptingAtRevocation(tenant.AuthWrongAudience, nil)},
		{Name: "assertion-may-be-replayed", Rule: "REV-48", Dialects: bothDialects,
			Sentence: "The revocation endpoint accepts an assertion that was used before.",
			Apply:    acceptingAtRevocation(tenant.AuthReplayed, nil)},
	}
}
