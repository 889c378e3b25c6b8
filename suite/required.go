package suite

import (
	"slices"

	"github.com/revokespec/revokespec/steps"
)

// revocationEndpoint is the capability that whatever revokes needs.
const revocationEndpoint = "revocation-endpoint"

// Required are the rules that must be judged: those that were asked for and, where the server has no revocation endpoint, the one on
// valid revocations, if it is selected. A profile that has it is about revocation first of all: without an endpoint there is none, and
// what else the profile asks must not make it look kept.
func Required(target Able, o Options, selected []string) []string {
	required := slices.Clone(o.Conclude.Require)
	id := o.Catalogue.JudgeOf(steps.ValidRevocation)
	if target.Missing(revocationEndpoint) != "" && slices.Contains(selected, id) && !slices.Contains(required, id) {
		required = append(required, id)
	}
	return required
}
