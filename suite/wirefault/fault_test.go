package wirefault_test

import (
	"slices"

	"github.com/revokespec/revokespec/deployment/file"
	"github.com/revokespec/revokespec/record"
)

// The dialects of the mock.
const (
	auth0 = "auth0"
	rfc   = "rfc"
)

// fault is one thing that goes wrong on the wire.
type fault struct {
	rule    string // that it breaks
	name    string
	dialect string // and with it the profiles
	wrong   behaviour
	follows follows          // the other rules that break with it
	unsure  follows          // of what is allowed: the rules that cannot always be judged beside it, and are not broken
	single  bool             // harms users of other scenarios: one scenario at a time
	wide    bool             // nearly every rule breaks with it; which ones is not judged
	few     bool             // would make much else inconclusive: only its rule and the usual handful run
	along   []behaviour      // more that it does
	other   bool             // of what is allowed: excludes some of the rest
	or      []record.Verdict // what a rule may be said to be as well, when it cannot be judged
	file    func(*file.File) // what must be said of the deployment beforehand
}

// follows gives for each rule that breaks as well the reason why.
type follows map[string]string

// faults are all of them, by rule family.
func faults() []fault {
	return slices.Concat(answers(), requests(), clientAuthentication(), errorBodies(), foreignApplications(), otherMethods(), hostileInput(),
		revocationEffects(), accessTokens(), metadata(), grants(), grantDeletion(), settings(), devices(), unlinking(),
		rotation(), reuse(), detailsOfRequests(), detailsOfEffects(),
		changedClients(), assertions(), browsers(), paging(), racedRevocations(), lifetimes(), overflow(), endings(), logged(),
		deviceFlow(), polling(), dashboard())
}

// profiles are those that a dialect is judged by.
func profiles(dialect string) []string {
	if dialect == rfc {
		return []string{"rfc7009", "bcp"}
	}
	return []string{"auth0"}
}
